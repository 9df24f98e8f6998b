import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { startCommand, succeed } from "../servers/command.ts";
import { freshDatabase } from "../servers/database.ts";
import { seedOrders, shopProject } from "../servers/shop.ts";
import { newcomerEnv } from "./newcomer-env.ts";

// npm pack ─► a tarball ─► npm install in an empty folder ─► what a user does with it there

const ROOT = resolve(import.meta.dirname, "../..");
const EXAMPLE = join(ROOT, "examples/store-purchases");
const MINUTES = 60_000;

/** This Node comes first, so that the bin's `env node` finds it whatever the machine has. */
const ENV = newcomerEnv(dirname(process.execPath));

/** What has no place in the package: tests, examples, TypeScript that is not a declaration. */
const UNWANTED = /(^|\/)(test|examples|node_modules)\/|\.test\.|(?<!\.d)\.ts$|tsbuildinfo/;

let folder: string;
/** The empty folder into which the tarball is installed. */
let home: string;
/** Paths inside the tarball, without the `package/` that npm puts before them. */
let packed: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "capisync-package-"));
  home = join(folder, "home");
  await mkdir(home);
  await succeed("npm", ["pack", "--pack-destination", folder], {
    cwd: ROOT,
    env: ENV,
    timeoutMs: 3 * MINUTES,
  });
  const [tarball] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
  const file = join(folder, tarball ?? "no tarball");
  packed = (await succeed("tar", ["-tzf", file], { env: ENV }))
    .trimEnd()
    .split("\n")
    .map((path) => path.replace(/^package\//, ""));
  await succeed("npm", ["install", "--no-audit", "--no-fund", file], {
    cwd: home,
    env: ENV,
    timeoutMs: 5 * MINUTES,
  });
}, 10 * MINUTES);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The installed command, as a shell finds it. */
function capisync(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return startCommand(join(home, "node_modules/.bin/capisync"), args, {
    cwd: home,
    env: { ...ENV, ...env },
  }).finished;
}

async function ownPackage() {
  return JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
}

describe("the tarball", () => {
  test("holds the build, the templates and the papers, and nothing else", async () => {
    const { files } = await ownPackage();
    const wanted = [...files, "package.json", "README.md", "LICENSE"];

    expect(packed.filter((path) => UNWANTED.test(path))).toEqual([]);
    expect(
      packed.filter((path) => !wanted.some((name) => path === name || path.startsWith(`${name}/`))),
    ).toEqual([]);
    for (const name of ["src/bin.mjs", "dist/src/cli.js", "dist/src/state/worker.js"]) {
      expect(packed).toContain(name);
    }
    expect(packed).toContain("dist/src/index.d.ts");
    expect(packed).toContain("LICENSE");
  });

  test("was built from what is there now: each script has its source", async () => {
    const scripts = packed.filter((path) => /^dist\/.*\.js$/.test(path));

    expect(scripts.length).toBeGreaterThan(100);
    for (const script of scripts) {
      const source = join(ROOT, script.replace(/^dist\//, "").replace(/\.js$/, ".ts"));
      expect((await stat(source)).isFile(), script).toBe(true);
    }
  });

  test("names no folder of the machine that made it", async () => {
    const places = [`${ROOT}/src`, `${ROOT}/connectors`, `${ROOT}/node_modules`, folder];

    for (const path of packed) {
      const text = await readFile(join(home, "node_modules/capisync", path), "utf8");
      expect(
        places.filter((place) => text.includes(place)),
        path,
      ).toEqual([]);
    }
  });
});

describe("installed in an empty folder", () => {
  test("the command prints the version of the package", async () => {
    const { code, stdout, stderr } = await capisync(["--version"]);

    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`${(await ownPackage()).version}\n`);
  });

  test("installing brings no tool of development", async () => {
    const { devDependencies } = await ownPackage();
    const installed = await readdir(join(home, "node_modules"));

    expect(installed.filter((name) => name in devDependencies)).toEqual([]);
  });

  test("validates the project of the example", async () => {
    const project = await copyExample();

    const { code, stdout, stderr } = await capisync(["validate", "-C", project, "--no-env"]);

    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain("1 mapping is valid");
  });

  test.for([
    ["rows.ndjson", (row: object) => `${JSON.stringify(row)}\n`],
    ["rows.csv", (row: object) => `${Object.keys(row)}\n${Object.values(row)}\n`],
  ] as const)("previews %s without a warehouse", async ([name, write]) => {
    const project = await copyExample();
    const rows = join(project, name);
    await writeFile(
      rows,
      write({
        order_id: 1001,
        purchased_at: "2026-11-19T14:30:00Z",
        updated_at: "2026-11-19T14:30:00Z",
        total_cents: 12990,
        currency: "EUR",
        store_code: "AMS-1",
        loyalty_id: "L-1",
        email: "jane@example.com",
        mobile: "",
        first_name: "Jane",
        last_name: "Doe",
        city: "Amsterdam",
        postcode: "1012 AB",
        country: "NL",
        ads_consent: true,
        lines: "[]",
      }),
    );

    const { code, stdout, stderr } = await capisync([
      ...["preview", "store_purchases", "-C", project, "--rows", rows],
      ...["--as", "payload", "--json", "--now", "2026-11-20T12:00:00Z"],
    ]);

    expect(code, stdout + stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      row: 1,
      event: { event_name: "Purchase", event_id: "pos-1001", custom_data: { value: 129.9 } },
    });
  });

  test("runs from PostgreSQL to the sandbox, its state in a thread of its own", async () => {
    const rows = 5_000;
    const database = await freshDatabase();
    const sandbox = await startSandbox({});
    const project = await shopProject({ postgresUrl: database.url, endpoint: sandbox.url });
    try {
      await seedOrders(database.url, rows);

      const first = await capisync(["run", "--json", "-C", project.dir], project.env);
      const second = await capisync(["run", "--json", "-C", project.dir], project.env);
      const status = await capisync(["status", "-C", project.dir], project.env);

      expect(first.code, first.stderr).toBe(0);
      expect(JSON.parse(first.stdout).results[0]).toMatchObject({ status: "ok", accepted: rows });
      expect(JSON.parse(second.stdout).results[0]).toMatchObject({ status: "ok", accepted: 0 });
      expect(status.code, status.stderr).toBe(0);
      expect(sandbox.stats()).toMatchObject({ unique: rows, repeated: 0 });
    } finally {
      await project[Symbol.asyncDispose]();
      await sandbox.close();
      await database[Symbol.asyncDispose]();
    }
  });

  test("embedders can import it, and its types hold in a strict project", async () => {
    const embedder = join(home, "embedder.ts");
    await writeFile(
      embedder,
      `import { ConfigError, type Connector, type Sink } from "capisync";
export const problems: number = new ConfigError("nothing").problems.length;
export const typeOf = (connector: Connector): string => connector.type;
export type Send = Sink["send"];
// @ts-expect-error: a connector's type is a text
export const wrong = (connector: Connector): number => connector.type;
`,
    );
    await writeFile(join(home, "package.json"), `{ "type": "module" }\n`);
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const flags = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024"];
    const types = ["--lib", "es2024,esnext", "--typeRoots", join(ROOT, "node_modules/@types")];

    await succeed(process.execPath, [tsc, ...flags, ...types, "--types", "node", embedder], {
      cwd: home,
      env: ENV,
    });
    const said = await succeed(
      process.execPath,
      ["-e", 'import("capisync").then((all) => console.log(typeof all.ConfigError))'],
      { cwd: home, env: ENV },
    );

    expect(said).toBe("function\n");
  });
});

/** A project as a user has it: the example's files without its demo. */
async function copyExample(): Promise<string> {
  const project = await mkdtemp(join(folder, "project-"));
  for (const name of ["capisync.yaml", "connections.yaml", "mappings"]) {
    await cp(join(EXAMPLE, name), join(project, name), { recursive: true });
  }
  return project;
}
