import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WINDOWS } from "../../src/capi/limits.ts";
import { Arena } from "../../src/lib/arena.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { BusyError, InvariantError } from "../../src/lib/errors.ts";
import { unpackKeys } from "../../src/lib/hash.ts";
import type { Answer, Batch, Outcome } from "../../src/send/sink.ts";
import { thisHolder } from "../../src/state/holder.ts";
import { type RunJournal, storeJournal } from "../../src/state/journal.ts";
import { type HeldLease, holdLease } from "../../src/state/lease.ts";
import { openSqliteFile } from "../../src/state/sqlite-file.ts";
import type { Store } from "../../src/state/store.ts";
import { settlement } from "./settlements.ts";

const ANSWER: Answer = { status: 500, code: 1, subcode: undefined, fbtraceId: undefined };
const AMBIGUOUS: Outcome = { kind: "ambiguous", reason: "timeout", answer: ANSWER };
const KEYS = ["0".repeat(32), "f".repeat(32)];
const BATCH: Batch = {
  window: WINDOWS.standard,
  items: KEYS.map((key, seq) => ({
    seq,
    key,
    json: new Arena().add("{}"),
    eventTime: 1,
    window: WINDOWS.standard,
  })),
};

let folder: string;
let store: Store;
let lease: HeldLease;
let journal: RunJournal;
let run: number;
let now: number;
let msPerLook: number;

/** A clock that moves on whenever it is looked at, when it is told so. */
const clock: Clock = {
  now: () => now,
  monotonic: () => {
    now += msPerLook;
    return now;
  },
  sleep: async () => {},
};

beforeEach(async () => {
  now = 0;
  msPerLook = 0;
  folder = await mkdtemp(join(tmpdir(), "capisync-journal-"));
  const file = join(folder, "state.db");
  store = await openSqliteFile({ file, installKeyFingerprint: "f".repeat(32), create: true });
  lease = await holdLease(store, "purchases", thisHolder(), clock);
  run = await store.startRun(lease.lease, 0);
  journal = storeJournal({ store, lease, run, requestTimeoutMs: 30_000 });
});

afterEach(async () => {
  await lease[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("beginning an attempt", () => {
  test("stores the keys of its events", async () => {
    const attempt = await journal.begin(BATCH);

    const [left] = await store.recover(lease.lease);
    expect(left?.id).toBe(attempt);
    expect(unpackKeys(left?.keys ?? new Uint8Array(0))).toEqual(KEYS);
  });

  test("is refused when the lease may run out before the request does", async () => {
    now = 25_000;

    await expect(journal.begin(BATCH)).rejects.toThrow(BusyError);

    expect(await store.recover(lease.lease)).toEqual([]);
  });

  test("is taken back when storing it took too long for the request to follow", async () => {
    msPerLook = 13_000;

    await expect(journal.begin(BATCH)).rejects.toThrow(BusyError);

    expect(await store.recover(lease.lease)).toEqual([]);
    expect((await store.status("purchases"))?.ambiguousEvents).toBe(0);
  });
});

describe("ending an attempt", () => {
  test("ambiguous keeps its keys and counts them", async () => {
    const attempt = await journal.begin(BATCH);

    await journal.end(attempt, AMBIGUOUS, BATCH.items);

    expect(journal.ambiguous).toEqual([attempt]);
    expect(await store.recover(lease.lease)).toMatchObject([{ id: attempt }]);
    expect((await store.status("purchases"))?.ambiguousEvents).toBe(2);
  });

  test.for<Outcome>([
    { kind: "refused", answer: ANSWER, cause: "event" },
    { kind: "throttled", answer: ANSWER, retryAfterMs: undefined },
    { kind: "config", reason: "token", answer: ANSWER },
    { kind: "gave_up", reason: "too many", answer: ANSWER },
    { kind: "expired" },
    { kind: "not_sent", reason: "no connection" },
  ])("as $kind leaves nothing", async (outcome) => {
    const attempt = await journal.begin(BATCH);

    await journal.end(attempt, outcome, BATCH.items);

    expect(journal.ambiguous).toEqual([]);
    expect(await store.recover(lease.lease)).toEqual([]);
  });

  test.for<Outcome>([
    { kind: "accepted", answer: ANSWER },
    { kind: "held", answer: ANSWER },
  ])("as $kind is left to the settlement", async (outcome) => {
    const attempt = await journal.begin(BATCH);

    await expect(journal.end(attempt, outcome, BATCH.items)).rejects.toThrow(InvariantError);
  });
});

describe("an ambiguous attempt", () => {
  test("is superseded once, when the last of its events is settled", async () => {
    const attempt = await journal.begin(BATCH);
    await journal.end(attempt, AMBIGUOUS, BATCH.items);

    expect(journal.supersededBy(BATCH.items.slice(0, 1))).toEqual([]);
    expect(journal.supersededBy(BATCH.items.slice(1))).toEqual([attempt]);
    expect(journal.supersededBy(BATCH.items)).toEqual([]);
  });

  test("is superseded along with the earlier ones at the same events, and no other", async () => {
    const [first, second] = [await journal.begin(BATCH), await journal.begin(BATCH)];
    const other = {
      ...BATCH,
      items: BATCH.items.map((item) => ({ ...item, key: "a".repeat(32) })),
    };
    const elsewhere = await journal.begin(other);
    await journal.end(first, AMBIGUOUS, BATCH.items);
    await journal.end(second, AMBIGUOUS, BATCH.items);
    await journal.end(elsewhere, AMBIGUOUS, other.items);

    expect(journal.supersededBy(BATCH.items)).toEqual([first, second]);
    expect(journal.ambiguous).toEqual([first, second, elsewhere]);
  });

  test("that a settlement closes is gone, and stays counted", async () => {
    const attempt = await journal.begin(BATCH);
    await journal.end(attempt, AMBIGUOUS, BATCH.items);
    const attempts = journal.supersededBy(BATCH.items);

    await store.settle(settlement(lease.lease, run, { attempts }));

    expect(await store.recover(lease.lease)).toEqual([]);
    expect((await store.status("purchases"))?.ambiguousEvents).toBe(2);
  });
});
