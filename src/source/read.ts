import type { Row } from "../lib/value.ts";
import { buildReading, type QueryParts, type Reading } from "./query.ts";
import type { Source, Watermark } from "./source.ts";
import type { ReadWindow } from "./window.ts";

// A reading is one query, unless it takes too long:
//
//   open ─► page ─► page ─► ... ─► complete
//     ▲       │
//     └───────┘  open for long, or a page was kept for long: closed, and opened again behind the
//                last row it gave, so that the warehouse does not hold an old snapshot

export interface ReadOptions {
  /** How long one query may stay open after its first page. */
  readonly maxOpenMs?: number;
  /** How long it may stay open while the caller is busy with one page. */
  readonly maxWaitMs?: number;
}

const MAX_OPEN_MS = 5 * 60_000;
const MAX_WAIT_MS = 30_000;

/** Rows in the mapping's order; never empty. */
export interface Page {
  readonly rows: readonly Row[];
  /** How many of them, from the first on, do not lie beyond the window's checkpoint. */
  readonly behind: number;
  positionOf(row: Row): Watermark;
}

/**
 * Reads a window in pages, each row once. Between two queries a row may have changed: it then has a
 * later cursor and belongs to a later window. Leaving the loop closes the query.
 */
export async function* readWindow(
  source: Source,
  parts: QueryParts,
  window: ReadWindow,
  options: ReadOptions,
  signal: AbortSignal,
): AsyncGenerator<Page, void, undefined> {
  let last: Watermark | undefined;
  do {
    const from = last === undefined ? window.from : { kind: "after" as const, watermark: last };
    const reading = buildReading(parts, { ...window, from });
    last = yield* readUntilClosed(source, reading, options, signal);
  } while (last !== undefined);
}

/** One query; returns the last row's place when it was closed before its end. */
async function* readUntilClosed(
  source: Source,
  { query, check, positionOf, behind }: Reading,
  options: ReadOptions,
  signal: AbortSignal,
): AsyncGenerator<Page, Watermark | undefined, undefined> {
  const pages = source.read(query, signal)[Symbol.asyncIterator]();
  const patience = new Patience(pages, options);
  try {
    for (;;) {
      const next = await pages.next();
      if (next.done === true) return undefined;
      const last = next.value.at(-1);
      if (last === undefined) continue;
      check(next.value);
      patience.start();
      yield { rows: next.value, behind: behind(next.value), positionOf };
      if (patience.ended()) return positionOf(last);
    }
  } finally {
    await patience.close();
  }
}

/** Ends a query that stays open for too long, also while the caller keeps a page. */
class Patience {
  readonly #pages: AsyncIterator<readonly Row[]>;
  readonly #options: ReadOptions;
  #open: NodeJS.Timeout | undefined;
  #wait: NodeJS.Timeout | undefined;
  #isOver = false;
  #isWaiting = false;
  #closing: Promise<unknown> | undefined;

  constructor(pages: AsyncIterator<readonly Row[]>, options: ReadOptions) {
    this.#pages = pages;
    this.#options = options;
  }

  /** The caller gets a page. */
  start(): void {
    const lose = (): void => this.#lose();
    this.#isWaiting = true;
    this.#open ??= setTimeout(lose, this.#options.maxOpenMs ?? MAX_OPEN_MS);
    this.#wait = setTimeout(lose, this.#options.maxWaitMs ?? MAX_WAIT_MS);
    if (this.#isOver) lose();
  }

  /** The caller wants the next page; true when the query must not give it. */
  ended(): boolean {
    this.#isWaiting = false;
    clearTimeout(this.#wait);
    return this.#isOver;
  }

  /** Resolves when the query is closed; rejects when closing failed. */
  async close(): Promise<void> {
    clearTimeout(this.#open);
    clearTimeout(this.#wait);
    this.#closing ??= this.#end();
    await this.#closing;
  }

  #lose(): void {
    this.#isOver = true;
    if (!this.#isWaiting) return;
    this.#closing ??= this.#end();
    // Nobody awaits it before the caller comes back; `close` reports the failure then.
    this.#closing.catch(() => {});
  }

  async #end(): Promise<void> {
    await this.#pages.return?.();
  }
}
