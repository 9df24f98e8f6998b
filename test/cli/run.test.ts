import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import { Stopped } from "../../src/cli/process-io.ts";
import { main } from "../../src/cli/program.ts";
import { thisHolder } from "../../src/state/holder.ts";
import { openState } from "../../src/state/install.ts";
import { CONNECTIONS, ENV, type Files, folderOf, GOOD, MAPPING } from "../config/project.ts";
import { type Database, freshDatabase } from "../servers/database.ts";
import { testIo } from "./io.ts";

const DISABLED = MAPPING.replace("version: 1", "version: 1\nenabled: false\ntags: [nightly]");

/** Nothing listens on port 1. */
const NOWHERE: Files = {
  ...GOOD,
  "connections.yaml": CONNECTIONS.replace("host: 127.0.0.1", "host: 127.0.0.1, port: 1"),
};

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly dir: string;
}

/** One command line in a folder of its own. `some` replaces parts of the process it runs in. */
async function capisync(
  files: Files,
  args: readonly string[],
  some: Partial<Io> = {},
  prepare: (dir: string) => Promise<void> = async () => undefined,
): Promise<Answer> {
  const dir = await folderOf(files);
  await prepare(dir);
  const io = testIo(dir);
  const stderr = (text: string): void => {
    io.stderr(text);
    some.stderr?.(text);
  };
  const code = await main(args, { ...io, env: ENV, ...some, stderr });
  return { code, stdout: io.out(), stderr: io.err(), dir };
}

/** What was logged; throws when a line is no JSON. */
function logged(stderr: string): readonly Record<string, unknown>[] {
  return stderr
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

describe("nothing to run", () => {
  const without = { "capisync.yaml": GOOD["capisync.yaml"] ?? "", "mappings/README.md": "" };
  const empty: Files = { ...without, "connections.yaml": CONNECTIONS };

  test("in a project without mappings is said, and makes no state", async () => {
    const { code, stdout, dir } = await capisync(empty, ["run"]);

    expect(code).toBe(0);
    expect(stdout).toBe("nothing to run: the project has no mappings; put one into mappings/\n");
    expect(existsSync(join(dir, ".capisync"))).toBe(false);
  });

  test("since all mappings are disabled is said with their names", async () => {
    const { code, stdout } = await capisync({ ...GOOD, "mappings/purchases.yaml": DISABLED }, [
      "run",
    ]);

    expect(code).toBe(0);
    expect(stdout).toBe("nothing to run: all mappings are disabled: purchases\n");
  });

  test("is an empty document with --json", async () => {
    const { stdout, stderr } = await capisync(empty, ["run", "--json"]);

    expect(JSON.parse(stdout)).toEqual({ schema_version: 1, results: [], not_run: [] });
    expect(logged(stderr)).toMatchObject([{ code: "nothing_to_run" }]);
  });

  test("by a pattern that fits disabled mappings alone is an error that names them", async () => {
    const files = { ...GOOD, "mappings/nightly.yaml": DISABLED };

    const { code, stderr } = await capisync(files, ["run", "--select", "tag:nightly"]);

    expect(code).toBe(2);
    expect(logged(stderr)).toMatchObject([
      {
        msg: "--select tag:nightly: fits only disabled mappings: nightly",
        hint: "set `enabled: true`, or name one as it is: --select nightly",
        exit_code: 2,
      },
    ]);
  });
});

describe("a run that fails", () => {
  test("logs nothing but JSON off a terminal, and the reason stands in the summary", async () => {
    const { code, stdout, stderr } = await capisync(NOWHERE, ["run"]);

    const lines = logged(stderr);
    expect(code).toBe(3);
    expect(lines.map((line) => line.code)).toEqual(["state_created", "run_ended", undefined]);
    expect(lines[1]).toMatchObject({ level: "error", rows_read: 0, dead_lettered: 0 });
    expect(lines[2]).toMatchObject({
      level: "error",
      mapping: "purchases",
      status: "unavailable",
      exit_code: 3,
      msg: expect.stringContaining("purchases: connecting to 127.0.0.1:1"),
    });
    expect(stdout).toMatch(/^ {2}stopped because \S.*$/m);
    expect(stdout).toMatch(/^ {2}watermark {5}none yet$/m);
  });

  test("is told in plain words on a terminal", async () => {
    const isTty = { stdout: true, stderr: true };

    const { stderr } = await capisync(NOWHERE, ["run"], { isTty });

    expect(stderr).toContain("new state in .capisync/state.db: first runs start at");
    expect(stderr).toContain("error: purchases: connecting to 127.0.0.1:1");
    expect(stderr).not.toContain("{");
  });

  test("for the project's files logs each problem with its place", async () => {
    const files = { ...GOOD, "mappings/purchases.yaml": MAPPING.replace("value:", "valeu:") };

    const { code, stderr } = await capisync(files, ["run"]);

    expect(code).toBe(2);
    expect(logged(stderr)).toMatchObject([
      {
        level: "error",
        code: "unknown_key",
        file: "mappings/purchases.yaml",
        line: 14,
        column: 5,
        msg: expect.stringContaining("mappings/purchases.yaml:14:5 unknown key `valeu`"),
      },
      { level: "error", exit_code: 2, hint: expect.stringContaining("capisync validate") },
    ]);
  });
});

describe("a mapping that never ran", () => {
  const withOld = async (dir: string): Promise<void> => {
    const { store } = await openState({ file: join(dir, ".capisync/state.db"), create: true });
    const { lease } = await store.acquire("old", thisHolder(), 60_000);
    if (lease !== undefined) await store.startRun(lease, 1);
    await store[Symbol.asyncDispose]();
  };

  test("may be an old one with a new name, which is said before it runs", async () => {
    const { stderr } = await capisync(NOWHERE, ["run"], {}, withOld);

    expect(logged(stderr)[0]).toMatchObject({
      level: "warn",
      code: "orphaned_checkpoint",
      msg: expect.stringMatching(/purchases\.yaml: this mapping never ran.*`old`.*renamed/),
    });
  });

  test("is no topic when its file says the old id", async () => {
    const renamed = MAPPING.replace("version: 1", "version: 1\nid: old");

    const { stderr } = await capisync(
      { ...NOWHERE, "mappings/purchases.yaml": renamed },
      ["run"],
      {},
      withOld,
    );

    expect(stderr).not.toContain("orphaned_checkpoint");
  });
});

describe("a signal between two mappings", () => {
  let database: Database;

  beforeAll(async () => {
    database = await freshDatabase();
    await database.run(
      "create table orders (order_id int, purchased_at timestamptz, email text, total numeric)",
    );
  });

  afterAll(() => database[Symbol.asyncDispose]());

  test.for([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s decides the exit code, and what was not run is named", async ([signal, exit]) => {
    const stop = new AbortController();
    const url = CONNECTIONS.replace(
      "host: 127.0.0.1, database: shop, user: reader",
      `url: "${database.url}"`,
    );
    const files = {
      ...GOOD,
      "connections.yaml": url,
      "mappings/second.yaml": MAPPING,
      "mappings/third.yaml": MAPPING,
    };

    const { code, stdout, stderr } = await capisync(files, ["run", "--dry-run", "--json"], {
      signal: stop.signal,
      stderr: (text) => {
        if (text.includes("run_ended")) stop.abort(new Stopped(signal));
      },
    });

    expect(code, stderr).toBe(exit);
    expect(JSON.parse(stdout)).toMatchObject({
      results: [{ mapping: "purchases", status: "ok" }],
      not_run: ["second", "third"],
    });
    expect(logged(stderr).at(-1)).toMatchObject({
      code: "not_run",
      mappings: ["second", "third"],
      exit_code: exit,
      msg: `stopped by ${signal}, so these mappings were not run: second, third`,
    });
  });
});
