import type { Mapping } from "../config/mapping.ts";
import type { Clock } from "../lib/clock.ts";
import { Batcher } from "../send/batch.ts";
import type { Outgoing } from "../send/sink.ts";
import { readWindow } from "../source/read.ts";
import type { Source } from "../source/source.ts";
import type { Books } from "./books.ts";
import { ErrorRate } from "./error-rate.ts";
import type { Tell } from "./events.ts";
import { Flights } from "./flights.ts";
import type { Intake } from "./intake.ts";
import { itemMaker, warnOfDuplicates } from "./items.ts";
import type { Prepared } from "./prepare.ts";
import type { RunSink } from "./run-sink.ts";
import type { Identity } from "./seal.ts";
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
  readonly sink: RunSink;
  readonly books: Books;
  readonly intake: Intake;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly tell: Tell;
  /** Rows to read at most; infinite for all. */
  readonly limit: number;
}

/** How far reading may go on ahead of a row that has not settled, in batches and at least in rows. */
const MAX_LAG_BATCHES = 20;
const MIN_LAG_ROWS = 10_000;

/**
 * Reads what the window holds and settles every row of it. When it throws, all that was settled until
 * then is committed and nothing is in flight any more.
 */
export async function sync(
  mapping: Mapping,
  prepared: Prepared,
  parts: SyncParts,
  signal: AbortSignal,
): Promise<void> {
  const { books, intake, clock, tell } = parts;
  const { batchSize, concurrency } = mapping.delivery;
  const maxLag = Math.max(MAX_LAG_BATCHES * batchSize, MIN_LAG_ROWS);
  const stop = new Stop(signal);
  const errorRate = new ErrorRate(mapping.onError);
  const { supersededBy } = parts.sink;
  const settle = settler({ mapping, books, intake, errorRate, stop, tell, supersededBy });
  const flights = new Flights(parts.sink, concurrency, settle, stop.fail);
  const batcher = new Batcher(batchSize);
  const toItems = itemMaker(mapping, prepared, parts.identity);
  let read = 0;

  const dispatch = async (admitted: Promise<readonly Outgoing[]>): Promise<void> => {
    const full = batcher.add(await admitted);
    // A batch that waits for its last events keeps the checkpoint, and every row behind it.
    const overdue = batcher.overdue(read - maxLag);
    for (const batch of [...full, ...overdue]) await flights.launch(batch, stop.signal);
    if (flights.underway === 0) await books.commit();
    // So does one that is tried again and again: reading waits for it, and memory stays bounded.
    while (read - books.tracker.passed > maxLag && flights.underway > 0) await flights.moved();
  };

  // One page is looked up in the ledger while the next is made ready.
  let admitted: Promise<readonly Outgoing[]> = Promise.resolve([]);
  books.excludeUnread(prepared.nullCursors, "null_cursor");
  try {
    const { query, window } = prepared;
    for await (const page of readWindow(parts.source, query, window, {}, stop.signal)) {
      const now = clock.now();
      const rows = page.rows.slice(0, parts.limit - read);
      const places = rows.map(page.positionOf);
      const first = books.open(places, page.behind);
      const items = toItems(rows, places, first, now);
      errorRate.check(items);
      read += rows.length;

      const before = admitted;
      admitted = intake.admit(items, rows, now);
      // Its failure is met when it is awaited; until then it must not end the process.
      admitted.catch(() => undefined);
      await dispatch(before);

      const through = places.at(-1);
      if (through !== undefined) tell({ type: "page-read", rows: rows.length, through });
      stop.signal.throwIfAborted();
      if (read >= parts.limit) break;
    }
    await dispatch(admitted);
    for (const batch of batcher.flush()) await flights.launch(batch, stop.signal);
  } catch (error) {
    stop.fail(error);
  }
  // What settles until the stop stays settled, whatever stopped it.
  await admitted.catch(stop.fail);
  await flights.landed();
  await books.commit().catch(stop.failLate);
  stop.throwIfStopped();
  books.assertBalanced(read + prepared.nullCursors);
  warnOfDuplicates(books, tell);
}
