import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Clock } from "../../src/lib/clock.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { BusyError } from "../../src/lib/errors.ts";
import { thisHolder } from "../../src/state/holder.ts";
import { holdLease } from "../../src/state/lease.ts";
import { openSqliteFile } from "../../src/state/sqlite-file.ts";
import type { Store } from "../../src/state/store.ts";
import { ELSEWHERE } from "./holders.ts";

let folder: string;
let store: Store;
let now: number;

/** A clock that moves when `now` is set. */
const clock: Clock = { now: () => now, monotonic: () => now, sleep: async () => {} };

beforeEach(async () => {
  now = 1000;
  folder = await mkdtemp(join(tmpdir(), "capisync-lease-"));
  const file = join(folder, "state.db");
  store = await openSqliteFile({ file, installKeyFingerprint: "f".repeat(32), create: true });
});

afterEach(async () => {
  await store[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("a held lease", () => {
  test("is trusted up to its margin, counted from when it was asked for", async () => {
    await using lease = await holdLease(store, "purchases", thisHolder(), clock);

    now = 25_999;
    lease.assertTrusted(30_000);
    now = 26_000;
    expect(() => lease.assertTrusted(30_000)).toThrow(BusyError);
  });

  test("is renewed, and then trusted for longer", async () => {
    await using lease = await holdLease(store, "purchases", thisHolder(), clock, { renewMs: 5 });
    now = 26_000;
    expect(() => lease.assertTrusted(30_000)).toThrow(BusyError);

    await vi.waitFor(() => lease.assertTrusted(30_000), { timeout: 10_000 });
  });

  test("is not trusted once another took it, and says so", async () => {
    const taken = Promise.withResolvers<void>();
    const late: Store = {
      ...store,
      async renew(...args) {
        await taken.promise;
        await store.renew(...args);
      },
    };
    await using lease = await holdLease(late, "purchases", thisHolder(), systemClock, {
      ttlMs: 50,
      renewMs: 5,
    });
    await vi.waitUntil(
      async () => (await store.acquire("purchases", ELSEWHERE, 60_000)).lease !== undefined,
      { timeout: 10_000 },
    );

    taken.resolve();

    await vi.waitFor(
      () => expect(() => lease.assertTrusted(0)).toThrow(/another run took it over/),
      { timeout: 10_000 },
    );
  });

  test("is given back when it is disposed, also twice", async () => {
    const lease = await holdLease(store, "purchases", thisHolder(), clock);

    await lease[Symbol.asyncDispose]();
    await lease[Symbol.asyncDispose]();

    expect(() => lease.assertTrusted(0)).toThrow(BusyError);
    const { lease: next } = await store.acquire("purchases", ELSEWHERE, 1000);
    expect(next?.epoch).toBe(lease.lease.epoch + 1);
  });
});

test("a lease that another holds is refused with its process, host and since when", async () => {
  await store.acquire("purchases", ELSEWHERE, 60_000);

  const holding = holdLease(store, "purchases", thisHolder(), clock);

  await expect(holding).rejects.toThrow(BusyError);
  await expect(holding).rejects.toThrow(
    /process 4711 on host elsewhere\.example\.com has been running it since \d{4}-/,
  );
});
