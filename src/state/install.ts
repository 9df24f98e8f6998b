import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ConfigError } from "../lib/errors.ts";
import { keyedHash } from "../lib/hash.ts";
import { openSqliteStore } from "./sqlite.ts";
import { RESTORE } from "./sqlite-failure.ts";
import type { Store } from "./store.ts";

/** The state of a project, opened. */
export interface State {
  readonly store: Store;
  /** What keyed hashes are made with: 64 hexadecimal digits. Never printed, never in the database. */
  readonly secret: string;
  /** True when neither file was there before. */
  readonly created: boolean;
}

/**
 * Opens the state in `file` and the install key beside it. With neither there, `create` makes both.
 * One without the other is a loss and never a first run: without the key the ledger is blind, without
 * the database nobody knows what was sent.
 */
export async function openState(options: {
  readonly file: string;
  readonly create: boolean;
}): Promise<State> {
  const { file } = options;
  const keyFile = join(dirname(file), "install.key");
  let secret = await readSecret(keyFile);
  let created = false;
  if (secret === undefined && !existsSync(file)) {
    if (!options.create) {
      throw new ConfigError(`${file}: no state yet, run \`capisync run\` first`, STATE);
    }
    created = await createState(file, keyFile);
  }
  // Written by now, here or by another process that was first.
  secret ??= await readSecret(keyFile);
  if (secret === undefined) {
    throw new ConfigError(`${keyFile}: no such file, yet ${file} is there`, {
      ...STATE,
      hint: RESTORE,
    });
  }
  const installKeyFingerprint = fingerprint(secret);
  if (!existsSync(file)) await finishCreation(file, installKeyFingerprint);
  const store = await openSqliteStore({ file, installKeyFingerprint, create: false });
  return { store, secret, created };
}

const STATE = { stage: "state" } as const;

/** The install key in the file; undefined when there is no such file. */
async function readSecret(keyFile: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(keyFile, "utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined;
    throw new ConfigError(`${keyFile}: cannot be read (${codeOf(cause)})`, {
      ...STATE,
      hint: "run as the owner of the file",
      cause,
    });
  }
  if (/^[0-9a-f]{64}\n$/.test(text)) return text.trim();
  throw new ConfigError(`${keyFile}: the key is damaged, expected 64 hexadecimal digits`, {
    ...STATE,
    hint: RESTORE,
  });
}

// A crash at any point of a first run leaves a folder that the next run understands, and of two first
// runs at once one wins:
//
//   nothing ─► both files under other names ─► the key takes its name ─► the database takes its name
//   first run                                  who comes now finishes    state of earlier runs

/** Makes both files; false when another process was faster. */
async function createState(file: string, keyFile: string): Promise<boolean> {
  const folder = dirname(file);
  const secret = randomBytes(32).toString("hex");
  const print = fingerprint(secret);
  const newFile = unfinished(file, print);
  const newKeyFile = unfinished(keyFile, print);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const empty = await openSqliteStore({
      file: newFile,
      installKeyFingerprint: print,
      create: true,
    });
    await empty[Symbol.asyncDispose]();
    // Last, so that a process killed in between leaves no key about that nothing uses.
    await writeDurably(newKeyFile, `${secret}\n`);
    // Unlike a rename, a link never replaces the key of another process.
    await link(newKeyFile, keyFile);
  } catch (cause) {
    await rm(newFile, { force: true });
    if (codeOf(cause) === "EEXIST") return false;
    if (codeOf(cause) === undefined) throw cause;
    throw new ConfigError(`${folder}: the state cannot be created (${codeOf(cause)})`, {
      ...STATE,
      hint: "make the folder writable, or run as its owner",
      cause,
    });
  } finally {
    await rm(newKeyFile, { force: true });
  }
  await syncFolder(folder);
  await finishCreation(file, print);
  return true;
}

/** Gives the database its name when only that is left to do. */
async function finishCreation(file: string, print: string): Promise<void> {
  try {
    await rename(unfinished(file, print), file);
  } catch (cause) {
    // Another process may have done it in between; otherwise the database is lost.
    if (existsSync(file)) return;
    throw new ConfigError(`${file}: no such file, yet install.key beside it is there`, {
      ...STATE,
      hint: RESTORE,
      cause,
    });
  }
  await syncFolder(dirname(file));
}

/** The name of a file that is not yet in use, found again by whoever has the key. */
function unfinished(file: string, print: string): string {
  return `${file}.${print}.new`;
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes names in the folder durable. */
async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; NTFS keeps its names by a journal of its own.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What the database may know of the key: enough to tell it from another. */
function fingerprint(secret: string): string {
  return keyedHash(secret, "capisync install key");
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
