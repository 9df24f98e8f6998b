import { describe, expect, test } from "vitest";
import { main } from "../../src/cli/program.ts";
import { validate } from "../../src/cli/validate.ts";
import { CONNECTIONS, ENV, folderOf, GOOD, SCHEMAS } from "../config/project.ts";
import { type TestIo, testIo } from "./io.ts";

/** A project whose destination has more keys, and in it a terminal's end of a command. */
async function projectWith(keys: string, targets = ""): Promise<TestIo> {
  const more = CONNECTIONS.replace("access_token", `${keys}, access_token`) + targets;
  // No warehouse is there, so that a run ends before it sends anything.
  const connections = more.replace("host: 127.0.0.1", "host: 127.0.0.1, port: 1");
  const cwd = await folderOf({ ...GOOD, "connections.yaml": connections });
  return { ...testIo(cwd), env: ENV };
}

describe("an API version", () => {
  test("that has ended is a warning of validate with its place, and fails only when strict", async () => {
    const io = await projectWith("api_version: v20.0");
    const now = Date.parse("2026-11-20");

    const code = await validate([], {}, io, SCHEMAS, now);
    const strict = await validate([], { strict: true }, { ...io }, SCHEMAS, now);

    expect([code, strict]).toEqual([0, 2]);
    expect(io.out()).toContain(
      "connections.yaml:5:75 warning[api_version_expired] destinations.retail.api_version: v20.0 ended on 2026-09-24",
    );
  });
});

describe("a test_event_code", () => {
  test.for([
    ["a real dataset", "test_event_code: TEST1", "run", true],
    ["a sandbox", 'test_event_code: TEST1, endpoint: "http://127.0.0.1:1"', "run", false],
    ["a dry run", "test_event_code: TEST1", "run --dry-run", false],
    ["a dataset without one", "deliver: true", "run", false],
  ] as const)(
    "of the destination itself is told of when run: %s",
    async ([, keys, args, isTold]) => {
      const io = await projectWith(keys, "targets: { dev: {} }\n");

      const code = await main([...args.split(" "), "--target", "dev"], io);

      expect(code).toBe(3);
      expect(io.err().includes('"code":"test_events"')).toBe(isTold);
    },
  );

  test.for(["prod", "production"])("in target %s keeps run from sending", async (target) => {
    const io = await projectWith("test_event_code: TEST1", `targets: { ${target}: {} }\n`);

    const code = await main(["run", "--target", target], io);

    expect(code).toBe(2);
    expect(io.err()).toContain(`destination retail has a test_event_code in target ${target}`);
  });

  test.for([
    ["a real dataset is warned of", "deliver: true", ["run"], true],
    ["a sandbox on this machine is not", 'endpoint: "http://127.0.0.1:1"', ["run"], false],
    ["a destination that sends nothing is not", "deliver: false", ["run"], false],
    ["a dry run is not", "deliver: true", ["run", "--dry-run"], false],
  ] as const)("that is typed for %s", async ([, keys, args, isTold]) => {
    const io = await projectWith(keys);

    const code = await main([...args, "--test-event-code", "TEST1"], io);

    expect(code).toBe(3);
    expect(io.err().includes('"code":"test_events"')).toBe(isTold);
  });
});
