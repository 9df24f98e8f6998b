import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { loadProject } from "../../src/config/load.ts";
import { Secret } from "../../src/config/project.ts";
import type { Problem } from "../../src/lib/errors.ts";
import {
  CONNECTIONS,
  ENV,
  failureOf,
  folderOf,
  GOOD,
  load,
  places,
  problemsOf as problemsOfAll,
  SCHEMAS,
} from "./project.ts";

/** What is said of the file that this is about; of the mapping beside it other tests speak. */
function inFile(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ file }) => file === "connections.yaml");
}

async function problemsOf(...args: Parameters<typeof problemsOfAll>): Promise<readonly Problem[]> {
  return inFile(await problemsOfAll(...args));
}

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
    [
      "a partner_agent of 23 characters",
      "access_token",
      "partner_agent: abcdefghijklmnopqrstuvw, access_token",
      "5:77 invalid_value",
    ],
    [
      "a partner_agent of one letter",
      "access_token",
      "partner_agent: a-2026, access_token",
      "5:77 invalid_value",
    ],
    ["an empty app_secret", "access_token", `app_secret: "", access_token`, "5:62 invalid_value"],
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

describe("what goes around the events", () => {
  const APP_SECRET = "0123456789abcdef-of-the-test";
  const env = { ...ENV, META_APP_SECRET: APP_SECRET };

  test("is a destination's partner_agent and app_secret, when it has them", async () => {
    const { project } = await load(
      connectionsWith([
        "access_token",
        `partner_agent: abcdefghijklmnopqrstuv, app_secret: "\${META_APP_SECRET}", access_token`,
      ]),
      { env },
    );

    expect(project.destinations.retail?.partnerAgent).toBe("abcdefghijklmnopqrstuv");
    expect(project.destinations.retail?.appSecret?.reveal()).toBe(APP_SECRET);
    expect(inspect(project, { depth: 9, showHidden: true })).not.toContain(APP_SECRET);
    expect(JSON.stringify(project)).not.toContain(APP_SECRET);
  });

  test("is nothing unless it is set", async () => {
    const { project } = await load();

    expect(project.destinations.retail).toMatchObject({
      partnerAgent: undefined,
      appSecret: undefined,
    });
  });

  test.for([
    ["in clear text", APP_SECRET],
    ["as a default", `\${NO_SECRET:-${APP_SECRET}}`],
  ])("has no app_secret %s, which is refused without being repeated", async ([, secret = ""]) => {
    const failure = await failureOf(
      connectionsWith(["access_token", `app_secret: "${secret}", access_token`]),
    );

    expect(places(inFile(failure.problems))).toEqual(["5:62 clear_text_secret"]);
    expect(inspect(failure, { depth: 9 })).not.toContain(APP_SECRET);
  });

  test("may have an app_secret in clear text where a sandbox on this machine is meant", async () => {
    const { project } = await load(
      connectionsWith([
        "access_token",
        `app_secret: ${APP_SECRET}, endpoint: "http://127.0.0.1:8401", access_token`,
      ]),
    );

    expect(project.destinations.retail?.appSecret?.reveal()).toBe(APP_SECRET);
  });
});

describe("an API version", () => {
  const now = Date.parse("2026-11-20");

  test.for([
    ["v21.0", "5:75 api_version_ends_soon", "warning"],
    ["v20.0", "5:75 api_version_expired", "warning"],
    ["v24.0", "5:75 api_version_marketing_ended", "warning"],
    ["v99.0", "5:75 api_version_unknown", "note"],
  ] as const)("%s is told of where it stands: %s", async ([version, place, severity]) => {
    const files = connectionsWith(["access_token", `api_version: ${version}, access_token`]);

    const problems = await problemsOf(files, { now });

    expect(places(problems)).toEqual([place]);
    expect(problems[0]).toMatchObject({
      severity,
      file: "connections.yaml",
      message: expect.stringContaining(`destinations.retail.api_version: ${version}`),
    });
  });

  test("that is alive by both calendars is not told of", async () => {
    const files = connectionsWith(["access_token", "api_version: v26.0, access_token"]);

    expect(await problemsOf(files, { now })).toEqual([]);
  });

  test("that is only the default is told of at its destination when it ends", async () => {
    const [problem] = await problemsOf({}, { now: Date.parse("2028-08-01") });

    expect(problem).toMatchObject({
      line: 5,
      code: "api_version_expired",
      message: expect.stringContaining("destinations.retail.api_version: the default v25.0"),
    });
  });

  test("is not judged where nobody says what day it is", async () => {
    const files = connectionsWith(["access_token", "api_version: v20.0, access_token"]);

    expect(await problemsOf(files)).toEqual([]);
  });
});

describe("a test_event_code", () => {
  const coded = CONNECTIONS.replace("access_token", "test_event_code: TEST1, access_token");

  test.for(["prod", "production"])("in target %s is a loud warning", async (target) => {
    const problems = await problemsOf(
      { "connections.yaml": `${coded}targets: { ${target}: {}, dev: {} }\n` },
      { target },
    );

    expect(places(problems)).toEqual(["5:62 test_code_in_production"]);
    expect(problems[0]?.severity).toBe("warning");
  });

  test("without targets is a loud warning", async () => {
    const problems = await problemsOf({ "connections.yaml": coded });

    expect(problems).toMatchObject([
      { line: 5, column: 62, code: "test_code_in_production", severity: "warning" },
    ]);
    expect(problems[0]?.message).toContain("outside the targets");
  });

  test.for([
    ["that sends nothing", "deliver: false"],
    ["on this machine", 'endpoint: "http://127.0.0.1:8000"'],
  ] as const)("of a destination %s is nobody's concern", async ([, keys]) => {
    const quiet = coded.replace("access_token", `${keys}, access_token`);

    expect(await problemsOf({ "connections.yaml": quiet })).toEqual([]);
  });

  test("elsewhere is as it should be", async () => {
    const problems = await problemsOf(
      { "connections.yaml": `${coded}targets: { prod: {}, dev: {} }\n` },
      { target: "dev" },
    );

    expect(problems).toEqual([]);
  });
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

    expect(byFlag.problems.filter(({ severity }) => severity === "error")).toEqual([]);
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

    expect(places(inFile(failure.problems))).toEqual(["5:62 clear_text_token"]);
    expect(inspect(failure, { depth: 9 })).not.toContain(TOKEN);
  });

  test("in clear text is refused as a default, too", async () => {
    const failure = await failureOf(connectionsWith(["META_TOKEN", `NO_TOKEN:-${TOKEN}`]));

    expect(places(inFile(failure.problems))).toEqual(["5:62 clear_text_token"]);
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
