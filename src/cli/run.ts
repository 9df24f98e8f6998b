import { CONNECTORS } from "../../connectors/index.ts";
import type { Mapping } from "../config/mapping.ts";
import type { Project } from "../config/project.ts";
import { systemClock } from "../lib/clock.ts";
import { ConfigError } from "../lib/errors.ts";
import type { Report } from "../run/report.ts";
import { describe, exitCodeOf, judge } from "./failure.ts";
import { EXIT, type GlobalFlags, type Io } from "./io.ts";
import { openProject, selectMappings } from "./open-project.ts";
import { countsJson } from "./status.ts";
import { count, elapsed } from "./text.ts";

interface RunFlags extends GlobalFlags {
  readonly select?: readonly string[];
  readonly dryRun?: boolean;
  readonly limit?: number;
  readonly testEventCode?: string;
}

/** `capisync run`: one pass over the selected mappings, one after the other. */
export async function run(flags: RunFlags, io: Io): Promise<number> {
  const { project, problems } = await openProject(flags, io);
  for (const { file, line, column, severity, message } of problems) {
    if (severity === "warning") io.stderr(`warning: ${file}:${line}:${column} ${message}\n`);
  }
  const mappings = selectMappings(project.mappings, flags.select ?? []);
  refuseTestCodeInProduction(project, mappings, flags);
  const { openRunState } = await import("./run-state.ts");
  const state = await openRunState(project, flags.dryRun === true, io);
  try {
    const { watchRuns } = await import("./watch-runs.ts");
    const watch = watchRuns(io);
    const { runMapping } = await import("../run/run-mapping.ts");
    const outside = { clock: systemClock, random: Math.random, paces: new Map(), judge };
    const reports: Report[] = [];
    for (const mapping of mappings) {
      if (io.signal.aborted) break;
      const connector = CONNECTORS[project.connections[mapping.connection]?.type ?? ""];
      if (connector === undefined) throw new ConfigError(`${mapping.file}: no connector`);
      reports.push(
        await runMapping(
          { project, mapping, connector, ...state, ...outside, observe: watch.observe },
          {
            dryRun: flags.dryRun === true,
            limit: flags.limit,
            testEventCode: flags.testEventCode,
          },
          io.signal,
        ),
      );
    }
    watch.close();
    return conclude(reports, flags, io);
  } finally {
    await state.store?.[Symbol.asyncDispose]();
  }
}

/** A test code in a production target would send real conversions as tests: it must be typed. */
function refuseTestCodeInProduction(
  project: Project,
  mappings: readonly Mapping[],
  flags: RunFlags,
): void {
  if (project.target !== "prod" || flags.testEventCode !== undefined) return;
  const coded = mappings.find(
    (mapping) => project.destinations[mapping.destination]?.testEventCode !== undefined,
  );
  if (coded === undefined) return;
  throw new ConfigError(
    `connections.yaml: destination ${coded.destination} has a test_event_code in target prod`,
    { hint: "remove it from the target, or type --test-event-code to send test events on purpose" },
  );
}

function reportJson(report: Report): Record<string, unknown> {
  return {
    mapping: report.mapping,
    status: report.status,
    dry_run: report.dryRun,
    ...countsJson(report.counts),
    ambiguous: report.ambiguous,
    ...(report.dryRun ? { would_send: report.wouldSend } : {}),
    requests: report.requests,
    watermark: report.watermark ?? null,
    notices: report.notices,
    duration_ms: Math.round(report.durationMs),
    error: report.error === undefined ? null : describe(report.error),
  };
}

/** The worst exit code of all: final ones (2, 4) before those that may pass by waiting (3, 5). */
function worst(codes: readonly number[]): number {
  const order = [
    EXIT.bug,
    EXIT.sigterm,
    EXIT.sigint,
    EXIT.config,
    EXIT.refused,
    EXIT.failed,
    EXIT.unavailable,
    EXIT.busy,
  ];
  return order.find((code) => codes.includes(code)) ?? EXIT.ok;
}

function conclude(reports: readonly Report[], flags: RunFlags, io: Io): number {
  if (flags.json === true) {
    const results = reports.map(reportJson);
    io.stdout(`${JSON.stringify({ schema_version: 1, results })}\n`);
  } else {
    for (const report of reports) io.stdout(summary(report, io));
  }
  for (const report of reports) {
    if (report.error === undefined) continue;
    const { message, hint } = describe(report.error);
    io.stderr(`${report.mapping}: ${message}\n`);
    if (hint !== undefined) io.stderr(`  ${hint}\n`);
  }
  const letters = reports.some((report) => report.counts.deadLettered > 0);
  if (flags.json !== true && letters && flags.dryRun !== true) {
    io.stderr("Next: capisync dead-letters list\n");
  }
  const codes = reports.map((r) => (r.error === undefined ? EXIT.ok : exitCodeOf(r.error)));
  return worst(codes);
}

/** What a person reads after a run: the conservation law, line by line. */
export function summary(report: Report, io: Io): string {
  const pretty = io.isTty.stdout;
  const { counts } = report;
  const rate = report.durationMs > 0 ? (counts.read / report.durationMs) * 1000 : 0;
  const lines: [string, number, string?][] = [
    ["accepted", counts.accepted],
    ["already sent", counts.alreadySent],
    ["dead-lettered", counts.deadLettered],
    ["expired", counts.expired],
    ["held", counts.held],
    ...Object.entries(counts.excluded).map(([reason, rows]): [string, number, string] => [
      "excluded",
      rows,
      reason,
    ]),
  ];
  if (report.dryRun) lines.unshift(["would send", report.wouldSend]);
  const title = `${report.mapping}: ${report.status}${report.dryRun ? " (dry run)" : ""}`;
  const head = `${title}, ${count(counts.read, pretty)} rows in ${elapsed(report.durationMs)} (${count(Math.round(rate), pretty)} rows/s), ${report.requests} requests\n`;
  const body = lines
    .filter(([name, rows]) => rows > 0 || name === "accepted")
    .map(
      ([name, rows, why]) =>
        `  ${name.padEnd(14)}${count(rows, pretty).padStart(9)}${why ? `  ${why}` : ""}\n`,
    );
  const notices = Object.entries(report.notices).sort((a, b) => b[1] - a[1]);
  const noted = notices.map(
    ([what, times]) => `  left out      ${count(times, pretty).padStart(9)}  ${what}\n`,
  );
  const { watermark } = report;
  const place =
    watermark === undefined ? "not moved" : (watermark.cursor ?? watermark.key.join(", "));
  const resent =
    report.ambiguous > 0
      ? `  sent again    ${count(report.ambiguous, pretty).padStart(9)}  after an attempt whose outcome was unknown\n`
      : "";
  return `${head}${body.join("")}${resent}${noted.join("")}  watermark     ${place}\n`;
}
