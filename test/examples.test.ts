import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "./servers/cli.ts";
import { startCommand } from "./servers/command.ts";

const ROOT = resolve(import.meta.dirname, "..");
const EXAMPLES = join(ROOT, "examples");

/** Every file below a folder, those that git ignores as well. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

const folders = (await readdir(EXAMPLES, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const demos = folders.filter((folder) => existsSync(join(EXAMPLES, folder, "demo.ts")));
const projects = folders.filter((folder) => existsSync(join(EXAMPLES, folder, "capisync.yaml")));

/** Values for `${NAME}` in a connections file; none of them is opened. */
const ENV = { SHOP_PG_URL: "postgres://reader@127.0.0.1:5432/shop", META_TOKEN: "token-for-tests" };

test("there are examples to try", () => {
  expect(demos).toContain("store-purchases");
  expect(projects).toEqual(folders);
});

describe("examples", () => {
  test.for(demos)(
    "the demo of %s runs, its books agree, and the checkout stays as it was",
    {
      timeout: 240_000,
    },
    async (folder) => {
      const before = await filesBelow(EXAMPLES);

      const demo = join(EXAMPLES, folder, "demo.ts");
      const { code, stdout, stderr } = await startCommand(process.execPath, [demo], {
        cwd: ROOT,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR },
      }).finished;

      expect(code, stdout + stderr).toBe(0);
      expect(stdout).toContain("Do the books agree?");
      expect(stdout).toContain("Nothing lost, nothing sent twice.");
      expect(stdout).not.toContain("DISAGREE");
      expect(await filesBelow(EXAMPLES)).toEqual(before);
      expect(existsSync(join(ROOT, ".capisync"))).toBe(false);
    },
  );

  test.for(projects)("the project of %s is valid, without a warning", async (folder) => {
    const { code, stdout, stderr } = await runCli(
      ["validate", "--strict", "-C", join(EXAMPLES, folder)],
      { env: ENV },
    );

    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain("1 mapping is valid");
  });
});
