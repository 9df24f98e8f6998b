// Rows are   opened ─► settled ─► passed.
//
//   seq      0 1 2 3 4 5 6 7 8 9
//   settled  # # # # . # # . . .
//            ──────┤
//                  the watermark: the last row of the unbroken run of settled ones
//
// Rows 5 and 6 were settled first, yet a checkpoint at 6 would pass row 4, and a crash would lose it.

import { InvariantError } from "../lib/errors.ts";
import type { Watermark } from "../source/source.ts";

/** Rows that were opened together. */
interface Page {
  readonly first: number;
  readonly count: number;
  readonly at: (index: number) => Watermark;
  /** One byte per row, 1 when it is settled. */
  readonly settled: Uint8Array;
}

/**
 * How far a run is settled without a gap. Rows are numbered from 0 in the order they were read, and
 * settle in any order; a page is let go as soon as all of it is passed.
 */
export class Tracker {
  /** Pages with a row that is not passed, oldest first. */
  readonly #pages: Page[] = [];
  #next = 0;
  /** Rows below it are settled. */
  #prefix = 0;
  /** Of the last row of the last page that was let go. */
  #behind: Watermark | undefined;

  /** Adds the next rows by their positions and returns the number of the first. */
  open(watermarks: readonly Watermark[]): number;
  /** The same by their number and a way to each position, which is asked for few of them. */
  open(count: number, at: (index: number) => Watermark): number;
  open(rows: readonly Watermark[] | number, at?: (index: number) => Watermark): number {
    const first = this.#next;
    const page = typeof rows === "number" ? pageBy(first, rows, at) : pageOf(first, rows);
    if (page.count === 0) return first;
    this.#pages.push(page);
    this.#next += page.count;
    return first;
  }

  /** Settles rows, each once. */
  settle(seqs: readonly number[]): void {
    let page: Page | undefined;
    for (const seq of seqs) {
      if (page === undefined || !holds(page, seq)) page = this.#pageWith(seq);
      const index = seq - page.first;
      if (page.settled[index] === 1) {
        throw new InvariantError(`row ${seq} is settled twice`);
      }
      page.settled[index] = 1;
    }
    this.#pass();
  }

  /** The position of the last row of the settled prefix; undefined while there is none. */
  watermark(): Watermark | undefined {
    const head = this.#pages[0];
    if (head === undefined || head.first === this.#prefix) return this.#behind;
    return head.at(this.#prefix - 1 - head.first);
  }

  /** The position of a row whose page is not yet wholly passed. */
  position(seq: number): Watermark {
    const page = this.#pageWith(seq);
    return page.at(seq - page.first);
  }

  /** How many rows, from the first on, are settled without a gap. */
  get passed(): number {
    return this.#prefix;
  }

  /** Moves the prefix on, and lets go of the pages behind it. */
  #pass(): void {
    for (let head = this.#pages[0]; head !== undefined; head = this.#pages[0]) {
      const gap = head.settled.indexOf(0, this.#prefix - head.first);
      this.#prefix = head.first + (gap === -1 ? head.count : gap);
      if (gap !== -1) return;
      this.#behind = head.at(head.count - 1);
      this.#pages.shift();
    }
  }

  #pageWith(seq: number): Page {
    // Few pages are open at a time, and the newest are asked for most.
    const page = this.#pages.findLast((candidate) => holds(candidate, seq));
    if (page === undefined) {
      throw new InvariantError(
        `row ${seq} is not open: expected one from ${this.#pages[0]?.first ?? this.#next} to ${this.#next - 1}`,
      );
    }
    return page;
  }
}

function holds(page: Page, seq: number): boolean {
  return seq >= page.first && seq < page.first + page.count;
}

function pageOf(first: number, rows: readonly Watermark[]): Page {
  return pageBy(first, rows.length, (index) => {
    const row = rows[index];
    if (row === undefined) throw new InvariantError(`page of ${rows.length} has no row ${index}`);
    return row;
  });
}

function pageBy(first: number, count: number, at: Page["at"] | undefined): Page {
  if (at === undefined) throw new InvariantError("a count of rows needs a way to their positions");
  return { first, count, at, settled: new Uint8Array(count) };
}
