import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadProject } from "../../src/config/load.ts";
import {
  CONNECTIONS,
  ENV,
  folderOf,
  GOOD,
  load,
  MAPPING,
  places,
  problemsOf,
  SCHEMAS,
} from "./project.ts";

/** connections.yaml with another token expression on line 5, column 76. */
function withToken(written: string) {
  return { "connections.yaml": CONNECTIONS.replace(`"\${META_TOKEN}"`, () => written) };
}

async function tokenOf(
  written: string,
  env: Record<string, string> = {},
  files: Record<string, string> = {},
) {
  const { project } = await load({ ...withToken(written), ...files }, { env });
  return project.destinations.retail?.accessToken.reveal();
}

describe("a variable", () => {
  test.for([
    ["by its name", `"\${TOKEN}"`, "abc"],
    ["inside a text", `"x-\${TOKEN}-y"`, "x-abc-y"],
    ["twice", `"\${TOKEN}\${TOKEN}"`, "abcabc"],
    ["with a default that is not needed", `"\${TOKEN:-other}"`, "abc"],
    ["with a message that is not needed", `"\${TOKEN:?make a token}"`, "abc"],
    ["in dbt's words", `"{{ env_var('TOKEN') }}"`, "abc"],
    ["in dbt's words with a default", `'{{ env_var("TOKEN", "other") }}'`, "abc"],
    ["beside an escaped one", `"$\${TOKEN}-\${TOKEN}"`, `\${TOKEN}-abc`],
  ] as const)("is put in: %s", async ([, written, expected]) => {
    expect(await tokenOf(written, { TOKEN: "abc" })).toBe(expected);
  });

  test("cannot bring YAML with it, nor further variables", async () => {
    const hostile = `"\n    deliver: false # \${HOME}`;

    expect(await tokenOf(`"\${TOKEN}"`, { TOKEN: hostile })).toBe(hostile);
  });

  test.for([
    ["is not set", `"\${TOKEN}"`, "5:76 missing_variable"],
    ["is not set, in dbt's words", `"{{ env_var('TOKEN') }}"`, "5:76 missing_variable"],
    ["is no variable", `"\${TO KEN}"`, "5:76 bad_expression"],
    ["never ends", `"\${TOKEN"`, "5:76 bad_expression"],
    ["is more Jinja than we read", `"{{ var('x') }}"`, "5:76 bad_expression"],
    ["names a file that is not there", `"\${file:/nowhere/token}"`, "5:76 missing_file"],
  ] as const)("is an error at its place when it %s", async ([, written, place]) => {
    expect(places(await problemsOf(withToken(written), { env: {} }))).toEqual([place]);
  });

  test("that is not set may say what to do, and which name is near", async () => {
    const problems = await problemsOf(withToken(`"\${META_TOKN:?ask the growth team}"`));

    expect(problems).toMatchObject([
      { message: expect.stringContaining("did you mean META_TOKEN?"), hint: "ask the growth team" },
    ]);
  });

  test("that is not set is a warning where nothing is going to be opened", async () => {
    const { project, problems } = await load(withToken(`"\${TOKEN}"`), {
      env: {},
      requireEnv: false,
    });

    expect(problems).toMatchObject([{ code: "missing_variable", severity: "warning" }]);
    expect(project.mappings).toHaveLength(1);
  });

  test("is a number or a boolean where the key wants one", async () => {
    const { project } = await load(
      {
        "connections.yaml": CONNECTIONS.replace("host:", `port: "\${PORT:-5433}", host:`).replace(
          "access_token:",
          `deliver: "\${DELIVER}", access_token:`,
        ),
      },
      { env: { ...ENV, DELIVER: "false" } },
    );

    expect(project.connections.shop_pg?.settings).toMatchObject({ port: 5433 });
    expect(project.destinations.retail?.deliver).toBe(false);
  });

  test("is not put into mappings", async () => {
    const { project } = await load(
      { "mappings/purchases.yaml": `${MAPPING}description: "\${HOME}"\n` },
      { env: { ...ENV, HOME: "/root" } },
    );

    expect(project.mappings[0]?.description).toBe(`\${HOME}`);
  });
});

describe("a file", () => {
  test("is read from the project folder on, without its last line break", async () => {
    const files = { "secrets/token": "from-a-file\n" };

    expect(await tokenOf(`"\${file:secrets/token}"`, {}, files)).toBe("from-a-file");
  });
});

describe(".env", () => {
  test("fills in what the environment does not say", async () => {
    const env = { ".env": "TOKEN=from-dotenv\n" };

    expect(await tokenOf(`"\${TOKEN}"`, {}, env)).toBe("from-dotenv");
    expect(await tokenOf(`"\${TOKEN}"`, { TOKEN: "from-outside" }, env)).toBe("from-outside");
  });

  test("may be another file, which must then be there", async () => {
    const dir = await folderOf({
      ...GOOD,
      ".env": "META_TOKEN=one\n",
      "ci.env": "META_TOKEN=two\n",
    });
    const from = (envFile: string) =>
      loadProject(dir, { connectors: SCHEMAS, env: {}, envFile: join(dir, envFile) });

    expect((await from("ci.env")).project.destinations.retail?.accessToken.reveal()).toBe("two");
    await expect(from("no.env")).rejects.toMatchObject({
      message: expect.stringContaining("no.env"),
    });
  });
});
