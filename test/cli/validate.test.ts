import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import { problemsText } from "../../src/cli/problems.ts";
import { type ValidateFlags, validate } from "../../src/cli/validate.ts";
import { thisHolder } from "../../src/state/holder.ts";
import { openState } from "../../src/state/install.ts";
import {
  ADVISED,
  CONNECTIONS,
  ENV,
  type Files,
  folderOf,
  GOOD,
  mappingWith,
  SCHEMAS,
} from "../config/project.ts";

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  files: Files,
  flags: ValidateFlags = {},
  paths: readonly string[] = [],
  env: Io["env"] = ENV,
  prepare: (dir: string) => Promise<void> = async () => undefined,
): Promise<Answer> {
  const cwd = await folderOf({ ...GOOD, "mappings/purchases.yaml": ADVISED, ...files });
  await prepare(cwd);
  let stdout = "";
  let stderr = "";
  const io: Io = {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    env,
    cwd,
    isTty: { stdout: false, stderr: false },
    signal: new AbortController().signal,
  };
  const code = await validate(paths, flags, io, SCHEMAS);
  return { code, stdout, stderr };
}

const TYPO = mappingWith(["    value: total", "    curency: currency\n    value: total"]);

test("a project in order ends in 0 and the next command to type", async () => {
  expect(await run({})).toEqual({
    code: 0,
    stdout: "1 mapping is valid; next: capisync preview purchases\n",
    stderr: "",
  });
});

test("a mistake is shown with its line, carets and what to do, and ends in 2", async () => {
  const { code, stdout } = await run(TYPO);

  expect(code).toBe(2);
  expect(
    stdout,
  ).toBe(`mappings/purchases.yaml:14:5 error[unknown_key] unknown key \`curency\` in fields.custom_data, did you mean \`currency\`?
    14 |     curency: currency
       |     ^^^^^^^
       = own properties go under fields.custom_data.extra
1 error; mend the files and type: capisync validate
`);
});

test("with --json there is one list, whether something is wrong or not", async () => {
  const wrong = await run(TYPO, { json: true });
  const fine = await run({}, { json: true });

  expect(JSON.parse(wrong.stdout)).toEqual([
    {
      file: "mappings/purchases.yaml",
      line: 14,
      column: 5,
      code: "unknown_key",
      message: "unknown key `curency` in fields.custom_data, did you mean `currency`?",
      hint: "own properties go under fields.custom_data.extra",
      severity: "error",
    },
  ]);
  expect([wrong.code, fine.code, JSON.parse(fine.stdout)]).toEqual([2, 0, []]);
});

test("with --format github there is one workflow command per problem", async () => {
  const { stdout } = await run(TYPO, { format: "github" });

  expect(stdout).toBe(
    "::error file=mappings/purchases.yaml,line=14,col=5,title=unknown_key::unknown key `curency` in fields.custom_data, did you mean `currency`?%0Aown properties go under fields.custom_data.extra\n",
  );
});

describe("a warning", () => {
  const misspelt = ADVISED.replace("event_name: Purchase", "event_name: purchase");
  const spelling = { "mappings/purchases.yaml": misspelt };

  test("is shown and passes", async () => {
    const { code, stdout } = await run(spelling);

    expect(code).toBe(0);
    expect(stdout).toContain("warning[event_name_spelling]");
    expect(stdout).toContain("1 mapping is valid, 1 warning; next: capisync preview purchases\n");
  });

  test("fails with --strict", async () => {
    expect((await run(spelling, { strict: true })).code).toBe(2);
  });
});

describe("a note", () => {
  const bare = { "mappings/purchases.yaml": ADVISED.replace("    order_id: order_id\n", "") };
  const told = {
    file: "mappings/purchases.yaml",
    line: 9,
    column: 1,
    code: "recommended_keys",
    message: "to tell store events apart, Meta recommends fields.custom_data.order_id",
    hint: null,
    severity: "note",
  };

  test("is shown and passes, with --strict too", async () => {
    const { code, stdout } = await run(bare, { strict: true });

    expect(code).toBe(0);
    expect(stdout).toContain("9:1 note[recommended_keys] to tell store events apart");
    expect(stdout).toContain("1 mapping is valid, 1 note; next: capisync preview purchases\n");
  });

  test("has a severity of its own with --json, and a word of GitHub's", async () => {
    const { stdout } = await run(bare, { json: true });
    const github = await run(bare, { format: "github" });

    expect(JSON.parse(stdout)).toEqual([told]);
    expect(github.stdout).toContain("::notice file=mappings/purchases.yaml,line=9");
  });

  test("waits until the file has no error", async () => {
    const { stdout } = await run(TYPO);

    expect(stdout).not.toContain("note[");
  });
});

describe("variables that are not set", () => {
  test("fail", async () => {
    const { code, stdout } = await run({}, {}, [], {});

    expect(code).toBe(2);
    expect(stdout).toContain("error[missing_variable]");
  });

  test("are warnings with --no-env", async () => {
    const { code, stdout } = await run({}, { env: false }, [], {});

    expect(code).toBe(0);
    expect(stdout).toContain("warning[missing_variable]");
  });
});

describe("paths", () => {
  const files = { "mappings/web/bad.yaml": "version: 2\n", "mappings/web/good.yaml": ADVISED };

  test("narrow what is told to those files or folders", async () => {
    expect((await run(files, {}, ["mappings/web/good.yaml"])).stdout).toBe(
      "1 mapping is valid; next: capisync preview good\n",
    );
    expect((await run(files, {}, ["mappings/web"])).code).toBe(2);
  });

  test("that hold no mapping are an error", async () => {
    await expect(run({}, {}, ["mappings/nothing.yaml"])).rejects.toMatchObject({
      name: "ConfigError",
      message: expect.stringContaining("nothing.yaml"),
    });
  });
});

describe("the state of the project", () => {
  const mappings = { "mappings/renamed.yaml": ADVISED };

  async function withState(files: Files, ids: readonly string[]): Promise<Answer> {
    return run(files, {}, [], ENV, async (dir) => {
      const file = join(dir, ".capisync/state.db");
      const { store } = await openState({ file, create: true });
      for (const id of ids) {
        const { lease } = await store.acquire(id, thisHolder(), 60_000);
        if (lease !== undefined) await store.startRun(lease, 1);
      }
      await store[Symbol.asyncDispose]();
    });
  }

  test("that knows a mapping which is gone is noted, with the file it may be now", async () => {
    const { code, stdout } = await withState(mappings, ["purchases", "old"]);

    expect(code).toBe(0);
    expect(stdout).toContain("mappings/renamed.yaml:1:1 note[orphaned_checkpoint]");
    expect(stdout).toContain("set `id: old` in mappings/renamed.yaml");
    expect(stdout).toContain("2 mappings are valid, 1 note");
  });

  test("is noted without a guess when every mapping has run", async () => {
    const { stdout } = await withState({}, ["purchases", "old"]);

    expect(stdout).toContain("capisync.yaml:1:1 note[orphaned_checkpoint]");
    expect(stdout).toContain("`old`");
    expect(stdout).not.toContain("renamed");
  });

  test("is no topic when all is well", async () => {
    expect((await withState({}, ["purchases"])).stdout).toBe(
      "1 mapping is valid; next: capisync preview purchases\n",
    );
  });

  test("that cannot be opened is a warning", async () => {
    const { code, stdout } = await run({ ".capisync/state.db": "no database" });

    expect(code).toBe(0);
    expect(stdout).toContain("capisync.yaml:1:1 warning[state_unreadable]");
  });
});

describe("no secret is printed", () => {
  const TOKEN = "EAABsbCS1iHgBO";
  const DIGITS = "8675309123456";
  const one = CONNECTIONS.replace(`"\${META_TOKEN}"`, TOKEN);
  const BLOCKS = `version: 1
connections:
  a:
    type: postgres
    pasword: ${TOKEN}
    private_key: |
      ${TOKEN}
    host: [${TOKEN}]
`;
  const withPg = (settings: string) => CONNECTIONS.replace("host: 127.0.0.1", settings);

  test.for([
    ["refused for itself", one],
    ["on the line of another mistake", one.replace(`"1234567890123456"`, "123")],
    ["on a line that is no YAML", one.replace("}\n", "\n").replace(TOKEN, `*${TOKEN}`)],
    [
      "in a url",
      one.replace("host: 127.0.0.1", `url: "postgres://a:${TOKEN}@h/\${NO}", pasword: ${TOKEN}`),
    ],
    ["as a number that YAML changes", one.replace(TOKEN, `0${DIGITS}`)],
    ["as a password on the line of another mistake", withPg(`hots: h, password: ${TOKEN}`)],
    ["as a password that is a number", withPg(`hots: h, password: ${DIGITS}`)],
    ["as a password under a misspelt key", withPg(`host: h, pasword: ${TOKEN}`)],
    ["as a number under a misspelt key", withPg(`host: h, pasword: ${DIGITS}`)],
    ["in blocks under misspelt keys", BLOCKS],
    ["in a block that is no YAML", `${BLOCKS}    port: ${TOKEN}: ${TOKEN}:\n`],
    [
      "in a block",
      `${CONNECTIONS}  other:\n    type: meta_capi\n    dataset_id: 1\n    access_token: |\n      ${TOKEN}\n`,
    ],
  ] as const)("%s", async ([, text]) => {
    const { code, stdout, stderr } = await run({ "connections.yaml": text });

    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain(TOKEN);
    expect(stdout + stderr).not.toContain(DIGITS);
  });

  test("and the rest of its line stays readable", async () => {
    const text = withPg(`hots: h, port: 5432, url: "\${SHOP_PG_URL}", password: ${TOKEN}`);

    const { stdout } = await run({ "connections.yaml": text });

    expect(stdout).toContain(
      `3 |   shop_pg: { type: postgres, hots: ***, port: 5432, url: "\${SHOP_PG_URL}", password: ***,`,
    );
  });

  test("and neither is one under a name of the file that nobody expects", async () => {
    const { stdout } = await run(
      { "conf/live.yaml": one.replace("type: meta_capi", "typ: meta_capi") },
      { connections: "conf/live.yaml" },
    );

    expect(stdout).toContain("conf/live.yaml:5:13 error[unknown_key]");
    expect(stdout).not.toContain(TOKEN);
  });
});

describe("the excerpt", () => {
  const at = (line: number, column: number, length: number) => ({
    file: "mappings/a.yaml",
    line,
    column,
    length,
    severity: "error" as const,
    code: "c",
    message: "m",
  });

  test("keeps its carets in place after tabs, and cuts lines that are too long", async () => {
    const dir = await folderOf({ "mappings/a.yaml": `a:\t\tb\n${"x".repeat(500)}\n` });

    const text = problemsText([at(1, 5, 1), at(2, 1, 500)], dir);

    expect(text.split("\n")).toEqual([
      "mappings/a.yaml:1:5 error[c] m",
      "    1 | a:  b",
      "      |     ^",
      "mappings/a.yaml:2:1 error[c] m",
      `    2 | ${"x".repeat(120)}`,
      `      | ${"^".repeat(120)}`,
      "",
    ]);
  });

  test("is left out when the file is not to be had", async () => {
    const dir = await folderOf({ "other.yaml": "" });

    expect(problemsText([at(1, 5, 1)], join(dir, "gone"))).toBe("mappings/a.yaml:1:5 error[c] m\n");
  });
});
