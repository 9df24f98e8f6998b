import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BusyError, InvariantError } from "../../src/lib/errors.ts";
import { thisHolder } from "../../src/state/holder.ts";
import type { Lease, NewLetter, Store } from "../../src/state/store.ts";
import { deadHolder, ELSEWHERE } from "./holders.ts";
import { counts, ledgerKeys, letter, settlement } from "./settlements.ts";

/** What every store must do. `open` opens the store of a folder, and the same one when called again. */
export function storeSuite(name: string, open: (folder: string) => Promise<Store>): void {
  describe(name, () => {
    let folder: string;
    let store: Store;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "capisync-store-"));
      store = await open(folder);
    });

    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    });

    async function held(mapping = "purchases", ttlMs = 60_000): Promise<Lease> {
      const { lease } = await store.acquire(mapping, thisHolder(), ttlMs);
      if (lease === undefined) throw new Error(`${mapping} is held`);
      return lease;
    }

    async function running(mapping = "purchases"): Promise<{ lease: Lease; run: number }> {
      const lease = await held(mapping);
      return { lease, run: await store.startRun(lease, 1000) };
    }

    async function reopen(): Promise<void> {
      await store[Symbol.asyncDispose]();
      store = await open(folder);
    }

    describe("lease", () => {
      test("is held by one at a time, and tells the other who and since when", async () => {
        const before = Date.now();
        await held();

        const { heldBy } = await store.acquire("purchases", ELSEWHERE, 60_000);

        expect(heldBy).toMatchObject(thisHolder());
        expect(heldBy?.since).toBeGreaterThanOrEqual(before);
      });

      test("of another mapping is another lease", async () => {
        await held("purchases");

        expect((await held("leads")).epoch).toBe(1);
      });

      test("grows its epoch with each holder", async () => {
        const first = await held();
        await store.release(first);

        expect((await held()).epoch).toBe(first.epoch + 1);
      });

      test("goes at once to another when its holder's process is dead", async () => {
        await store.acquire("purchases", deadHolder(), 3_600_000);

        expect((await held()).epoch).toBe(2);
      });

      test("goes to another when it ran out, and not before, if nothing is known of the holder", async () => {
        await store.acquire("purchases", ELSEWHERE, 3_600_000);
        const early = await store.acquire("purchases", thisHolder(), 60_000);
        await store.acquire("leads", ELSEWHERE, 1);
        await delay(10);

        expect(early.heldBy?.host).toBe(ELSEWHERE.host);
        expect((await held("leads")).epoch).toBe(2);
      });

      test("is put off by renewal", async () => {
        const lease = await held("purchases", 1);
        await delay(10);

        await store.renew(lease, 60_000);

        expect((await store.acquire("purchases", ELSEWHERE, 1)).heldBy).toBeDefined();
      });

      test("that another took is neither renewed nor given back by the first", async () => {
        const stale = await held("purchases", 1);
        await delay(10);
        await store.acquire("purchases", ELSEWHERE, 60_000);

        await store.release(stale);

        await expect(store.renew(stale, 60_000)).rejects.toThrow(BusyError);
        expect((await store.acquire("purchases", thisHolder(), 1)).heldBy).toBeDefined();
      });

      test("that another took writes nothing", async () => {
        const { lease, run } = await running();
        const { keys, ...days } = ledgerKeys(1);
        const attempt = await store.begin({ lease, run, keys });
        await store.release(lease);
        await store.acquire("purchases", ELSEWHERE, 60_000);
        const late = settlement(lease, run, {
          ledger: { keys, ...days },
          counts: counts({ read: 1, accepted: 1 }),
        });

        await expect(store.begin({ lease, run, keys })).rejects.toThrow(BusyError);
        await expect(store.settle(late)).rejects.toThrow(BusyError);
        await expect(store.end(lease, attempt, "ambiguous")).rejects.toThrow(BusyError);
        await expect(store.recover(lease)).rejects.toThrow(BusyError);
        await expect(store.forget(lease, [attempt])).rejects.toThrow(BusyError);
        await expect(store.startRun(lease, 0)).rejects.toThrow(BusyError);
        await expect(store.nullCursorChecked(lease, 0)).rejects.toThrow(BusyError);
        expect([...(await store.known(keys, days.days))]).toEqual([0]);
      });

      test("that ran out writes nothing, though nobody took it", async () => {
        const { lease, run } = await running();
        await store.renew(lease, 1);
        await delay(10);

        await expect(store.begin({ lease, run, keys: new Uint8Array(16) })).rejects.toThrow(
          BusyError,
        );
        await expect(store.settle(settlement(lease, run))).rejects.toThrow(BusyError);
      });
    });

    describe("settlement", () => {
      test("makes keys, letters, counts and checkpoint durable at once", async () => {
        const { lease, run } = await running();
        const ledger = ledgerKeys(3);
        const attempt = await store.begin({ lease, run, keys: ledger.keys });
        const watermark = { cursor: "2026-11-01 10:00:00.000001+00", key: ["7", "a,b"] };

        await store.settle(
          settlement(lease, run, {
            attempts: [attempt],
            ledger,
            letters: [letter("8")],
            counts: counts({ read: 5, accepted: 3, deadLettered: 1, excluded: { no_consent: 1 } }),
            watermark,
          }),
        );
        await reopen();

        const status = await store.status("purchases");
        expect(status?.checkpoint?.watermark).toEqual(watermark);
        expect(status?.counts).toEqual(
          counts({ read: 5, accepted: 3, deadLettered: 1, excluded: { no_consent: 1 } }),
        );
        expect(status?.lastRun?.counts).toEqual(status?.counts);
        expect(status?.openLetters).toBe(1);
        expect([...(await store.known(ledger.keys, ledger.days))]).toEqual([1, 1, 1]);
      });

      test("that fails in its last step changes nothing", async () => {
        const { lease, run } = await running();
        const ledger = ledgerKeys(2);
        const attempt = await store.begin({ lease, run, keys: ledger.keys });
        const first = { cursor: "a", key: ["1"] };
        await store.settle(settlement(lease, run, { letters: [letter("9")], watermark: first }));
        const before = await store.status("purchases");

        // No JSON text holds a bigint, so that writing the checkpoint fails when all else is written.
        const broken = { cursor: "b", key: [2n as unknown as string] };
        const failing = store.settle(
          settlement(lease, run, {
            attempts: [attempt],
            ledger,
            letters: [letter("8")],
            closedLetters: ["9"],
            counts: counts({ read: 3, accepted: 2, deadLettered: 1 }),
            watermark: broken,
          }),
        );

        await expect(failing).rejects.toThrow(InvariantError);
        expect(await store.status("purchases")).toEqual(before);
        expect([...(await store.known(ledger.keys, ledger.days))]).toEqual([0, 0]);
        expect([...(await store.openLetters("purchases")).keys()]).toEqual(["9"]);
        expect(await store.recover(lease)).toMatchObject([{ id: attempt }]);
      });

      test("is refused when the counts do not add up", async () => {
        const { lease, run } = await running();
        const wrong = [
          counts({ read: 2, accepted: 1 }),
          counts({ read: 1, accepted: 1, excluded: { no_consent: 1 } }),
          counts({ read: 0, accepted: 1, expired: -1 }),
          counts({ read: 0.5, held: 0.5 }),
        ];

        for (const each of wrong) {
          await expect(store.settle(settlement(lease, run, { counts: each }))).rejects.toThrow(
            InvariantError,
          );
        }
        expect((await store.status("purchases"))?.counts).toEqual(counts({}));
      });

      test("without a watermark leaves the checkpoint where it is", async () => {
        const { lease, run } = await running();
        const watermark = { cursor: undefined, key: ["1"] };
        await store.settle(settlement(lease, run, { watermark }));

        await store.settle(settlement(lease, run));

        expect((await store.status("purchases"))?.checkpoint?.watermark).toEqual(watermark);
      });

      test("adds up over settlements and runs", async () => {
        const { lease, run } = await running();
        const some = counts({ read: 3, alreadySent: 1, excluded: { skipped: 2 } });
        await store.settle(settlement(lease, run, { counts: some }));
        await store.settle(settlement(lease, run, { counts: counts({ read: 1, expired: 1 }) }));
        await store.endRun(lease, run, { status: "ok", requests: 2, error: undefined });
        const second = await store.startRun(lease, 2000);
        await store.settle(settlement(lease, second, { counts: some }));

        const status = await store.status("purchases");

        expect(status?.lastRun?.counts).toEqual(some);
        expect(status?.counts).toEqual(
          counts({ read: 7, alreadySent: 2, expired: 1, excluded: { skipped: 4 } }),
        );
      });

      test("closes no attempt that is not open", async () => {
        const { lease, run } = await running();
        const attempt = await store.begin({ lease, run, keys: new Uint8Array(16) });
        await store.settle(settlement(lease, run, { attempts: [attempt] }));

        const again = store.settle(settlement(lease, run, { attempts: [attempt] }));

        await expect(again).rejects.toThrow(InvariantError);
      });
    });

    describe("attempts", () => {
      test("left open become ambiguous for the next holder, with their keys, and are counted", async () => {
        const { lease, run } = await running();
        const { keys } = ledgerKeys(3);
        const attempt = await store.begin({ lease, run, keys });
        await store.release(lease);
        await reopen();
        const next = await held();

        const found = await store.recover(next);

        expect(found.map(({ id }) => id)).toEqual([attempt]);
        expect(Buffer.from(found[0]?.keys ?? []).equals(keys)).toBe(true);
        expect((await store.status("purchases"))?.ambiguousEvents).toBe(3);
      });

      test("are counted once, and listed until they are forgotten", async () => {
        const { lease, run } = await running();
        const attempt = await store.begin({ lease, run, keys: new Uint8Array(32) });
        await store.end(lease, attempt, "ambiguous");

        const listed = await store.recover(lease);
        await store.forget(lease, [attempt]);

        expect(listed.map(({ id }) => id)).toEqual([attempt]);
        expect(await store.recover(lease)).toEqual([]);
        expect((await store.status("purchases"))?.ambiguousEvents).toBe(2);
      });

      test("that were refused or not sent leave nothing", async () => {
        const { lease, run } = await running();
        const refused = await store.begin({ lease, run, keys: new Uint8Array(16) });
        const unsent = await store.begin({ lease, run, keys: new Uint8Array(16) });

        await store.end(lease, refused, "rejected");
        await store.end(lease, unsent, "not_sent");

        expect(await store.recover(lease)).toEqual([]);
        expect((await store.status("purchases"))?.ambiguousEvents).toBe(0);
      });

      test("of another mapping stay as they are", async () => {
        const { lease, run } = await running("purchases");
        const attempt = await store.begin({ lease, run, keys: new Uint8Array(16) });
        const other = await held("leads");

        expect(await store.recover(other)).toEqual([]);
        await expect(store.end(other, attempt, "rejected")).rejects.toThrow(InvariantError);
      });
    });

    describe("ledger", () => {
      test("knows 5000 keys in any order, and no other", async () => {
        const { lease, run } = await running();
        const mine = ledgerKeys(5000);
        for (let i = 0; i < 5000; i++) mine.days[i] = 20_000 + ((i * 37) % 62);
        await store.settle(settlement(lease, run, { ledger: mine }));
        const keys = new Uint8Array([...ledgerKeys(777).keys, ...mine.keys]);
        const days = new Int32Array([...new Int32Array(777).fill(20_000), ...mine.days]);

        const known = await store.known(keys, days);

        expect(known.subarray(0, 777).every((byte) => byte === 0)).toBe(true);
        expect(known.subarray(777).every((byte) => byte === 1)).toBe(true);
      });

      test("takes a key again without a word", async () => {
        const { lease, run } = await running();
        const ledger = ledgerKeys(150);
        await store.settle(settlement(lease, run, { ledger }));

        await store.settle(settlement(lease, run, { ledger }));

        expect((await store.known(ledger.keys, ledger.days)).indexOf(0)).toBe(-1);
      });

      test("asks only the day that is named", async () => {
        const { lease, run } = await running();
        const ledger = ledgerKeys(1, 20_000);
        await store.settle(settlement(lease, run, { ledger }));

        const both = new Uint8Array([...ledger.keys, ...ledger.keys]);

        expect([...(await store.known(both, Int32Array.of(20_001, 20_000)))]).toEqual([0, 1]);
      });

      test("drops a key on the day after its window and margin, and keeps it until then", async () => {
        const { lease, run } = await running();
        const week = ledgerKeys(1, 20_000, 7);
        const store62 = ledgerKeys(1, 20_000, 62);
        await store.settle(settlement(lease, run, { ledger: week }));
        await store.settle(settlement(lease, run, { ledger: store62 }));
        const known = async (today: number): Promise<readonly number[]> => {
          await store.purge(today);
          return [
            ...(await store.known(week.keys, week.days)),
            ...(await store.known(store62.keys, store62.days)),
          ];
        };

        expect(await known(20_009)).toEqual([1, 1]);
        expect(await known(20_010)).toEqual([0, 1]);
        expect(await known(20_064)).toEqual([0, 1]);
        expect(await known(20_065)).toEqual([0, 0]);
      });

      test("purges as before after a clock that ran ahead was put right", async () => {
        const { lease, run } = await running();
        await store.purge(30_000);
        const ledger = ledgerKeys(1, 20_000, 7);
        await store.settle(settlement(lease, run, { ledger }));

        await store.purge(20_010);

        expect([...(await store.known(ledger.keys, ledger.days))]).toEqual([0]);
      });

      test("of nothing is asked for nothing", async () => {
        expect(await store.known(new Uint8Array(0), new Int32Array(0))).toHaveLength(0);
      });

      test("refuses keys and days that are not as many", async () => {
        await expect(store.known(new Uint8Array(16), new Int32Array(2))).rejects.toThrow(
          InvariantError,
        );
      });
    });

    describe("letters", () => {
      async function written(...letters: readonly NewLetter[]) {
        const { lease, run } = await running();
        await store.settle(settlement(lease, run, { letters }));
        return { lease, run };
      }

      test("come back as they were written", async () => {
        const meta = { status: 400, code: 100, subcode: 2_804_050, fbtraceId: undefined };
        const full = letter("1", { stage: "send", meta, fingerprint: "f9" });
        await written(full, letter("2", { cursor: undefined, stage: "hold" }));

        const listed = await store.listLetters({ limit: 10 });

        expect(listed.map(({ rowKey }) => rowKey)).toEqual(["2", "1"]);
        expect(listed[0]).toMatchObject({ cursor: undefined, stage: "hold", meta: undefined });
        expect(listed[1]).toMatchObject({
          ...full,
          mapping: "purchases",
          status: "open",
          times: 1,
        });
        expect(await store.letter(listed[1]?.id ?? 0)).toEqual(listed[1]);
        expect(await store.letter(999)).toBeUndefined();
      });

      test("of a row that is set aside again are one letter with the latest reason", async () => {
        const { lease, run } = await written(letter("1"));
        const issues = [{ code: "email_malformed", field: "user_data.em", expected: "an address" }];

        await store.settle(
          settlement(lease, run, { letters: [letter("1", { issues, fingerprint: "f2" })] }),
        );

        const [only, ...rest] = await store.listLetters({ limit: 10 });
        expect(only).toMatchObject({ issues, fingerprint: "f2", times: 2, status: "open" });
        expect(only?.firstSeen).toBeLessThanOrEqual(only?.lastSeen ?? 0);
        expect(rest).toEqual([]);
        expect(await store.openLetters("purchases")).toEqual(new Map([["1", "f2"]]));
      });

      test("are closed when their row was accepted, and open again when it is set aside anew", async () => {
        const { lease, run } = await written(letter("1"), letter("2"));
        await store.settle(settlement(lease, run, { closedLetters: ["1", "3"] }));

        expect(await store.openLetters("purchases")).toEqual(new Map([["2", "f1"]]));
        expect(await store.listLetters({ status: "closed", limit: 10 })).toMatchObject([
          { rowKey: "1" },
        ]);
        await store.settle(settlement(lease, run, { letters: [letter("1")] }));
        expect((await store.status("purchases"))?.openLetters).toBe(2);
      });

      test("are listed by mapping, code and status, the newest first, up to the limit", async () => {
        const other = [{ code: "currencyXunknown", field: "", expected: "" }];
        await written(letter("1"), letter("2", { issues: other }), letter("3"));
        const { lease, run } = await running("leads");
        await store.settle(settlement(lease, run, { letters: [letter("4")] }));
        const keys = async (filter: Parameters<Store["listLetters"]>[0]) =>
          (await store.listLetters(filter)).map(({ rowKey }) => rowKey);

        expect(await keys({ mapping: "leads", limit: 10 })).toEqual(["4"]);
        expect(await keys({ code: "currency_unknown", limit: 10 })).toEqual(["4", "3", "1"]);
        expect(await keys({ code: "currency", limit: 10 })).toEqual([]);
        expect(await keys({ mapping: "purchases", status: "open", limit: 2 })).toEqual(["3", "2"]);
      });

      test("of a thousand rows at once are all written", async () => {
        await written(...Array.from({ length: 1234 }, (_, n) => letter(String(n))));

        expect((await store.openLetters("purchases")).size).toBe(1234);
      });
    });

    describe("runs", () => {
      test("of a mapping that never ran are nothing", async () => {
        expect(await store.status("purchases")).toBeUndefined();
        expect(await store.mappings()).toEqual([]);
      });

      test("are numbered upwards and remember how they ended", async () => {
        const { lease, run } = await running();
        await store.endRun(lease, run, {
          status: "refused",
          requests: 3,
          error: "RefusedError: x",
        });

        const { lastRun } = (await store.status("purchases")) ?? {};

        expect(lastRun).toMatchObject({
          id: run,
          mapping: "purchases",
          status: "refused",
          requests: 3,
          error: "RefusedError: x",
          startedAt: 1000,
        });
        expect(lastRun?.endedAt).toBeGreaterThan(1000);
        expect(await store.startRun(lease, 2000)).toBeGreaterThan(run);
      });

      test("whose process died are closed by the next one", async () => {
        const { lease, run } = await running();
        await store.startRun(lease, 2000);

        // Only its own holder may still say how the first one ended; that it can shows in the number.
        await store.endRun(lease, run, { status: "stopped", requests: 1, error: undefined });

        expect((await store.status("purchases"))?.lastRun).toMatchObject({ status: "running" });
      });

      test("may be closed by their own holder after the lease was lost", async () => {
        const { lease, run } = await running();
        await store.release(lease);
        await store.acquire("purchases", ELSEWHERE, 60_000);

        await store.endRun(lease, run, { status: "failed", requests: 0, error: "BusyError" });

        expect((await store.status("purchases"))?.lastRun?.status).toBe("failed");
      });

      test("name the mappings, and when rows without a cursor were last looked for", async () => {
        const { lease } = await running("purchases");
        await running("leads");

        await store.nullCursorChecked(lease, 5000);

        expect(await store.mappings()).toEqual(["leads", "purchases"]);
        expect((await store.status("purchases"))?.nullCursorCheckedAt).toBe(5000);
        expect((await store.status("leads"))?.nullCursorCheckedAt).toBeUndefined();
      });
    });

    test("calls that overlap are all answered, each with its own answer", async () => {
      const { lease, run } = await running();
      const ledgers = Array.from({ length: 20 }, () => ledgerKeys(50));

      await Promise.all(
        ledgers.map(async (ledger) => {
          const attempt = await store.begin({ lease, run, keys: ledger.keys });
          const all = counts({ read: 50, accepted: 50 });
          await store.settle(settlement(lease, run, { attempts: [attempt], ledger, counts: all }));
        }),
      );

      expect((await store.status("purchases"))?.counts.accepted).toBe(1000);
      expect(await store.recover(lease)).toEqual([]);
    });

    test("disposing twice is harmless", async () => {
      await store[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();

      await expect(store.mappings()).rejects.toThrow(InvariantError);
    });
  });
}
