import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { runCli, startCli } from "../servers/cli.ts";
import { type Database, freshDatabase } from "../servers/database.ts";
import { type ShopProject, STORE_MAPPING, seedOrders, shopProject } from "../servers/shop.ts";

let database: Database;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let project: ShopProject;

beforeAll(async () => {
  database = await freshDatabase();
  await seedOrders(database.url, 10_000);
});

afterAll(() => database[Symbol.asyncDispose]());

beforeEach(async () => {
  sandbox = await startSandbox({});
  project = await shopProject({ postgresUrl: database.url, endpoint: sandbox.url });
});

afterEach(async () => {
  await project[Symbol.asyncDispose]();
  await sandbox.close();
});

/** Where a command runs: in the project, with the sandbox of the moment as Meta. */
function here() {
  return { cwd: project.dir, env: { ...project.env, META_ENDPOINT: sandbox.url } };
}

function capisync(...args: readonly string[]) {
  return runCli(args, here());
}

async function run(...args: readonly string[]) {
  const finished = await capisync("run", "--json", ...args);
  const document = finished.stdout === "" ? undefined : JSON.parse(finished.stdout);
  return { ...finished, result: document?.results?.[0] };
}

async function faults(list: readonly unknown[]): Promise<void> {
  const answer = await fetch(`${sandbox.url}/_sandbox/faults`, {
    method: "POST",
    body: JSON.stringify(list),
  });
  expect(answer.ok).toBe(true);
}

describe("a run", () => {
  test("sends every row once and a second run sends nothing", async () => {
    const first = await run();
    const second = await run();

    expect(first.code, first.stderr).toBe(0);
    expect(first.result).toMatchObject({ status: "ok", rows_read: 10_000, accepted: 10_000 });
    expect(first.result.requests).toBe(10);
    expect(second.result).toMatchObject({ rows_read: 0, accepted: 0, requests: 0 });
    expect(sandbox.stats()).toMatchObject({ unique: 10_000, repeated: 0 });
  });

  test("reads late rows inside the lookback and leaves out what the ledger knows", async () => {
    await project.writeMapping(STORE_MAPPING.replace("settle: 0s", "settle: 0s, lookback: 2h"));
    await run();
    await database.run(
      `insert into orders values (900001, 'late@example.com', null, 5, now() - interval '1 day', now() - interval '61 minutes')`,
    );

    const second = await run();
    await database.run("delete from orders where id = 900001");

    expect(second.result).toMatchObject({ rows_read: 10_001, already_sent: 10_000, accepted: 1 });
    expect(sandbox.stats()).toMatchObject({ unique: 10_001, repeated: 0 });
  });

  test("never moves the watermark back, neither when a run fails nor when the newest rows have gone", async () => {
    await project.writeMapping(STORE_MAPPING.replace("settle: 0s", "settle: 0s, lookback: 2h"));
    const first = await run();
    await database.run(
      `insert into orders values (900002, 'new@example.com', null, 5, now() - interval '1 day', now())`,
    );
    await faults([{ match: {}, answer: { status: 401, code: 190, subcode: 463 }, times: 1 }]);

    const failed = await run();
    await database.run("delete from orders where id >= 9000");
    const fewer = await run();
    await database.run(
      `insert into orders
       select n, 'buyer' || n || '@example.com', null, (n % 900) + 1.25,
              now() - interval '1 day', now() - interval '1 hour' + n * interval '37 microseconds'
         from generate_series(9000, 10000) n`,
    );

    expect(failed.code).toBe(4);
    expect(failed.result).toMatchObject({
      already_sent: 10_000,
      watermark: first.result.watermark,
    });
    expect(fewer.code).toBe(0);
    expect(fewer.result).toMatchObject({ already_sent: 8_999, watermark: first.result.watermark });
  });

  test("names rows whose cursor lies in the future, since no run would ever read them", async () => {
    await database.run(
      `insert into orders values (900003, 'far@example.com', null, 5, now(), 'infinity')`,
    );

    const { code, stderr } = await run();
    await database.run("delete from orders where id = 900003");

    expect(code).toBe(4);
    expect(stderr).toContain("1 row(s) lie more than a day in the future");
  });

  test("isolates one poisoned event of 10 000 with at most 20 more requests", async () => {
    await faults([
      {
        match: { event_id: "pos-4321" },
        answer: { status: 400, code: 100, subcode: 2804999 },
        times: 1000,
      },
    ]);

    const { code, result } = await run();
    const letters = JSON.parse((await capisync("dead-letters", "list", "--json")).stdout);

    expect(code).toBe(0);
    expect(result).toMatchObject({ accepted: 9_999, dead_lettered: 1 });
    expect(result.requests - 10).toBeLessThanOrEqual(20);
    expect(letters).toHaveLength(1);
    expect(letters[0]).toMatchObject({ key: "4321", meta: { code: 100, subcode: 2804999 } });
    expect(sandbox.stats()).toMatchObject({ unique: 9_999, repeated: 0 });
  });

  test("stops with exit 4 when the token goes bad, sets nothing aside, and goes on once it is mended", async () => {
    await faults([
      { match: { request: 5 }, answer: { status: 401, code: 190, subcode: 463 }, times: 1 },
    ]);

    const first = await run();
    const received = sandbox.stats().unique;
    const status = JSON.parse((await capisync("status", "--json")).stdout).mappings[0];
    const second = await run();

    expect(first.code).toBe(4);
    expect(first.result).toMatchObject({ status: "refused", dead_lettered: 0 });
    expect(status.dead_letters).toBe(0);
    // The watermark stands on a row that Meta took: its key is the row's number.
    expect(Number(status.watermark?.key[0] ?? 0)).toBeLessThanOrEqual(received);
    expect(second.code, second.stderr).toBe(0);
    expect(first.result.accepted + second.result.accepted).toBe(10_000);
    expect(sandbox.stats()).toMatchObject({ unique: 10_000, repeated: 0 });
  });

  test("ends with exit 3 when Meta is not there, and loses nothing", async () => {
    await project.writeMapping(
      STORE_MAPPING.replace("concurrency: 4", "concurrency: 4, retry_for: 1s"),
    );
    // Port 1 is nobody's; a port that was just closed may be another test's by now.
    const env = { ...project.env, META_ENDPOINT: "http://127.0.0.1:1" };

    const first = await runCli(["run", "--json"], { cwd: project.dir, env });
    const second = await run();

    expect(first.code).toBe(3);
    expect(JSON.parse(first.stdout).results[0]).toMatchObject({ accepted: 0, dead_lettered: 0 });
    expect(second.result).toMatchObject({ accepted: 10_000 });
  });

  test("counts an attempt whose answer was lost, and resends it with the same ids", async () => {
    await faults([{ match: { request: 3 }, answer: "drop_after", times: 1 }]);

    const { code, result } = await run();
    const status = JSON.parse((await capisync("status", "--json")).stdout).mappings[0];

    expect(code).toBe(0);
    expect(result.accepted).toBe(10_000);
    expect(sandbox.stats()).toMatchObject({ unique: 10_000, repeated: 1_000 });
    expect(status.ambiguous_events).toBe(1_000);
  });

  test("leaves the watermark alone under --limit, and what it sent is not sent again", async () => {
    const limited = await run("--limit", "1500");
    const whole = await run();

    expect(limited.result).toMatchObject({ rows_read: 1_500, accepted: 1_500, watermark: null });
    expect(whole.result).toMatchObject({ rows_read: 10_000, already_sent: 1_500, accepted: 8_500 });
    expect(sandbox.stats().repeated).toBe(0);
  });

  test("sends and writes nothing under --dry-run", async () => {
    const { result, code } = await run("--dry-run");
    const status = await capisync("status");

    expect(code).toBe(0);
    expect(result).toMatchObject({ dry_run: true, would_send: 10_000, accepted: 0, requests: 0 });
    expect(sandbox.stats().requests).toBe(0);
    expect(status.code).toBe(2);
    expect(status.stderr).toContain("capisync run");
  });

  test("stops before the page that trips max_error_rate and says why", async () => {
    await project.writeMapping(
      STORE_MAPPING.replace(
        "select * from orders",
        "select id, null::text as email, phone, total, purchased_at, updated_at from orders",
      ),
    );

    const { code, result, stderr } = await run();

    expect(code).toBe(1);
    expect(result).toMatchObject({ accepted: 0, dead_lettered: 0, watermark: null });
    expect(stderr).toContain("max_error_rate");
  });

  test("of two runs of one mapping at once the second exits 5 and names the first", async () => {
    await faults([{ match: { request: 1 }, delay_ms: 3_000, times: 1 }]);
    const { child, finished } = startCli(["run", "--json"], here());
    while (sandbox.stats().requests === 0) await delay(20);

    const second = await run();
    const first = await finished;

    expect(second.code).toBe(5);
    expect(second.stderr).toContain(String(child.pid));
    expect(first.code, first.stderr).toBe(0);
    expect(sandbox.stats()).toMatchObject({ unique: 10_000, repeated: 0 });
  });

  test("finishes what is in flight on SIGTERM, exits 143, and the next run repeats nothing", async () => {
    await project.writeMapping(STORE_MAPPING.replace("batch_size: 1000", "batch_size: 50"));
    await sandbox.close();
    sandbox = await startSandbox({ latencyMs: 50 });
    const { child, finished } = startCli(["run", "--json"], here());
    while (sandbox.stats().requests < 8) await delay(10);
    child.kill("SIGTERM");
    const stopped = await finished;

    const rest = await run();

    expect(stopped.code).toBe(143);
    const document = JSON.parse(stopped.stdout).results[0];
    expect(document.status).toBe("stopped");
    expect(document.accepted).toBeGreaterThan(0);
    expect(document.accepted + rest.result.accepted).toBe(10_000);
    expect(sandbox.stats()).toMatchObject({ unique: 10_000, repeated: 0 });
  });

  test("never takes a lost state for a first run", async () => {
    await run();
    const state = new DatabaseSync(project.stateFile);
    state.exec("delete from checkpoint");
    state.close();

    const { code, stderr } = await run();

    expect(code).toBe(2);
    expect(stderr).toContain("checkpoint");
  });
});

describe("a folder without a project", () => {
  test("is told what to do", async () => {
    const finished = await runCli(["run"], { cwd: "/" });

    expect(finished.code).toBe(2);
    expect(finished.stderr + finished.stdout).toContain("capisync.yaml");
  });
});
