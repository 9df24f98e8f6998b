import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { runCli } from "./servers/cli.ts";
import { startCommand } from "./servers/command.ts";

const ROOT = resolve(import.meta.dirname, "..");
const EXAMPLES = join(ROOT, "examples");
const MAPPINGS = join(ROOT, "mappings");

/** Every file below a folder, those that git ignores as well. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

const folders = (await readdir(EXAMPLES, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const demos = folders.filter((folder) => existsSync(join(EXAMPLES, folder, "demo.ts")));
const projects = folders.filter((folder) => existsSync(join(EXAMPLES, folder, "capisync.yaml")));
const templates = (await readdir(MAPPINGS)).filter((name) => /\.ya?ml$/.test(name));

/** Values for `${NAME}` in a connections file; none of them is opened. */
const ENV = { SHOP_PG_URL: "postgres://reader@127.0.0.1:5432/shop", META_TOKEN: "token-for-tests" };

test("there are examples and templates to try", () => {
  expect(demos).toContain("store-purchases");
  expect(projects).toEqual(folders);
  expect(templates.length).toBeGreaterThan(0);
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

describe("templates", () => {
  test.for(templates)(
    "%s is valid in a project that has its connection and destination",
    async (name) => {
      const dir = await mkdtemp(join(tmpdir(), "capisync-template-"));
      try {
        const { source, destination } = parse(await readFile(join(MAPPINGS, name), "utf8"));
        await mkdir(join(dir, "mappings"));
        await cp(join(MAPPINGS, name), join(dir, "mappings", basename(name)));
        await writeFile(join(dir, "capisync.yaml"), "version: 1\nname: shop\ntimezone: UTC\n");
        await writeFile(
          join(dir, "connections.yaml"),
          JSON.stringify({
            version: 1,
            connections: { [source.connection]: { type: "postgres", url: ENV.SHOP_PG_URL } },
            destinations: {
              [destination]: {
                type: "meta_capi",
                dataset_id: "1234567890123456",
                // biome-ignore lint/suspicious/noTemplateCurlyInString: the project's own syntax
                access_token: "${META_TOKEN}",
              },
            },
          }),
        );

        const { code, stdout, stderr } = await runCli(["validate", "--strict"], {
          cwd: dir,
          env: ENV,
        });

        expect(code, stdout + stderr).toBe(0);
        expect(stdout).toContain("1 mapping is valid");
      } finally {
        await rm(dir, { recursive: true });
      }
    },
  );
});
