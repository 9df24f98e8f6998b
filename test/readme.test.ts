import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSandbox } from "../src/sandbox/sandbox.ts";
import { runCli, startCli } from "./servers/cli.ts";
import { type Database, freshDatabase } from "./servers/database.ts";

const README = await readFile(resolve(import.meta.dirname, "../README.md"), "utf8");

/** Lines that install something, and those that other tests run as they stand. */
const ELSEWHERE = ["npm install --global capisync", "npm ci && npm run demo", "npm ci && npm test"];

function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm");
  return [...README.matchAll(fence)].map((match) => match[1] ?? "");
}

/** A block belongs to the file whose name begins the paragraph before it. */
function files(): [name: string, content: string][] {
  return [...README.matchAll(/^```(?:yaml|json)\n([\s\S]*?)^```/gm)].map((match) => {
    const paragraph = README.slice(0, match.index).trimEnd().split("\n\n").at(-1);
    return [/^`([^`]+)`/.exec(paragraph ?? "")?.[1] ?? "", match[1] ?? ""];
  });
}

const COMMANDS = blocks("sh")
  .flatMap((block) => block.trim().split("\n"))
  .filter((line) => !ELSEWHERE.includes(line));

let dir: string;
let database: Database;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;

beforeAll(async () => {
  database = await freshDatabase();
  await database.run(`
    create table orders (order_id bigint primary key, purchased_at timestamptz, updated_at timestamptz,
      email text, mobile text, country text, total numeric(10, 2), currency text);
    insert into orders
      select n, now() - interval '2 hours', now() - interval '1 hour', 'buyer' || n || '@example.com',
             '06 1234 5678', 'NL', 12.50, 'EUR'
        from generate_series(1, 50) n`);
  sandbox = await startSandbox({});
  dir = await mkdtemp(join(tmpdir(), "capisync-readme-"));
  for (const [name, content] of files()) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), content);
  }
  await writeFile(
    join(dir, ".env"),
    `SHOP_PG_URL=${database.url}\nMETA_TOKEN=token-for-tests\nMETA_ENDPOINT=${sandbox.url}\n`,
  );
});

afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
  await sandbox.close();
  await database[Symbol.asyncDispose]();
});

test("the README shows the files of a whole project", () => {
  expect(files().map(([name]) => name)).toEqual([
    "capisync.yaml",
    "connections.yaml",
    "mappings/store_purchases.yaml",
    "rows.ndjson",
  ]);
});

test("every command of the README works in the project that the README shows", async () => {
  expect(COMMANDS.length).toBeGreaterThan(6);
  for (const command of COMMANDS) {
    const [program, ...args] = command.split(" ");
    expect(program).toBe("capisync");
    if (args[0] === "sandbox") continue;

    const { code, stdout, stderr } = await runCli(args, { cwd: dir });

    expect(code, `${command}\n${stdout}\n${stderr}`).toBe(0);
    expect(stdout).not.toBe("");
  }
  expect(sandbox.stats()).toMatchObject({ unique: 50, repeated: 0 });
});

test("the sandbox of the README listens until it is stopped", async () => {
  const command = COMMANDS.find((line) => line.startsWith("capisync sandbox"));
  const { child, finished } = startCli(command?.split(" ").slice(1) ?? [], { cwd: dir });
  let shown = "";
  child.stdout?.on("data", (text) => {
    shown += text;
  });
  while (!/http:\/\/127\.0\.0\.1:\d+/.test(shown)) await delay(20);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(shown)?.[0];
  const stats = await (await fetch(`${url}/_sandbox/stats`)).json();
  child.kill("SIGTERM");

  expect(stats).toMatchObject({ requests: 0 });
  expect((await finished).signal).toBe(null);
});

test("the README is short, and the commands that other tests run stand in it", () => {
  expect(README.split("\n").length).toBeLessThan(200);
  for (const line of ELSEWHERE) expect(README).toContain(line);
});
