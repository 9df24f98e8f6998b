import { existsSync } from "node:fs";
import {
  copyFile,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigError } from "../../src/lib/errors.ts";
import { openState } from "../../src/state/install.ts";

let parent: string;
let folder: string;
let file: string;
let keyFile: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "capisync-install-"));
  folder = join(parent, ".capisync");
  file = join(folder, "state.db");
  keyFile = join(folder, "install.key");
});

afterEach(async () => {
  await rm(parent, { recursive: true });
});

async function open(create = false) {
  const state = await openState({ file, create });
  await state.store[Symbol.asyncDispose]();
  return state;
}

describe("a first run", () => {
  test("creates both files for their owner only, and says so", async () => {
    const { created, secret } = await open(true);

    expect(created).toBe(true);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect((await readdir(folder)).sort()).toEqual(["install.key", "state.db"]);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test("keeps the install key out of the database", async () => {
    const { secret } = await open(true);

    expect((await readFile(file)).includes(secret)).toBe(false);
  });

  test("is followed by others that find the same key and create nothing", async () => {
    const { secret } = await open(true);

    expect(await open(true)).toMatchObject({ created: false, secret });
    expect(await open(false)).toMatchObject({ created: false, secret });
  });

  test("is not made by a command that only looks", async () => {
    await expect(open(false)).rejects.toThrow(/no state yet, run `capisync run` first/);
    expect(existsSync(folder)).toBe(false);
  });

  test("of several at once is made by one, and all get its key", async () => {
    const states = await Promise.all([1, 2, 3].map(() => open(true)));

    expect(states.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(states.map(({ secret }) => secret)).size).toBe(1);
    expect((await readdir(folder)).sort()).toEqual(["install.key", "state.db"]);
  });

  test("that ended before the database had its name is finished by the next", async () => {
    const { secret } = await open(true);
    const finished = join(parent, "finished");
    await rename(file, finished);
    using db = new DatabaseSync(finished);
    const row = db.prepare("SELECT value FROM meta WHERE name = 'install_key'").get();
    await copyFile(finished, `${file}.${String(row?.value)}.new`);

    expect(await open(false)).toMatchObject({ created: false, secret });
  });

  test("in a folder that cannot be made says which", async () => {
    await writeFile(folder, "a file where the folder should be");

    await expect(open(true)).rejects.toThrow(ConfigError);
    await expect(open(true)).rejects.toThrow(folder);
  });
});

describe("state that is not whole is refused with a way out:", () => {
  beforeEach(async () => {
    await open(true);
  });

  test.for([
    ["the database without its key", async () => rm(keyFile), /install\.key: no such file/],
    ["the key without its database", async () => rm(file), /state\.db: no such file/],
    ["an empty database", async () => writeFile(file, ""), /state\.db: the file is empty/],
    ["a damaged key", async () => writeFile(keyFile, "abc\n"), /install\.key: the key is damaged/],
    ["an empty key", async () => writeFile(keyFile, ""), /install\.key: the key is damaged/],
    [
      "the key of another state",
      async () => writeFile(keyFile, `${"ab".repeat(32)}\n`),
      /install\.key beside it is not the one/,
    ],
  ] as const)("%s", async ([, damage, message]) => {
    await damage();
    const before = await readdir(folder);

    for (const create of [true, false]) {
      const opening = open(create);
      await expect(opening).rejects.toThrow(ConfigError);
      await expect(opening).rejects.toThrow(message);
      await expect(opening).rejects.toMatchObject({ hint: expect.stringContaining("restore") });
    }
    expect(await readdir(folder)).toEqual(before);
  });
});
