import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { RefusedError, UnavailableError } from "../../src/lib/errors.ts";
import type { Column, Row } from "../../src/lib/value.ts";
import { type ReadOptions, readWindow } from "../../src/source/read.ts";
import type { Dialect, Query, Source } from "../../src/source/source.ts";
import { blockOf } from "./block.ts";

const SIGNAL = new AbortController().signal;
const COLUMNS: readonly Column[] = [{ name: "id", type: "int8", kind: "integer" }];
const DIALECT: Dialect = {
  quote: (identifier) => identifier,
  param: (n) => `$${n}`,
  asText: () => undefined,
  minusSeconds: (expression) => expression,
};

/** Rows of one column, in pages, from behind the parameter of the query. */
class RowsInMemory implements Source {
  readonly queries: Query[] = [];
  closed = 0;
  readonly #rows: readonly Row[];
  readonly #close: () => Promise<void>;

  constructor(rows: number, close = async (): Promise<void> => {}) {
    this.#rows = Array.from({ length: rows }, (_, i) => [String(i + 1)]);
    this.#close = close;
  }

  async *read(query: Query): AsyncGenerator<readonly Row[]> {
    this.queries.push(query);
    const after = Number(query.params[0] ?? "0");
    try {
      for (let at = after; at < this.#rows.length; at += 3) yield this.#rows.slice(at, at + 3);
    } finally {
      this.closed += 1;
      await this.#close();
    }
  }

  describe(): Promise<readonly Column[]> {
    return Promise.resolve(COLUMNS);
  }

  ceiling(): Promise<never> {
    throw new Error("not asked for here");
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

function reading(source: Source, options: ReadOptions) {
  const parts = {
    dialect: DIALECT,
    columns: COLUMNS,
    source: blockOf("select id from t", { incremental: undefined }),
  };
  const window = { from: { kind: "beginning" }, below: undefined } as const;
  return readWindow(source, parts, window, options, SIGNAL);
}

describe("readWindow", () => {
  test("is one query, closed once, when nothing keeps it waiting", async () => {
    const source = new RowsInMemory(10);
    const ids: unknown[] = [];

    for await (const { rows } of reading(source, {})) ids.push(...rows.flat());

    expect(ids).toHaveLength(10);
    expect(source.queries).toHaveLength(1);
    expect(source.closed).toBe(1);
  });

  test("closes the query while the caller is busy, and goes on behind the last row", async () => {
    const source = new RowsInMemory(10);
    const ids: unknown[] = [];
    const closedMeanwhile: number[] = [];

    for await (const { rows } of reading(source, { maxWaitMs: 5 })) {
      ids.push(...rows.flat());
      await expect.poll(() => source.closed).toBe(source.queries.length);
      closedMeanwhile.push(source.closed);
    }

    expect(ids).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
    expect(closedMeanwhile).toEqual([1, 2, 3, 4]);
    expect(source.queries.map((query) => query.params)).toEqual([[], ["3"], ["6"], ["9"], ["10"]]);
  });

  test("closes a query that has been open for long, however quick the caller", async () => {
    const source = new RowsInMemory(3000);
    const ids: unknown[] = [];

    for await (const { rows } of reading(source, { maxOpenMs: 20 })) {
      ids.push(...rows.flat());
      await delay(1);
    }

    expect(ids).toEqual(Array.from({ length: 3000 }, (_, i) => String(i + 1)));
    expect(source.queries.length).toBeGreaterThan(1);
    expect(source.closed).toBe(source.queries.length);
  });

  test("leaving the loop closes the query", async () => {
    const source = new RowsInMemory(10);

    for await (const { rows } of reading(source, {})) {
      if (rows.length > 0) break;
    }

    expect(source.closed).toBe(1);
  });

  test("a query that cannot be closed ends the reading, not the process", async () => {
    const failure = new UnavailableError("gone");
    const source = new RowsInMemory(10, () => Promise.reject(failure));

    const read = async (): Promise<void> => {
      for await (const _ of reading(source, { maxWaitMs: 1 })) await delay(20);
    };

    await expect(read()).rejects.toBe(failure);
  });

  test("a row without a key ends the reading before its page is given", async () => {
    const source = new RowsInMemory(0);
    source.read = async function* () {
      yield [["1"], [null]];
    };

    await expect(reading(source, {}).next()).rejects.toThrow(RefusedError);
  });
});
