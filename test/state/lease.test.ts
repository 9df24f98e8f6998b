import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
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

    expect(lease.trustedUntil()).toBe(1000 + 60_000 - 5000);
    now = 25_999;
    lease.assertTrusted(30_000);
    now = 26_000;
    expect(() => lease.assertTrusted(30_000)).toThrow(BusyError);
  });

  test("is renewed, and then trusted for longer", async () => {
    await using lease = await holdLease(store, "purchases", thisHolder(), systemClock, {
      renewMs: 5,
    });
    const before = lease.trustedUntil();

    await vi.waitUntil(() => lease.trustedUntil() > before, { timeout: 10_000 });

    lease.assertTrusted(30_000);
  });

  test("is not trusted once another took it, and says so", async () => {
    await using lease = await holdLease(store, "purchases", thisHolder(), systemClock, {
      ttlMs: 50,
      marginMs: 0,
      renewMs: 100,
    });
    await delay(60);
    await store.acquire("purchases", ELSEWHERE, 60_000);

    await vi.waitUntil(() => lease.trustedUntil() < 0, { timeout: 10_000 });

    expect(() => lease.assertTrusted(0)).toThrow(/another run took it over/);
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
