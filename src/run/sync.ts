import type { Mapping } from "../config/mapping.ts";
import type { Clock } from "../lib/clock.ts";
import { Batcher } from "../send/batch.ts";
import type { Outgoing, Sink } from "../send/sink.ts";
import { readWindow } from "../source/read.ts";
import type { Source } from "../source/source.ts";
import { validate } from "../validate/validate.ts";
import type { Books } from "./books.ts";
import { ErrorRate } from "./error-rate.ts";
import type { Tell } from "./events.ts";
import { Flights } from "./flights.ts";
import type { Intake } from "./intake.ts";
import type { Prepared } from "./prepare.ts";
import { type Identity, Sealer } from "./seal.ts";
import { settler } from "./settle.ts";
import { Stop } from "./stop.ts";

// The data path, top to bottom:
//
//   read ─► transform ─► validate ─► seal ─► admit ─► batch ─► send ─► settle
//   source  row → item   rules       JSON    ledger   ≤1000    sink    T2: keys, letters, counts,
//                                                                      checkpoint
//
// Everything up to `admit` is synchronous and works on a page. Batches are in flight several at a
// time and land in any order; the checkpoint waits for the first row that has not settled.

export interface SyncParts {
  readonly source: Source;
  readonly sink: Sink;
  readonly books: Books;
  readonly intake: Intake;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly tell: Tell;
  /** Rows to read at most; infinite for all. */
  readonly limit: number;
}

/** How far reading may go on ahead of a batch that does not fill, in batches. */
const MAX_LAG_BATCHES = 20;

/**
 * Reads what the window holds and settles every row of it. When it throws, all that was settled until then is committed and nothing is in flight any more.
 */
export async function sync(
  mapping: Mapping,
  { query, window, transform, nullCursors }: Prepared,
  parts: SyncParts,
  signal: AbortSignal,
): Promise<void> {
  const { books, intake, clock, tell } = parts;
  const { batchSize, concurrency, ageMarginSeconds } = mapping.delivery;
  const rules = { ageMarginSeconds, softened: mapping.rules, requireAny: mapping.requireAny };
  const stop = new Stop(signal);
  const errorRate = new ErrorRate(mapping.onError);
  const settle = settler({ mapping, books, intake, errorRate, stop, tell });
  const flights = new Flights(parts.sink, concurrency, settle, stop.fail);
  const sealer = new Sealer(parts.identity);
  const batcher = new Batcher(batchSize);
  books.excludeUnread(nullCursors, "null_cursor");
  let read = 0;

  const dispatch = async (admitted: Promise<readonly Outgoing[]>): Promise<void> => {
    const full = batcher.add(await admitted);
    // A batch that waits for its last events keeps the checkpoint, and every row behind it.
    const overdue = batcher.overdue(read - MAX_LAG_BATCHES * batchSize);
    for (const batch of [...full, ...overdue]) await flights.launch(batch, stop.signal);
    if (flights.underway === 0) await books.commit();
  };

  try {
    // One page is looked up in the ledger while the next is made ready.
    let admitted = Promise.resolve<readonly Outgoing[]>([]);
    for await (const page of readWindow(parts.source, query, window, {}, stop.signal)) {
      const now = clock.now();
      const rows = page.rows.slice(0, parts.limit - read);
      const first = books.tracker.open(rows.map(page.positionOf));
      const items = rows.map((row, i) =>
        sealer.seal(validate(transform(row, first + i, now), { nowMs: now, ...rules })),
      );
      errorRate.check(items);
      read += rows.length;

      const next = intake.admit(items, rows, now);
      // Its failure is met when it is awaited; until then it must not end the process.
      next.catch(() => undefined);
      await dispatch(admitted);
      admitted = next;

      tell({ type: "page-read", rows: rows.length, through: page.positionOf(rows.at(-1) ?? []) });
      stop.signal.throwIfAborted();
      if (read >= parts.limit) break;
    }
    await dispatch(admitted);
    for (const batch of batcher.flush()) await flights.launch(batch, stop.signal);
  } catch (error) {
    stop.fail(error);
  }
  await flights.landed();
  // What settled before the stop stays settled, whatever stopped it.
  await books.commit();
  stop.throwIfStopped();
  books.assertBalanced(read + nullCursors);
  warnOfDuplicates(books, tell);
}

function warnOfDuplicates(books: Books, tell: Tell): void {
  const repeated = books.total.counts().excluded.duplicate_in_run ?? 0;
  if (repeated === 0) return;
  const message = `${repeated} row(s) repeat a key of this run and were sent once: look for a join that multiplies rows`;
  tell({ type: "warning", code: "duplicate_in_run", message });
}
