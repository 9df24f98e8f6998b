import { LONGEST_MEMORY_DAYS } from "../capi/limits.ts";
import { ConfigError } from "../lib/errors.ts";
import { unpackKeys } from "../lib/hash.ts";
import { assembleSink } from "../send/assemble.ts";
import { dryRunSink } from "../send/dry-run.ts";
import { graphApi, TIMEOUT_MS } from "../send/graph-api.ts";
import { Pace } from "../send/pace.ts";
import type { Sink } from "../send/sink.ts";
import type { AnswerWarning } from "../send/warnings.ts";
import type { Source } from "../source/source.ts";
import type { ReadWindow } from "../source/window.ts";
import { storeJournal } from "../state/journal.ts";
import { dayOf } from "../state/ledger-key.ts";
import type { AmbiguousAttempt } from "../state/store.ts";
import { Books } from "./books.ts";
import type { Tell } from "./events.ts";
import { Failures } from "./failures.ts";
import { ambiguousKeys, Intake } from "./intake.ts";
import { prepare } from "./prepare.ts";
import type { Execution, RunOptions } from "./run-mapping.ts";
import type { RunSink } from "./run-sink.ts";
import { sync } from "./sync.ts";

const DAY_MS = 86_400_000;

/** Puts the parts of a run together, runs it, and tidies up after a complete one. */
export async function execute(
  parts: Execution,
  options: RunOptions,
  signal: AbortSignal,
): Promise<void> {
  const failures = new Failures();
  const sink = openSink(parts);
  await failures.keep(async () => {
    const source = await openSource(parts, signal);
    await failures.keep(() => deliver({ ...parts, source, sink }, options, signal));
    await source[Symbol.asyncDispose]();
  });
  await failures.keep(() => sink[Symbol.asyncDispose]());
  failures.throwFirst();
}

/** The run itself, between opened source and sink. */
async function deliver(
  parts: Execution & { readonly source: Source; readonly sink: RunSink },
  options: RunOptions,
  signal: AbortSignal,
): Promise<void> {
  const { store, mapping, held, run, source, sink, clock, tell, progress } = parts;
  const ambiguous = await store.recover(held.lease);
  const status = await store.status(mapping.id);
  const prepared = await prepare(
    mapping,
    {
      source,
      dialect: parts.connector.dialect,
      checkpoint: status?.checkpoint?.watermark,
      cursorsCheckedAt: status?.nullCursorCheckedAt,
      now: clock.now(),
      tell,
    },
    signal,
  );
  if (prepared.checkedCursors) await store.nullCursorChecked(held.lease, clock.now());
  tell({ type: "run-started", from: startOf(prepared.window), until: prepared.window.below });
  const movesWatermark = options.limit === undefined && options.testEventCode === undefined;
  const commit = store.settle;
  const books = new Books({ commit, lease: held.lease, run, movesWatermark }, progress.total);
  const identity = { secret: parts.secret, datasetId: parts.destination.datasetId };
  const intake = new Intake({
    books,
    ledger: store,
    identity,
    columns: prepared.query.columns.length,
    onError: mapping.onError,
    openLetters: await store.openLetters(mapping.id),
    ambiguous: ambiguousKeys(ambiguous, unpackKeys),
    onAmbiguous: mapping.delivery.onAmbiguous,
    notice: (issue) => progress.fieldIssues.add(issue),
  });
  const { limit = Number.POSITIVE_INFINITY } = options;
  try {
    const path = { source, sink, books, intake, identity, clock, tell, limit };
    await sync(mapping, prepared, path, signal);
  } finally {
    progress.resent = intake.resent;
  }
  if (movesWatermark) await tidyUp(parts, ambiguous, intake, sink.ambiguous);
}

/** The cursor at which reading begins, for whoever shows how far it has come. */
function startOf({ from }: ReadWindow): string | undefined {
  if (from.kind === "cursor") return from.cursor;
  return from.kind === "after" ? from.watermark.cursor : undefined;
}

/**
 * After a complete run: attempts whose events all have a fate now, and keys past their window. One
 * whose rows never come again (deleted, changed) is let go when its events could no longer be sent.
 */
async function tidyUp(
  { store, held, clock }: Execution,
  earlier: readonly AmbiguousAttempt[],
  intake: Intake,
  own: readonly number[],
): Promise<void> {
  const resolved = earlier.filter(
    (attempt) =>
      intake.resolved(unpackKeys(attempt.keys)) ||
      clock.now() - attempt.startedAt > LONGEST_MEMORY_DAYS * DAY_MS,
  );
  const done = [...resolved.map((attempt) => attempt.id), ...own];
  if (done.length > 0) await store.forget(held.lease, done);
  await store.purge(dayOf(Math.floor(clock.now() / 1000)));
}

/** The mapping's sink, closed after use. */
type OpenSink = RunSink & AsyncDisposable;

function openSink(parts: Execution): OpenSink {
  if (parts.dryRun) {
    return {
      ...dryRunSink(),
      ambiguous: [],
      supersededBy: () => [],
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
  const { destination, mapping, store, held, run, clock, progress, tell } = parts;
  const pace = paceOf(parts);
  const { appSecret: secret } = destination;
  const graph = graphApi({
    endpoint: destination.endpoint,
    apiVersion: destination.apiVersion,
    datasetId: destination.datasetId,
    accessToken: () => destination.accessToken.reveal(),
    appSecret: secret && (() => secret.reveal()),
    testEventCode: destination.testEventCode,
    partnerAgent: destination.partnerAgent,
    uploadTag: mapping.delivery.uploadTag,
    connections: mapping.delivery.concurrency,
    onUsage: pace.use,
    onWarning: once(tell),
    clock,
  });
  const counted: Sink = {
    send(batch, stop) {
      progress.requests++;
      return graph.send(batch, stop);
    },
  };
  const journal = storeJournal({ store, lease: held, run, requestTimeoutMs: TIMEOUT_MS });
  const sink = assembleSink({
    graph: counted,
    pace,
    journal,
    clock,
    random: parts.random,
    delivery: mapping.delivery,
    onError: mapping.onError,
    onWait: (ms, reason) => tell({ type: "sink-waiting", ms, reason }),
  });
  return {
    send: sink.send,
    ambiguous: journal.ambiguous,
    supersededBy: journal.supersededBy,
    [Symbol.asyncDispose]: () => graph[Symbol.asyncDispose](),
  };
}

/** Tells what answers warn of, each kind once a run: it comes with every answer. */
function once(tell: Tell): (warning: AnswerWarning) => void {
  const told = new Set<string>();
  return ({ code, message }) => {
    if (told.has(code)) return;
    told.add(code);
    tell({ type: "warning", code, message });
  };
}

/** A mapping with a rate of its own keeps it; the others share their destination's. */
function paceOf({ mapping, destination, paces, clock }: Execution): Pace {
  const own = mapping.delivery.ratePerSecond;
  if (own !== undefined) return new Pace(clock, own);
  const shared = paces.get(destination.name) ?? new Pace(clock, destination.ratePerSecond);
  paces.set(destination.name, shared);
  return shared;
}

async function openSource(parts: Execution, signal: AbortSignal): Promise<Source> {
  const { project, mapping, connector } = parts;
  const connection = project.connections[mapping.connection];
  if (connection === undefined) {
    throw new ConfigError(`${mapping.file}: connection ${mapping.connection} is not configured`);
  }
  return connector.open(connection.settings, mapping.source.options, signal);
}
