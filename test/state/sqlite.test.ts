import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigError, InvariantError, UnavailableError } from "../../src/lib/errors.ts";
import { thisHolder } from "../../src/state/holder.ts";
import { migrate } from "../../src/state/migrations.ts";
import { sqlStore } from "../../src/state/sql-store.ts";
import { openSqliteStore } from "../../src/state/sqlite.ts";
import { openSqliteFile, sqliteDatabase } from "../../src/state/sqlite-file.ts";
import type { Lease, Store } from "../../src/state/store.ts";
import { counts, ledgerKeys, letter, settlement } from "./settlements.ts";
import { storeSuite } from "./suite.ts";

function optionsOf(folder: string, create = true) {
  return { file: join(folder, "state.db"), installKeyFingerprint: "f".repeat(32), create };
}

storeSuite("SQLite in a thread of its own", (folder) => openSqliteStore(optionsOf(folder)));
storeSuite("SQLite in the calling thread", (folder) => openSqliteFile(optionsOf(folder)));

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "capisync-sqlite-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function started(store: Store): Promise<{ lease: Lease; run: number }> {
  const { lease } = await store.acquire("purchases", thisHolder(), 60_000);
  if (lease === undefined) throw new Error("held");
  return { lease, run: await store.startRun(lease, 1000) };
}

async function createFile(): Promise<void> {
  const store = await openSqliteStore(optionsOf(folder));
  await store[Symbol.asyncDispose]();
}

describe("a state file", () => {
  test.for([
    ["is empty", ""],
    [
      "is no database",
      "not a database, whatever its name says, and longer than a header".repeat(99),
    ],
  ])("that %s is refused with a way out and left as it is", async ([, content]) => {
    const { file } = optionsOf(folder);
    await writeFile(file, content as string);

    const opening = openSqliteStore(optionsOf(folder));

    await expect(opening).rejects.toThrow(ConfigError);
    await expect(opening).rejects.toMatchObject({ hint: expect.stringContaining("restore") });
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  test("with an overwritten page is refused", async () => {
    await createFile();
    const { file } = optionsOf(folder);
    const bytes = await readFile(file);
    await writeFile(file, bytes.fill(0xab, 8192, 24_576));

    await expect(openSqliteStore(optionsOf(folder))).rejects.toThrow(ConfigError);
  });

  test("that is missing is not created unasked", async () => {
    await expect(openSqliteStore(optionsOf(folder, false))).rejects.toThrow(ConfigError);
    expect(existsSync(optionsOf(folder).file)).toBe(false);
  });

  test("of another install key is refused", async () => {
    await createFile();

    const opening = openSqliteStore({
      ...optionsOf(folder),
      installKeyFingerprint: "0".repeat(32),
    });

    await expect(opening).rejects.toThrow(/install\.key/);
  });

  test("of a newer release is refused and not changed", async () => {
    await createFile();
    const { file } = optionsOf(folder);
    const db = new DatabaseSync(file);
    db.exec("UPDATE meta SET value = '999' WHERE name = 'schema_version'");

    await expect(openSqliteStore(optionsOf(folder))).rejects.toThrow(
      /schema 999, expected at most/,
    );
    expect(db.prepare("SELECT value FROM meta WHERE name = 'schema_version'").get()).toMatchObject({
      value: "999",
    });
    db.close();
  });

  test("in a folder that cannot be is named in the error", async () => {
    await writeFile(join(folder, "plain"), "");
    const file = join(folder, "plain", "state.db");

    await expect(openSqliteStore({ ...optionsOf(folder), file })).rejects.toThrow(ConfigError);
  });

  test("can be read by its owner only, and gives space back", async () => {
    await createFile();
    const { file } = optionsOf(folder);
    const db = new DatabaseSync(file);

    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(db.prepare("PRAGMA auto_vacuum").get()).toMatchObject({ auto_vacuum: 2 });
    expect(db.prepare("PRAGMA journal_mode").get()).toMatchObject({ journal_mode: "wal" });
    db.close();
  });
});

describe("a statement that fails", () => {
  test.for(["attempt", "ledger", "dead_letter", "run_count", "counter", "checkpoint"])(
    "in %s takes the whole settlement back",
    async (table) => {
      await using store = await openSqliteStore(optionsOf(folder));
      const { lease, run } = await started(store);
      const ledger = ledgerKeys(120);
      const attempt = await store.begin({ lease, run, keys: ledger.keys });
      const before = await store.status("purchases");
      using db = new DatabaseSync(optionsOf(folder).file);
      const verb = table === "attempt" ? "DELETE" : "INSERT";
      db.exec(
        `CREATE TRIGGER fault BEFORE ${verb} ON ${table} BEGIN SELECT RAISE(ABORT, 'x'); END`,
      );
      const whole = settlement(lease, run, {
        attempts: [attempt],
        ledger,
        letters: [letter("1")],
        counts: counts({ read: 121, accepted: 120, deadLettered: 1 }),
        watermark: { cursor: "c", key: ["1"] },
      });

      await expect(store.settle(whole)).rejects.toThrow(InvariantError);

      expect(await store.status("purchases")).toEqual(before);
      expect((await store.known(ledger.keys, ledger.days)).indexOf(1)).toBe(-1);
      db.exec("DROP TRIGGER fault");
      await store.settle(whole);
      expect((await store.status("purchases"))?.counts.accepted).toBe(120);
    },
  );

  test("for want of space takes the whole settlement back, and passes when there is space", async () => {
    const database = sqliteDatabase(optionsOf(folder).file);
    await migrate(database.knex);
    await using store = sqlStore(database);
    const { lease, run } = await started(store);
    const ledger = ledgerKeys(5000);
    const attempt = await store.begin({ lease, run, keys: ledger.keys });
    const [{ page_count: pages }] = await database.knex.raw("PRAGMA page_count");
    await database.knex.raw(`PRAGMA max_page_count = ${pages + 3}`);
    const whole = settlement(lease, run, {
      attempts: [attempt],
      ledger,
      counts: counts({ read: 5000, accepted: 5000 }),
      watermark: { cursor: "c", key: ["1"] },
    });

    await expect(store.settle(whole)).rejects.toThrow(UnavailableError);
    await expect(store.settle(whole)).rejects.toThrow(/the disk is full/);

    expect((await store.status("purchases"))?.checkpoint).toBeUndefined();
    expect((await store.known(ledger.keys, ledger.days)).indexOf(1)).toBe(-1);
    await database.knex.raw("PRAGMA max_page_count = 100000");
    await store.settle(whole);
    expect((await store.known(ledger.keys, ledger.days)).indexOf(0)).toBe(-1);
  });

  test("since the file became read-only names the way out, and no value", async () => {
    const database = sqliteDatabase(optionsOf(folder).file);
    await migrate(database.knex);
    await using store = sqlStore(database);
    const { lease, run } = await started(store);
    await database.knex.raw("PRAGMA query_only = ON");

    const writing = store.settle(settlement(lease, run, { letters: [letter("row-key-value")] }));

    await expect(writing).rejects.toThrow(ConfigError);
    await expect(writing).rejects.toMatchObject({ hint: expect.stringContaining("writable") });
    await expect(writing).rejects.not.toMatchObject({
      cause: { message: expect.stringContaining("row-key-value") },
    });
  });
});

describe("two stores on one file", () => {
  test("write in turn", async () => {
    await using one = await openSqliteStore(optionsOf(folder));
    await using other = await openSqliteStore(optionsOf(folder));
    const { lease, run } = await started(one);
    const { lease: second } = await other.acquire("leads", thisHolder(), 60_000);
    if (second === undefined) throw new Error("held");
    const secondRun = await other.startRun(second, 1000);
    const once = counts({ read: 1, accepted: 1 });

    await Promise.all(
      Array.from({ length: 25 }, async () => {
        await Promise.all([
          one.settle(settlement(lease, run, { counts: once })),
          other.settle(settlement(second, secondRun, { counts: once })),
        ]);
      }),
    );

    expect((await other.status("purchases"))?.counts.accepted).toBe(25);
    expect((await one.status("leads"))?.counts.accepted).toBe(25);
  });
});

describe("the thread", () => {
  test("keeps the class, hint and stage of an error", async () => {
    await using store = await openSqliteStore(optionsOf(folder));

    const renewing = store.renew({ mapping: "purchases", epoch: 9 }, 1000);

    await expect(renewing).rejects.toMatchObject({
      name: "BusyError",
      stage: "state",
      hint: expect.stringContaining("other run"),
    });
  });

  test("finishes the calls that are open when it is disposed", async () => {
    const store = await openSqliteStore(optionsOf(folder));
    const { lease, run } = await started(store);

    const settling = store.settle(
      settlement(lease, run, { counts: counts({ read: 1, accepted: 1 }) }),
    );
    await store[Symbol.asyncDispose]();

    await settling;
    await using again = await openSqliteStore(optionsOf(folder));
    expect((await again.status("purchases"))?.counts.accepted).toBe(1);
  });

  test.for([
    ["after it was disposed", "await store[Symbol.asyncDispose]();"],
    ["when nobody disposed it", ""],
  ])("does not keep the process alive %s", async ([, ending]) => {
    const script = `
      import { openSqliteStore } from ${JSON.stringify(new URL("../../src/state/sqlite.ts", import.meta.url).href)};
      const store = await openSqliteStore(${JSON.stringify(optionsOf(folder))});
      await store.mappings();
      ${ending}
      console.log("end");`;

    const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      timeout: 20_000,
      encoding: "utf8",
    });

    expect(child.stdout).toBe("end\n");
    expect(child.status).toBe(0);
  });

  test("that ends early rejects the calls that wait for it, and those after", async () => {
    const threads: Worker[] = [];
    const remember = (thread: Worker) => threads.push(thread);
    process.once("worker", remember);
    await using store = await openSqliteStore(optionsOf(folder));

    const waiting = store.mappings();
    await Promise.all([threads[0]?.terminate(), expect(waiting).rejects.toThrow(InvariantError)]);

    await expect(store.mappings()).rejects.toThrow(/thread has ended/);
  });
});
