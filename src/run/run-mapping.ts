import type { Mapping } from "../config/mapping.ts";
import type { Destination, Project } from "../config/project.ts";
import type { Clock } from "../lib/clock.ts";
import { ConfigError, UnavailableError } from "../lib/errors.ts";
import type { Pace } from "../send/pace.ts";
import type { Connector, Watermark } from "../source/source.ts";
import { thisHolder } from "../state/holder.ts";
import { type HeldLease, holdLease } from "../state/lease.ts";
import { rehearsal } from "../state/rehearsal.ts";
import type { RunStatus, Store } from "../state/store.ts";
import type { Observe, Tell } from "./events.ts";
import { execute } from "./execute.ts";
import { Failures } from "./failures.ts";
import { FieldIssues } from "./field-issues.ts";
import type { Report } from "./report.ts";
import { Tally } from "./tally.ts";

export interface RunParts {
  readonly project: Project;
  readonly mapping: Mapping;
  readonly connector: Connector;
  /** Undefined only for a dry run of a project that has no state yet. */
  readonly store: Store | undefined;
  readonly secret: string;
  readonly clock: Clock;
  /** From 0 up to, not including, 1; spreads retries. */
  readonly random: () => number;
  /** One pace for each destination of the process, by name: mappings that share one share its limits. */
  readonly paces: Map<string, Pace>;
  readonly observe: Observe;
  /** What an error makes of a run, and its text as it may be kept: without values. */
  readonly judge: (error: unknown) => { readonly status: RunStatus; readonly text: string };
}

export interface RunOptions {
  /** Read, map and validate; send and write nothing. */
  readonly dryRun: boolean;
  /** Rows to read at most; the watermark stays where it is. */
  readonly limit: number | undefined;
  /** Send as test events; the watermark stays where it is. */
  readonly testEventCode: string | undefined;
}

/** What a run has come to so far; kept outside of it, so that a failed run can be told of too. */
export interface Progress {
  /** What is committed. */
  readonly total: Tally;
  readonly fieldIssues: FieldIssues;
  requests: number;
  resent: number;
}

/** Everything that one execution works with. */
export interface Execution extends RunParts {
  readonly store: Store;
  readonly destination: Destination;
  readonly dryRun: boolean;
  readonly held: HeldLease;
  readonly run: number;
  readonly tell: Tell;
  readonly progress: Progress;
}

/**
 * One run of one mapping, from the lease to the report. What ended it early stands in the report,
 * beside what had been settled until then.
 */
export async function runMapping(
  parts: RunParts,
  options: RunOptions,
  signal: AbortSignal,
): Promise<Report> {
  const { mapping, clock } = parts;
  const startedAt = clock.monotonic();
  const progress: Progress = {
    total: new Tally(),
    fieldIssues: new FieldIssues(),
    requests: 0,
    resent: 0,
  };
  const destination = destinationOf(parts.project, mapping, options);
  const dryRun = options.dryRun || !destination.deliver;
  // Only a dry run may be without a state, and it writes none.
  const store = dryRun || parts.store === undefined ? rehearsal(parts.store) : parts.store;
  let error: unknown;
  try {
    await underLease({ ...parts, store, destination, dryRun, progress }, options, signal);
  } catch (caught) {
    error = isCutOff(caught, signal) ? signal.reason : caught;
  }
  let watermark: Watermark | undefined;
  try {
    watermark = (await store.status(mapping.id))?.checkpoint?.watermark;
  } catch (failure) {
    // What the run came to is told all the same.
    error ??= failure;
  }
  const counts = progress.total.counts();
  return {
    mapping: mapping.name,
    status: error === undefined ? "ok" : parts.judge(error).status,
    dryRun,
    counts: dryRun ? { ...counts, read: counts.read - counts.accepted, accepted: 0 } : counts,
    ambiguous: progress.resent,
    wouldSend: dryRun ? counts.accepted : 0,
    requests: progress.requests,
    watermark,
    fieldIssues: progress.fieldIssues.list(),
    durationMs: clock.monotonic() - startedAt,
    error,
  };
}

/** A read or a request that ends because it was told to is no failure of its own. */
function isCutOff(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted || !(error instanceof UnavailableError)) return false;
  return error.stage === "source" || error.stage === "send";
}

function destinationOf(project: Project, mapping: Mapping, options: RunOptions): Destination {
  const destination = project.destinations[mapping.destination];
  if (destination === undefined) {
    throw new ConfigError(`${mapping.file}: destination ${mapping.destination} is not configured`);
  }
  const { testEventCode } = options;
  return testEventCode === undefined ? destination : { ...destination, testEventCode };
}

/** Takes the mapping's lease, opens a run, and closes both whatever happens in between. */
async function underLease(
  parts: Omit<Execution, "held" | "run" | "tell">,
  options: RunOptions,
  signal: AbortSignal,
): Promise<void> {
  const { store, mapping, clock, progress } = parts;
  const failures = new Failures();
  const held = await holdLease(store, mapping.id, thisHolder(), clock);
  await failures.keep(async () => {
    const run = await store.startRun(held.lease, clock.now());
    const tell: Tell = (event) =>
      parts.observe({ ...event, mapping: mapping.name, run, at: clock.now() });
    await failures.keep(() => execute({ ...parts, held, run, tell }, options, signal));
    const { status, text: error } = failures.isEmpty
      ? { status: "ok" as const, text: undefined }
      : parts.judge(failures.first);
    tell({ type: "run-ended", status, counts: progress.total.counts(), error });
    await store.endRun(held.lease, run, { status, requests: progress.requests, error });
  });
  await failures.keep(() => held[Symbol.asyncDispose]());
  failures.throwFirst();
}
