import { issueText } from "../lib/issue.ts";
import type { Report } from "../run/report.ts";
import { countsJson } from "./counts.ts";
import { describe } from "./failure.ts";
import { count, elapsed } from "./text.ts";

/** One of the `results[]` of `run --json`. */
export function reportJson(report: Report): Record<string, unknown> {
  return {
    mapping: report.mapping,
    status: report.status,
    dry_run: report.dryRun,
    ...countsJson(report.counts),
    ambiguous: report.ambiguous,
    ...(report.dryRun ? { would_send: report.wouldSend } : {}),
    requests: report.requests,
    watermark: report.watermark ?? null,
    field_issues: report.fieldIssues,
    duration_ms: Math.round(report.durationMs),
    error: report.error === undefined ? null : describe(report.error),
  };
}

/** What a person reads after a run: the conservation law, line by line. */
export function reportText(report: Report, pretty: boolean): string {
  const line = (name: string, rows: number, what?: string): string =>
    `  ${name.padEnd(14)}${count(rows, pretty).padStart(9)}${what === undefined ? "" : `  ${what}`}\n`;
  const { error, ambiguous, fieldIssues } = report;
  return [
    headText(report, pretty),
    ...(error === undefined ? [] : [`  stopped because ${describe(error).message}\n`]),
    ...fatesOf(report).map(([name, rows, why]) => line(name, rows, why)),
    ...(ambiguous > 0
      ? [line("sent again", ambiguous, "after an attempt whose outcome was unknown")]
      : []),
    ...fieldIssues.map((issue) => line("field issue", issue.count, issueText(issue))),
    `  watermark     ${watermarkText(report)}\n`,
  ].join("");
}

function headText(report: Report, pretty: boolean): string {
  const { mapping, status, dryRun, counts, durationMs, requests } = report;
  const rate = durationMs > 0 ? (counts.read / durationMs) * 1000 : 0;
  const title = `${mapping}: ${status}${dryRun ? " (dry run)" : ""}`;
  return `${title}, ${count(counts.read, pretty)} rows in ${elapsed(durationMs)} (${count(Math.round(rate), pretty)} rows/s), ${requests} requests\n`;
}

type FateLine = readonly [name: string, rows: number, why?: string];

/** The ways in which rows ended, without those in which none did. */
function fatesOf({ counts, dryRun, wouldSend }: Report): readonly FateLine[] {
  const excluded = Object.entries(counts.excluded);
  const all: readonly FateLine[] = [
    ["would send", dryRun ? wouldSend : 0],
    ["accepted", counts.accepted],
    ["already sent", counts.alreadySent],
    ["dead-lettered", counts.deadLettered],
    ["expired", counts.expired],
    ["held", counts.held],
    ...excluded.map(([reason, rows]): FateLine => ["excluded", rows, reason]),
  ];
  const first = dryRun ? "would send" : "accepted";
  return all.filter(([name, rows]) => rows > 0 || name === first);
}

/** The durable one. Of a state that could not be read nobody knows whether there is any. */
function watermarkText({ watermark, error }: Report): string {
  if (watermark !== undefined) return watermark.cursor ?? watermark.key.join(", ");
  const isUnread = error instanceof Error && "stage" in error && error.stage === "state";
  return isUnread ? "unknown" : "none yet";
}
