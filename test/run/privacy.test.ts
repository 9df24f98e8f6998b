import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listDeadLetters, showDeadLetter } from "../../src/cli/dead-letters.ts";
import { report as printError } from "../../src/cli/failure.ts";
import { openLog } from "../../src/cli/run-log.ts";
import { reportJson, reportText } from "../../src/cli/run-report.ts";
import { status } from "../../src/cli/status.ts";
import { watchRuns } from "../../src/cli/watch-runs.ts";
import { RefusedError } from "../../src/lib/errors.ts";
import { sha256 } from "../../src/lib/hash.ts";
import type { Kind } from "../../src/lib/value.ts";
import type { RunEvent } from "../../src/run/events.ts";
import type { Report } from "../../src/run/report.ts";
import type { Fault } from "../../src/sandbox/faults.ts";
import { type TestIo, testIo } from "../cli/io.ts";
import type { MemoryRow } from "../fakes/memory-source.ts";
import { at, DAY, order } from "../fakes/orders.ts";
import { type RunChanges, startWorld, type World, type WorldOptions } from "../fakes/run.ts";
import { constant, field, from, property, through } from "../transform/mappings.ts";

// Every value of every row but its key and its cursor bears the mark, and so does the token. After all
// that can go wrong with such rows, the mark must stand in the requests' bodies and nowhere else.

const MARK = "zq7";
const TOKEN = `${MARK}-token`;
const EMAIL = `${MARK}-buyer@example.com`;

const COLUMNS: Readonly<Record<string, Kind>> = {
  id: "integer",
  email: "text",
  first_name: "text",
  event_id: "text",
  total: "text",
  currency: "text",
  channel: "text",
  consent: "text",
  note: "text",
  stage: "text",
  details: "json",
  purchased_at: "text",
  updated_at: "timestamptz",
};

/** An answer of Meta's that quotes what it was sent, the token included. */
function quoting(status: number, code: number, subcode?: number): Fault["answer"] {
  const text = `${MARK} ${EMAIL} ${TOKEN}`;
  const error = {
    message: text,
    type: text,
    code,
    error_subcode: subcode,
    error_user_title: text,
    error_user_msg: text,
    error_data: { blame_field_specs: [[text]] },
    fbtrace_id: "AtRaCe",
  };
  return { status, body: JSON.stringify({ error }) };
}

function markedOrder(world: World, n: number, change: MemoryRow = {}): MemoryRow {
  return {
    ...order(n, world.clock),
    email: EMAIL,
    first_name: `${MARK}name`,
    event_id: `${MARK}-event-${n}`,
    currency: "EUR",
    note: `${MARK} is what the buyer wrote`,
    stage: "paid",
    details: JSON.stringify([{ sku: `${MARK}-sku`, count: 1 }]),
    ...change,
  };
}

/** What is wrong with a row, one thing each, each with the mark in it. */
function faultyChanges(world: World): readonly MemoryRow[] {
  return [
    { total: `${MARK}-total` },
    { purchased_at: `${MARK}-time` },
    { currency: `${MARK}-currency` },
    { channel: `${MARK}-channel` },
    { stage: `${MARK}-stage` },
    { details: `{"${MARK}` },
    { details: `{"${MARK}":"${MARK}"}` },
    { email: `${MARK} is no address`, first_name: null },
    { event_id: `${MARK}`.repeat(2000) },
    { consent: `${MARK}-consent` },
    { purchased_at: at(world.clock, -70 * DAY) },
  ];
}

const worlds: World[] = [];
const reports: Report[] = [];
const terminal: TestIo = { ...testIo("/"), isTty: { stdout: true, stderr: true } };
const piped = testIo("/");
const watches = [terminal, piped].map((io) => watchRuns(io, openLog(io)));
const events: RunEvent[] = [];

async function markedWorld(options: WorldOptions = {}): Promise<World> {
  const world = await startWorld({
    columns: COLUMNS,
    token: TOKEN,
    ...options,
    delivery: { retryForSeconds: 0, ...options.delivery },
    incremental: { lookbackSeconds: 7200 },
    mapping: {
      fields: [
        field("event_time", from("purchased_at", { required: true })),
        field("event_id", from("event_id")),
        field("action_source", from("channel")),
        field("user_data.em", from("email")),
        field("user_data.fn", from("first_name")),
        field("custom_data.value", from("total", { required: true })),
        field("custom_data.currency", from("currency", { required: true })),
        field("custom_data.order_id", from("id")),
        field("custom_data.content_name", from("note")),
        field(
          "custom_data.status",
          through("stage", { op: "map", table: { paid: "done" }, otherwise: { kind: "reject" } }),
        ),
      ],
      extra: [property("note", from("note")), property("shop", constant("north"))],
      contents: {
        column: "details",
        item: [property("id", from("sku")), property("quantity", from("count"))],
        place: { line: 1, column: 1 },
      },
    },
  });
  worlds.push(world);
  world.source.rows = [1, 2, 3, 4].map((n) => markedOrder(world, n));
  return world;
}

function observe(event: RunEvent): void {
  events.push(event);
  for (const watch of watches) watch.observe(event);
}

/** One run, whose end is printed as the command line prints it. */
async function run(world: World, changes: RunChanges = {}): Promise<Report> {
  const report = await world.run({ ...changes, observe });
  reports.push(report);
  if (report.error !== undefined) {
    for (const io of [terminal, piped]) {
      await printError(report.error, { json: true, logs: true }, io);
      await printError(report.error, { json: false, logs: false }, io);
    }
  }
  return report;
}

/** A project folder over the state of the worlds, so that the commands that read it can be run. */
async function writeProject(dir: string): Promise<void> {
  await mkdir(join(dir, "mappings"));
  await writeFile(join(dir, "capisync.yaml"), "version: 1\nname: shop\ntimezone: UTC\n");
  const connections = `version: 1
connections: { shop: { type: postgres, url: "postgres://nobody@localhost/shop" } }
destinations:
  dataset: { type: meta_capi, dataset_id: "1", access_token: "\${META_TOKEN}", endpoint: "http://127.0.0.1:1" }
`;
  await writeFile(join(dir, "connections.yaml"), connections);
  for (const { mapping } of worlds) {
    const text = `version: 1
id: ${mapping.id}
destination: dataset
event_name: Purchase
action_source: physical_store
source: { connection: shop, sql: select 1, primary_key: id, incremental: { cursor: updated_at } }
fields:
  event_time: purchased_at
  user_data: { email: email }
  custom_data: { value: total, currency: { const: EUR }, order_id: id }
`;
    await writeFile(join(dir, "mappings", `${mapping.id}.yaml`), text);
  }
}

async function spoilt(): Promise<void> {
  const world = await markedWorld();
  faultyChanges(world).forEach((change, i) => {
    world.source.rows.push(markedOrder(world, 11 + i, change));
  });
  const answer = quoting(400, 100, 2804008);
  await world.faults({ match: { event_id: `${MARK}-event-2` }, answer });
  await run(world);
  await run(world);
  await run(world, { dryRun: true });
}

async function answered(answer: Fault["answer"]): Promise<void> {
  const world = await markedWorld();
  await world.faults({ match: {}, answer });
  await run(world);
}

async function lost(): Promise<void> {
  const world = await markedWorld({ delivery: { onAmbiguous: "hold" } });
  world.recorder.cut = () => "after";
  await run(world);
  world.recorder.cut = () => undefined;
  await run(world);
}

async function waited(): Promise<void> {
  const world = await markedWorld({ delivery: { retryForSeconds: 5 } });
  await world.faults({ match: {}, answer: quoting(500, 2) });
  await run(world);
}

async function stopped(onError: WorldOptions["onError"]): Promise<void> {
  const world = await markedWorld({ ...(onError === undefined ? {} : { onError }) });
  faultyChanges(world).forEach((change, i) => {
    world.source.rows.push(markedOrder(world, 11 + i, change));
  });
  const answer = quoting(400, 100, 2804008);
  await world.faults({ match: { event_id: `${MARK}-event-2` }, answer });
  await run(world);
}

async function broken(error: Error): Promise<void> {
  const world = await markedWorld();
  world.source.beforePage = () => {
    throw error;
  };
  await run(world);
}

beforeAll(async () => {
  const cause = new Error(`invalid input syntax: "${MARK}"`);
  await spoilt();
  await lost();
  await waited();
  await answered(quoting(401, 190));
  await answered(quoting(400, 4));
  await answered(quoting(400, 100, 1487390));
  await answered({ status: 302, body: TOKEN });
  await answered({ status: 502, body: `<h1>${MARK}</h1>` });
  await answered({ status: 200, body: JSON.stringify({ events_received: 1, messages: [MARK] }) });
  await stopped({ maxErrorRate: 0, minRows: 1 });
  await stopped({ row: "fail" });
  await stopped({ row: "skip", stale: "fail" });
  await stopped({ row: "skip", stale: "dead_letter", batch: "fail" });
  await broken(cause);
  await broken(new RefusedError("the warehouse refuses the SQL: code 22P02", { cause }));
  await broken(new TypeError(`cannot read ${MARK}`, { cause }));
});

afterAll(async () => {
  for (const world of worlds) await world[Symbol.asyncDispose]();
});

/** What may not stand anywhere: the mark, and the hash by which a person could be found. */
function expectNoMark(text: string): void {
  expect(text.toLowerCase()).not.toContain(MARK);
  expect(text).not.toContain(sha256(EMAIL));
}

describe("no value of a row and no token is", () => {
  test("in a run event", () => {
    expect(new Set(events.map((event) => event.type))).toContain("sink-waiting");
    expectNoMark(JSON.stringify(events));
  });

  test("in what a terminal shows", () => {
    expect(terminal.err()).toContain("purchases");
    expectNoMark(terminal.err() + terminal.out());
  });

  test("in a log line or a printed error", () => {
    expect(piped.err()).toContain("run_ended");
    expect(piped.err()).toContain("error: ");
    expectNoMark(piped.err() + piped.out());
  });

  test("in a report", () => {
    expect(reports.filter((report) => report.error !== undefined).length).toBeGreaterThan(10);
    expectNoMark(JSON.stringify(reports));
    expectNoMark(JSON.stringify(reports.map(reportJson)));
    expectNoMark(reports.map((report) => reportText(report, true)).join());
  });

  test("in a dead letter", async () => {
    const letters = await Promise.all(worlds.map((world) => world.letters()));

    expect(new Set(letters.flat().map((letter) => letter.stage))).toEqual(
      new Set(["map", "validate", "send", "hold"]),
    );
    expectNoMark(JSON.stringify(letters));
  });

  test("in any file of the state", async () => {
    const folder = dirname(worlds[0]?.project.state.file ?? "");
    const files = await readdir(folder);

    expect(files).toEqual(expect.arrayContaining(["install.key", "state.db", "state.db-wal"]));
    for (const file of files) expectNoMark(await readFile(join(folder, file), "latin1"));
  });

  test("in what the commands print that read the state", async () => {
    const dir = worlds[0]?.dir ?? "";
    await writeProject(dir);
    const io = testIo(dir);
    const letters = (await Promise.all(worlds.map((world) => world.letters()))).flat();
    const onePerStage = new Map(letters.map((letter) => [letter.stage, letter.id])).values();
    const ids = [...onePerStage].map(String);
    for (const json of [false, true]) {
      const flags = { projectDir: dir, json };
      await status(flags, io);
      await listDeadLetters({ ...flags, all: true, limit: 1000 }, io);
      for (const id of ids) await showDeadLetter(id, flags, io);
    }

    expect(io.out()).toContain(worlds[0]?.mapping.id);
    expect(io.out()).toContain("meta_refused");
    expectNoMark(io.out() + io.err());
  });
});

test("the token stands in the request's body and not in its address or headers", () => {
  const requests = worlds.flatMap((world) => world.recorder.requests);

  expect(requests.length).toBeGreaterThan(10);
  for (const { url, headers, body } of requests) {
    expect(JSON.parse(body)).toMatchObject({ access_token: TOKEN });
    expectNoMark(url + JSON.stringify(headers));
  }
});

test("contact values leave hashed, the rest as it is", () => {
  const bodies = worlds.flatMap((world) => world.recorder.requests.map(({ body }) => body)).join();

  expect(bodies).toContain(sha256(EMAIL));
  expect(bodies).toContain(`${MARK}-sku`);
  expect(bodies).not.toContain(EMAIL);
});
