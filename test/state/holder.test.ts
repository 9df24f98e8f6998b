import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { isAlive, thisHolder } from "../../src/state/holder.ts";
import { deadHolder, ELSEWHERE } from "./holders.ts";

describe("a holder", () => {
  test("is the same whenever this process asks", () => {
    expect(thisHolder()).toEqual(thisHolder());
    expect(thisHolder().pid).toBe(process.pid);
  });

  test("lives while its process runs, as another process sees it", async () => {
    const module = new URL("../../src/state/holder.ts", import.meta.url).href;
    const script = `
      import { isAlive } from ${JSON.stringify(module)};
      console.log(String(isAlive(${JSON.stringify(thisHolder())})));`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });

    await once(child, "close");

    expect(said).toBe("true\n");
    expect(isAlive(thisHolder())).toBe(true);
  });

  test("is dead when no process has its number", () => {
    expect(isAlive(deadHolder())).toBe(false);
  });

  test("is unknown on another host", () => {
    expect(isAlive(ELSEWHERE)).toBeUndefined();
  });
});

// Only Linux says when a process began and which start of the host this is.
describe.runIf(process.platform === "linux")("on Linux, a holder", () => {
  test("is dead when another process has got its number since", () => {
    const [, namespace] = thisHolder().startedAt.split(" ");

    expect(isAlive({ ...thisHolder(), startedAt: `1 ${namespace}` })).toBe(false);
  });

  test("is dead when the host was started anew", () => {
    const bootId = "11111111-1111-1111-1111-111111111111";

    expect(isAlive({ ...thisHolder(), bootId })).toBe(false);
  });

  test("is unknown in another process namespace, as of a container with the host's name", () => {
    const [started] = thisHolder().startedAt.split(" ");

    expect(isAlive({ ...thisHolder(), startedAt: `${started} pid:[1]` })).toBeUndefined();
  });
});
