import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { connectorSchemas } from "../src/cli/open-project.ts";
import { main } from "../src/cli/program.ts";
import { loadProject } from "../src/config/load.ts";
import type { Mapping } from "../src/config/mapping.ts";
import { refusalOf, wireEvent } from "../src/sandbox/refusals.ts";
import { compile } from "../src/transform/compile.ts";
import { testIo } from "./cli/io.ts";

const MAPPINGS = resolve(import.meta.dirname, "../mappings");

const FILES = (await readdir(MAPPINGS)).filter((name) => /\.ya?ml$/.test(name)).sort();

const EXAMPLES_FOLDER = resolve(import.meta.dirname, "../examples");

const EXAMPLES = (await readdir(EXAMPLES_FOLDER, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** The kinds of events that a newcomer can start from. */
const KINDS = [
  "app_event",
  "attribution_passback",
  "crm_lead_stages",
  "custom_event",
  "messaging_instagram",
  "messaging_messenger",
  "messaging_whatsapp",
  "predicted_ltv",
  "store_purchase",
  "store_refund",
  "subscription_renewal",
  "website_funnel",
  "website_purchase",
];

const ENV = { SHOP_PG_URL: "postgres://reader@127.0.0.1:5432/shop", META_TOKEN: "token-for-tests" };

/** A folder with a project for each mapping, and nothing in it but what the mapping names. */
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "capisync-mappings-"));
  for (const file of FILES) {
    const text = await readFile(join(MAPPINGS, file), "utf8");
    const { source, destination } = parse(text);
    const dir = join(root, nameOf(file));
    await mkdir(join(dir, "mappings"), { recursive: true });
    await writeFile(join(dir, "mappings", file), text);
    await writeFile(join(dir, "capisync.yaml"), "version: 1\nname: shop\n");
    await writeFile(
      join(dir, "connections.yaml"),
      `version: 1
connections:
  ${source.connection}: { type: postgres, url: "\${SHOP_PG_URL}" }
destinations:
  ${destination}: { type: meta_capi, dataset_id: "1234567890123456", access_token: "\${META_TOKEN}" }
`,
    );
  }
});

afterAll(() => rm(root, { recursive: true, force: true }));

function nameOf(file: string): string {
  return basename(file, ".yaml");
}

async function run(name: string, env: Readonly<Record<string, string>>, ...args: string[]) {
  const io = { ...testIo(join(root, name)), env };
  const code = await main(args, io);
  return { code, out: io.out(), err: io.err() };
}

async function load(name: string): Promise<Mapping> {
  const options = { connectors: connectorSchemas(), env: ENV };
  const [mapping] = (await loadProject(join(root, name), options)).project.mappings;
  if (mapping === undefined) throw new Error(`no mapping was read for ${name}`);
  return mapping;
}

/** Every column that a mapping names. */
function columnsOf(mapping: Mapping): readonly string[] {
  const columns = new Set(mapping.source.primaryKey);
  compile(mapping, [], { onAbsent: (column) => columns.add(column) });
  return [...columns];
}

/** The events of a mapping's own tests, as they go on the wire, with the time of each test. */
async function eventsOf(name: string): Promise<readonly { event: unknown; now: number }[]> {
  const mapping = await load(name);
  const empty = Object.fromEntries(columnsOf(mapping).map((column) => [column, null]));
  const events: { event: unknown; now: number }[] = [];
  for (const { given, nowMs = 0 } of mapping.tests) {
    const rows = "file" in given ? [] : given.map((row) => ({ ...empty, ...row }));
    await writeFile(join(root, name, "rows.json"), JSON.stringify(rows));
    const now = new Date(nowMs).toISOString();
    const args = ["--rows", "rows.json", "--as", "payload", "--json", "--now", now];
    const { out } = await run(name, {}, "preview", name, ...args);
    const lines = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    events.push(
      ...lines.flatMap(({ event }) => (event === undefined ? [] : { event, now: nowMs / 1000 })),
    );
  }
  return events;
}

test("there is a mapping for every kind of event, and none without a name here", () => {
  expect(FILES.map(nameOf)).toEqual(KINDS);
});

describe("a ready mapping", () => {
  test.for(KINDS)("%s has nothing for validate to remark", async (name) => {
    expect(await run(name, ENV, "validate", "--strict")).toEqual({
      code: 0,
      out: `1 mapping is valid; next: capisync preview ${name}\n`,
      err: "",
    });
  });

  test.for(KINDS)("%s passes its own tests, a good row and a bad one among them", async (name) => {
    const { code, out, err } = await run(name, {}, "test");

    expect(code, out + err).toBe(0);
    expect(out).toMatch(/^[234] passed; /m);
    const text = await readFile(join(MAPPINGS, `${name}.yaml`), "utf8");
    expect(text).toContain("    expect:\n");
    expect(text).toMatch(/expect_(rejected|skipped):/);
  });

  test.for(KINDS)("%s makes events of its tests that a strict Meta takes", async (name) => {
    const events = await eventsOf(name);

    expect(events.length).toBeGreaterThan(0);
    for (const { event, now } of events) {
      const wire = wireEvent(event);
      expect(wire).toBeDefined();
      expect(refusalOf(wire === undefined ? [] : [wire], now, true)).toBeUndefined();
    }
  });

  test.for(KINDS)("%s names no column that its query does not return", async (name) => {
    const mapping = await load(name);
    const { cursor = "" } = mapping.source.incremental ?? {};

    const [returned = ""] = mapping.source.sql.split(/\bfrom\b/);
    const words = new Set(returned.match(/\w+/g));
    expect([...columnsOf(mapping), cursor].filter((column) => !words.has(column))).toEqual([]);
  });

  test.for(KINDS)("%s says what to change, what Meta demands and what to deliver", async (name) => {
    const text = await readFile(join(MAPPINGS, `${name}.yaml`), "utf8");
    const head = text.slice(0, text.indexOf("\nversion: 1"));

    expect(text).toContain("# <- a key of destinations:");
    expect(text).toContain("# <- a key of connections:");
    expect(head).toContain("Meta demands");
    expect(head).toContain("query must deliver");
    expect(text.split("\n").filter((line) => line.length > 120)).toEqual([]);
  });
});

test("the click id may come from the landing page, as comments of the web mappings have it", async () => {
  const path = join(root, "website_purchase", "mappings", "website_purchase.yaml");
  const text = await readFile(path, "utf8");
  const [line = "", other = ""] = /^ {4}fbc: fbc +# no cookie\? (\{.*\})$/m.exec(text) ?? [];
  try {
    await writeFile(path, text.replace(line, `    fbc: ${other}`));

    expect((await load("website_purchase")).fields).toContainEqual(
      expect.objectContaining({ group: "user_data", name: "fbc" }),
    );
    expect(columnsOf(await load("website_purchase"))).toEqual(
      expect.arrayContaining(["fbclid", "clicked_at"]),
    );
  } finally {
    await writeFile(path, text);
  }
});

test.for(EXAMPLES)("the mappings of the example %s pass their own tests", async (name) => {
  const io = testIo(join(EXAMPLES_FOLDER, name));
  const code = await main(["test"], io);

  expect(code, io.out() + io.err()).toBe(0);
  expect(io.out()).toMatch(/^[1-9]\d* passed; /m);
});
