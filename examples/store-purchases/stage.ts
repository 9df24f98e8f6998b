import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import pg from "pg";
import { startPostgres } from "../../test/servers/embedded-postgres.ts";

/** What the sandbox has seen, as `GET /_sandbox/stats` tells it. */
export interface SandboxStats {
  readonly requests: number;
  readonly refused: number;
  readonly events_received: number;
  readonly unique: number;
  readonly repeated: number;
}

/** Everything that the demo plays on; nothing of it is in the checkout. */
export interface Stage extends AsyncDisposable {
  /** A copy of this folder's project, with the state that the runs leave in it. */
  readonly project: string;
  readonly sandboxUrl: string;
  /** Runs one of this folder's SQL files as the shop's owner; one result per statement. */
  sql(file: string): Promise<readonly pg.QueryResult[]>;
  /** Runs a command for people to see. */
  capisync(...args: readonly string[]): Promise<void>;
  /** Runs a command with `--json`. */
  capisyncJson(...args: readonly string[]): Promise<unknown>;
  sandboxStats(): Promise<SandboxStats>;
}

const HERE = import.meta.dirname;
const CLI = join(HERE, "..", "..", "src", "cli.ts");

/** Starts PostgreSQL with an empty shop database, and the sandbox, and copies the project. */
export async function setStage(signal: AbortSignal): Promise<Stage> {
  const stack = new AsyncDisposableStack();
  try {
    const postgres = await startPostgres();
    stack.defer(() => postgres.stop());
    const shop = await postgres.createDatabase("shop");
    const owner = await connect(shop, signal);
    stack.defer(() => owner.end());

    const project = await mkdtemp(join(tmpdir(), "capisync-demo-"));
    stack.defer(() => rm(project, { recursive: true, force: true }));
    for (const name of ["capisync.yaml", "connections.yaml", "mappings"]) {
      await cp(join(HERE, name), join(project, name), { recursive: true });
    }

    const sandbox = spawn(process.execPath, [CLI, "sandbox", "--port", "0"], {
      cwd: project,
      stdio: ["ignore", "pipe", "pipe"],
    });
    stack.defer(() => end(sandbox));
    const sandboxUrl = await addressOf(sandbox);

    const env = {
      ...process.env,
      SHOP_PG_URL: withReader(shop),
      META_ENDPOINT: sandboxUrl,
      META_TOKEN: "demo-token",
    };
    const run = (args: readonly string[], show: boolean): Promise<string> =>
      command([...args, "-C", project], env, show, signal);
    const teardown = stack.move();
    return {
      project,
      sandboxUrl,
      sql: async (file) => {
        const result = await owner.query(await readFile(join(HERE, file), "utf8"));
        return Array.isArray(result) ? result : [result];
      },
      capisync: async (...args) => void (await run(args, true)),
      capisyncJson: async (...args) => JSON.parse(await run([...args, "--json"], false)),
      sandboxStats: async () => {
        const answer = await fetch(`${sandboxUrl}/_sandbox/stats`, { signal });
        return (await answer.json()) as SandboxStats;
      },
      [Symbol.asyncDispose]: () => teardown.disposeAsync(),
    };
  } finally {
    await stack.disposeAsync();
  }
}

/** A connection that breaks off what it is doing when the signal aborts. */
async function connect(url: string, signal: AbortSignal): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // What goes wrong meanwhile is told by the query in hand.
  client.on("error", () => undefined);
  await client.connect();
  signal.addEventListener("abort", () => void client.end(), { once: true });
  return client;
}

/** The same database as the role that reader.sql creates. */
function withReader(url: string): string {
  const reader = new URL(url);
  reader.username = "capisync_reader";
  reader.password = "capisync";
  return reader.href;
}

/** Runs one capisync command to its end and returns its stdout; its output is shown if wanted. */
async function command(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  show: boolean,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [CLI, ...args], {
    env,
    // Without a terminal stderr holds JSON logs, which are shown only when something is wrong.
    stdio: ["ignore", show ? "inherit" : "pipe", process.stderr.isTTY ? "inherit" : "pipe"],
  });
  const stop = (): void => void child.kill("SIGTERM");
  signal.addEventListener("abort", stop, { once: true });
  const stdout = textOf(child.stdout);
  const stderr = textOf(child.stderr);
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  if (code !== 0) {
    const said = (await stderr).trimEnd();
    throw new Error(`${said}\ncapisync ${args.join(" ")}: exit code ${code}, expected 0`);
  }
  return await stdout;
}

/** All that comes through a pipe; nothing when the child writes to the terminal itself. */
async function textOf(pipe: Readable | null): Promise<string> {
  return pipe === null ? "" : await text(pipe);
}

/** Reads the address from the sandbox's first lines; what it prints later is left unread. */
async function addressOf(sandbox: ChildProcess): Promise<string> {
  const said: string[] = [];
  const address = new Promise<string>((resolve, reject) => {
    for (const stream of [sandbox.stdout, sandbox.stderr]) {
      if (stream === null) continue;
      createInterface(stream).on("line", (line) => {
        said.push(line);
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
        if (found !== null) resolve(found[0]);
      });
    }
    sandbox.on("error", reject).on("exit", (code) => {
      reject(new Error(`the sandbox ended with exit code ${code}:\n${said.join("\n")}`));
    });
  });
  return await address;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  await ended;
}
