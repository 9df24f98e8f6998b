import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { loadProject } from "../../src/config/load.ts";
import { Secret } from "../../src/config/project.ts";
import {
  CONNECTIONS,
  ENV,
  failureOf,
  folderOf,
  GOOD,
  load,
  places,
  problemsOf,
  SCHEMAS,
} from "./project.ts";

function connectionsWith(...changes: readonly (readonly [string, string])[]) {
  let text = CONNECTIONS;
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`the file holds no ${from}`);
    text = text.replace(from, () => to);
  }
  return { "connections.yaml": text };
}

const TARGETS = `default_target: dev
targets:
  dev:
    connections:
      shop_pg: { database: shop_dev }
    destinations:
      retail: { dataset_id: "1111", test_event_code: TEST1, access_token: "\${DEV_TOKEN}" }
  prod: {}
`;

describe("a target", () => {
  const files = { "connections.yaml": CONNECTIONS + TARGETS };

  test("is laid over the file: the default one, unless another is asked for", async () => {
    const dev = await load(files, { env: { DEV_TOKEN: "d" } });
    const byVariable = await load(files, { env: { ...ENV, CAPISYNC_TARGET: "prod" } });
    const byFlag = await load(files, {
      env: { ...ENV, CAPISYNC_TARGET: "dev" },
      target: "prod",
    });

    expect(dev.project.target).toBe("dev");
    expect(dev.project.connections.shop_pg?.settings).toMatchObject({
      database: "shop_dev",
      user: "reader",
    });
    expect(dev.project.destinations.retail).toMatchObject({
      datasetId: "1111",
      testEventCode: "TEST1",
    });
    expect(byVariable.project.target).toBe("prod");
    expect(byFlag.project.destinations.retail).toMatchObject({
      datasetId: "1234567890123456",
      testEventCode: undefined,
    });
  });

  test("needs the variables of what it leaves standing, and no others", async () => {
    const problems = await problemsOf(files, { env: { DEV_TOKEN: "d" } });

    expect(problems).toEqual([]);
  });

  test("that does not exist is an error with the near one", async () => {
    const problems = await problemsOf(files, { target: "prd" });

    expect(problems[0]).toMatchObject({
      code: "unknown_target",
      message: expect.stringContaining("did you mean `prod`?"),
    });
  });

  test("has a mistake of its own told where it stands", async () => {
    const problems = await problemsOf(
      { "connections.yaml": CONNECTIONS + TARGETS.replace("database:", "databse:") },
      { env: { DEV_TOKEN: "d" } },
    );

    expect(places(problems)).toEqual(["10:18 unknown_key"]);
  });
});

describe("a destination", () => {
  test("gets Meta's endpoint and a version, and delivers", async () => {
    const { project } = await load();

    expect(project.destinations.retail).toMatchObject({
      endpoint: "https://graph.facebook.com",
      apiVersion: "v25.0",
      deliver: true,
    });
  });

  test.for([
    ["an id without quotes", `"1234567890123456"`, "1234567890123456", "5:42 unquoted_value"],
    ["an id that is not digits", `"1234567890123456"`, `"12a"`, "5:42 invalid_value"],
    ["a short id without quotes", `"1234567890123456"`, "12345", "5:42 wrong_type"],
    [
      "another host",
      "access_token",
      `endpoint: "https://graph.facebook.com.evil.example", access_token`,
      "5:72 invalid_value",
    ],
    [
      "plain http beyond this machine",
      "access_token",
      `endpoint: "http://10.0.0.1:80", access_token`,
      "5:72 invalid_value",
    ],
    [
      "a host that only begins like this machine",
      "access_token",
      `endpoint: "http://127.0.0.1.evil.example", access_token`,
      "5:72 invalid_value",
    ],
    [
      "a version without v",
      "access_token",
      "api_version: '25.0', access_token",
      "5:75 invalid_value",
    ],
    ["another kind", "meta_capi", "meta_cap", "5:19 invalid_value"],
  ] as const)("cannot have %s", async ([, from, to, place]) => {
    expect(places(await problemsOf(connectionsWith([from, to])))).toEqual([place]);
  });

  test.for([["http://127.0.0.1:8000"], ["http://localhost:8000/"], ["http://[::1]:8000"]])(
    "may be a sandbox on this machine, where a token in clear text does no harm: %s",
    async ([endpoint]) => {
      const { project } = await load(
        connectionsWith([`"\${META_TOKEN}"`, `sandbox, endpoint: "${endpoint}"`]),
      );

      expect(project.destinations.retail?.endpoint).toBe(endpoint?.replace(/\/$/, ""));
    },
  );
});

describe("a connection", () => {
  test("of an unknown type is an error with the near one", async () => {
    const problems = await problemsOf(connectionsWith(["type: postgres", "type: postgers"]));

    expect(problems).toMatchObject([
      {
        line: 3,
        column: 20,
        code: "unknown_connector",
        message: expect.stringContaining("did you mean `postgres`?"),
      },
    ]);
  });

  test("without a type is told what it may be", async () => {
    const problems = await problemsOf(connectionsWith(["type: postgres, ", ""]));

    expect(problems).toMatchObject([{ line: 3, code: "missing_key" }]);
  });

  test("has its own keys checked by its connector", async () => {
    const problems = await problemsOf(connectionsWith(["host:", "hots:"]));

    expect(problems).toContainEqual(
      expect.objectContaining({
        line: 3,
        column: 30,
        message: "unknown key `hots` in connections.shop_pg, did you mean `host`?",
      }),
    );
  });
});

describe("the file", () => {
  test("may be another one, by flag before variable", async () => {
    const dir = await folderOf({ ...GOOD, "a/x.yaml": CONNECTIONS, "b.yaml": "version: 1\n" });
    const env = { ...ENV, CAPISYNC_CONNECTIONS: "b.yaml" };

    const byFlag = await loadProject(dir, {
      connectors: SCHEMAS,
      env,
      connectionsFile: join(dir, "a/x.yaml"),
    });

    expect(byFlag.problems).toEqual([]);
    await expect(loadProject(dir, { connectors: SCHEMAS, env })).rejects.toMatchObject({
      problems: [{ code: "unknown_destination" }, { code: "unknown_connection" }],
    });
  });
});

describe("a secret", () => {
  const TOKEN = "EAABsbCS1iHgBO";

  test("gives *** whichever way it is printed", () => {
    const secret = new Secret(TOKEN);

    expect(
      [String(secret), `${secret}`, JSON.stringify({ secret }), inspect({ secret })].join(),
    ).not.toContain(TOKEN);
    expect(secret.reveal()).toBe(TOKEN);
  });

  test("that a project holds is not printed with it", async () => {
    const { project } = await load({}, { env: { META_TOKEN: TOKEN } });

    expect(inspect(project, { depth: 9, showHidden: true })).not.toContain(TOKEN);
    expect(JSON.stringify(project)).not.toContain(TOKEN);
  });

  test("in clear text is refused without being repeated", async () => {
    const failure = await failureOf(connectionsWith([`"\${META_TOKEN}"`, TOKEN]));

    expect(places(failure.problems)).toEqual(["5:62 clear_text_token"]);
    expect(inspect(failure, { depth: 9 })).not.toContain(TOKEN);
  });

  test("in clear text is refused as a default, too", async () => {
    const failure = await failureOf(connectionsWith(["META_TOKEN", `NO_TOKEN:-${TOKEN}`]));

    expect(places(failure.problems)).toEqual(["5:62 clear_text_token"]);
    expect(inspect(failure, { depth: 9 })).not.toContain(TOKEN);
  });

  test.for([
    ["a wrong type", `"\${META_TOKEN}"`, `[${TOKEN}]`],
    ["a variable that is missing beside it", `"\${META_TOKEN}"`, `"${TOKEN}\${NO_TOKEN}"`],
    ["an expression that is wrong", `"\${META_TOKEN}"`, `"\${${TOKEN}!}"`],
    ["broken YAML", `"\${META_TOKEN}"`, `*${TOKEN}`],
    ["a number that YAML changes", `"\${META_TOKEN}"`, "0012345678901234567"],
  ] as const)("is in no message of %s", async ([, from, to]) => {
    const failure = await failureOf(connectionsWith([from, to]));

    expect(inspect(failure, { depth: 9 })).not.toMatch(/EAABsbCS1iHgBO|0012345678901234567/);
  });

  test("from a variable is in no message, even when its value is wrong", async () => {
    const failure = await failureOf(
      connectionsWith(
        [`"1234567890123456"`, `"\${META_TOKEN}"`],
        ["host: 127.0.0.1", `url: "\${META_TOKEN}"`],
      ),
      { env: { META_TOKEN: TOKEN } },
    );

    expect(failure.problems.length).toBeGreaterThan(1);
    expect(inspect(failure, { depth: 9 })).not.toContain(TOKEN);
  });
});
