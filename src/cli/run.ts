import { CONNECTORS } from "../../connectors/index.ts";
import type { Mapping } from "../config/mapping.ts";
import { isProduction, type Project } from "../config/project.ts";
import { isLoopback } from "../config/project-schema.ts";
import { systemClock } from "../lib/clock.ts";
import { ConfigError } from "../lib/errors.ts";
import type { Report } from "../run/report.ts";
import type { Store } from "../state/store.ts";
import { describe, exitCodeOf, judge } from "./failure.ts";
import { EXIT, type GlobalFlags, type Io } from "./io.ts";
import { type Log, logProblems } from "./log.ts";
import { openProject, selectMappings } from "./open-project.ts";
import { newcomerWarning, orphansOf } from "./orphans.ts";
import { openLog } from "./run-log.ts";
import { reportJson, reportText } from "./run-report.ts";

interface RunFlags extends GlobalFlags {
  readonly select?: readonly string[];
  readonly dryRun?: boolean;
  readonly limit?: number;
  readonly testEventCode?: string;
}

/** What the run of one or more mappings came to. */
interface Outcome {
  readonly reports: readonly Report[];
  /** Names of mappings whose turn did not come, since the command was told to stop. */
  readonly notRun: readonly string[];
}

/** `capisync run`: one pass over the selected mappings, one after the other. */
export async function run(flags: RunFlags, io: Io): Promise<number> {
  const log = openLog(io);
  const { project, problems } = await openProject(flags, io);
  logProblems(
    problems.filter(({ severity }) => severity === "warning"),
    log,
  );
  const mappings = selectMappings(project.mappings, flags.select ?? []);
  if (mappings.length === 0) return nothingToRun(project, flags, io, log);
  refuseTestCodeInProduction(project, mappings, flags);
  warnOfTestEvents(project, mappings, flags, log);
  const { openRunState } = await import("./run-state.ts");
  const state = await openRunState(project, {
    dryRun: flags.dryRun === true,
    cwd: io.cwd,
    log,
  });
  const announce = (): void =>
    log.warn(`${describe(io.signal.reason).message}: finishing what is in flight`, {
      code: "stopping",
      hint: "again to stop at once",
    });
  io.signal.addEventListener("abort", announce);
  try {
    return conclude(await runAll(project, mappings, state, flags, io, log), flags, io, log);
  } finally {
    io.signal.removeEventListener("abort", announce);
    await state.store?.[Symbol.asyncDispose]();
  }
}

async function runAll(
  project: Project,
  mappings: readonly Mapping[],
  state: { readonly store: Store | undefined; readonly secret: string },
  flags: RunFlags,
  io: Io,
  log: Log,
): Promise<Outcome> {
  const { watchRuns } = await import("./watch-runs.ts");
  const { runMapping } = await import("../run/run-mapping.ts");
  const watch = watchRuns(io, log);
  const orphans = orphansOf((await state.store?.mappings()) ?? [], project.mappings);
  const outside = { clock: systemClock, random: Math.random, paces: new Map(), judge };
  const options = {
    dryRun: flags.dryRun === true,
    limit: flags.limit,
    testEventCode: flags.testEventCode,
  };
  const reports: Report[] = [];
  for (const mapping of mappings) {
    if (io.signal.aborted) break;
    const connector = CONNECTORS[project.connections[mapping.connection]?.type ?? ""];
    if (connector === undefined) throw new ConfigError(`${mapping.file}: no connector`);
    const warning = newcomerWarning(orphans, mapping);
    if (warning !== undefined) {
      log.warn(warning, { code: "orphaned_checkpoint", mapping: mapping.name });
    }
    const parts = { project, mapping, connector, ...state, ...outside, observe: watch.observe };
    reports.push(await runMapping(parts, options, io.signal));
  }
  watch.close();
  return { reports, notRun: mappings.slice(reports.length).map(({ name }) => name) };
}

/** Not an error: a project may be set up before its mappings. No state is made for it. */
function nothingToRun({ mappings }: Project, flags: RunFlags, io: Io, log: Log): number {
  const why =
    mappings.length === 0
      ? "the project has no mappings; put one into mappings/"
      : `all mappings are disabled: ${mappings.map(({ name }) => name).join(", ")}`;
  const text = `nothing to run: ${why}`;
  if (flags.json === true) {
    log.info(text, { code: "nothing_to_run" });
    printJson({ reports: [], notRun: [] }, io);
  } else io.stdout(`${text}\n`);
  return EXIT.ok;
}

/** A test code in a production target would send real conversions as tests: it must be typed. */
function refuseTestCodeInProduction(
  project: Project,
  mappings: readonly Mapping[],
  flags: RunFlags,
): void {
  if (!isProduction(project.target) || flags.testEventCode !== undefined) return;
  const coded = mappings.find(
    (mapping) => project.destinations[mapping.destination]?.testEventCode !== undefined,
  );
  if (coded === undefined) return;
  throw new ConfigError(
    `connections.yaml: destination ${coded.destination} has a test_event_code in target ${project.target}`,
    { hint: "remove it from the target, or type --test-event-code to send test events on purpose" },
  );
}

/** Test events are no rehearsal, which is what most who send them for the first time believe. */
function warnOfTestEvents(
  project: Project,
  mappings: readonly Mapping[],
  { testEventCode, dryRun }: RunFlags,
  log: Log,
): void {
  if (dryRun === true) return;
  const real = mappings.find(({ destination }) => {
    const to = project.destinations[destination];
    if (to === undefined || !to.deliver || isLoopback(to.endpoint)) return false;
    return (testEventCode ?? to.testEventCode) !== undefined;
  });
  if (real === undefined) return;
  const from = testEventCode === undefined ? "test_event_code" : "--test-event-code";
  log.warn(
    `${from}: Meta uses the test events of ${real.destination} for targeting and measurement like all others`,
    { code: "test_events", hint: "--dry-run sends nothing" },
  );
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

function printJson({ reports, notRun }: Outcome, io: Io): void {
  const document = { schema_version: 1, results: reports.map(reportJson), not_run: notRun };
  io.stdout(`${JSON.stringify(document)}\n`);
}

/** Tells what came of it and returns the exit code. */
function conclude(outcome: Outcome, flags: RunFlags, io: Io, log: Log): number {
  const { reports, notRun } = outcome;
  if (flags.json === true) printJson(outcome, io);
  else for (const report of reports) io.stdout(reportText(report, io.isTty.stdout));
  const codes: number[] = io.signal.aborted ? [exitCodeOf(io.signal.reason)] : [];
  for (const { mapping, status, error } of reports) {
    if (error === undefined) continue;
    const { message, hint } = describe(error);
    const exitCode = exitCodeOf(error);
    codes.push(exitCode);
    log.error(`${mapping}: ${message}`, { mapping, status, exit_code: exitCode, hint });
  }
  if (notRun.length > 0) {
    const { message } = describe(io.signal.reason);
    const fields = { code: "not_run", mappings: notRun, exit_code: worst(codes) };
    log.error(`${message}, so these mappings were not run: ${notRun.join(", ")}`, fields);
  }
  const letters = reports.some((report) => report.counts.deadLettered > 0);
  if (flags.json !== true && letters && flags.dryRun !== true) {
    log.next("capisync dead-letters list");
  }
  return worst(codes);
}
