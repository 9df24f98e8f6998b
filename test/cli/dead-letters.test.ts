import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { main } from "../../src/cli/program.ts";
import { thisHolder } from "../../src/state/holder.ts";
import { openState } from "../../src/state/install.ts";
import { ENV, folderOf, GOOD } from "../config/project.ts";
import { counts, letter, settlement } from "../state/settlements.ts";
import { testIo } from "./io.ts";

/** `dead-letters list` in a project in whose state two mappings have three letters each. */
async function list(...args: readonly string[]) {
  const dir = await folderOf(GOOD);
  const { store } = await openState({ file: join(dir, ".capisync/state.db"), create: true });
  for (const mapping of ["purchases", "gone"]) {
    const { lease } = await store.acquire(mapping, thisHolder(), 60_000);
    if (lease === undefined) throw new Error("the lease is held");
    const run = await store.startRun(lease, 1);
    const letters = ["1", "2", "3"].map((row) => letter(`${mapping}-${row}`));
    const all = { letters, counts: counts({ read: 3, deadLettered: 3 }) };
    await store.settle(settlement(lease, run, all));
  }
  await store[Symbol.asyncDispose]();
  const io = testIo(dir);
  const code = await main(["dead-letters", "list", ...args], { ...io, env: ENV });
  return { code, stdout: io.out(), stderr: io.err() };
}

describe("a list of dead letters", () => {
  test("is of all mappings, without a word of more", async () => {
    const { code, stdout, stderr } = await list("--limit", "6");

    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(7);
    expect(stderr).not.toContain("more than");
  });

  test("says when there are more than it shows", async () => {
    const text = await list("--limit", "2");
    const json = await list("--limit", "2", "--json");

    expect(text.stdout.trim().split("\n")).toHaveLength(3);
    expect(text.stderr).toContain("more than 2 dead letters");
    expect(text.stderr).toContain("--limit");
    expect(JSON.parse(json.stdout)).toHaveLength(2);
  });

  test("is of one mapping, also of one that only the state still knows", async () => {
    const known = await list("--mapping", "purchases", "--json");
    const gone = await list("--mapping", "gone", "--json");

    expect(JSON.parse(known.stdout)).toHaveLength(3);
    expect(JSON.parse(gone.stdout)).toMatchObject([
      { mapping: "gone" },
      { mapping: "gone" },
      { mapping: "gone" },
    ]);
  });

  test.for([
    ["purchase", "did you mean purchases?"],
    ["something", "the mappings are: purchases, gone"],
  ] as const)("of a mapping that nobody knows is an error: %s", async ([name, hint]) => {
    const { code, stdout, stderr } = await list("--mapping", name);

    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(`--mapping ${name}: `);
    expect(stderr).toContain(hint);
  });
});
