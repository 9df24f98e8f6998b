import { existsSync } from "node:fs";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { succeed } from "../servers/command.ts";
import { newcomerEnv, outsideOfCheckout } from "./newcomer-env.ts";

// A newcomer's first minutes on a bare machine: `git clone`, `npm ci`, `npm run demo`.
//
//   <tmp>/capisync-clone-XXXX/   0700: no other user can enter, so PostgreSQL cannot run from here
//     bin/                       all of PATH: links to the programs below, and so no Python
//     passwd, group              mounted over those of /etc: no user named postgres
//     clone/
//   <tmp>/capisync-tmp-XXXX/     TMPDIR, to see what is left there
//
// The mounts are seen by the newcomer's processes alone. Making them takes root on Linux; without it
// the suite fails, since there would be nothing proven.

const ROOT = resolve(import.meta.dirname, "../..");
const MINUTES = 60_000;
const PROGRAMS = ["node", "npm", "npx", "sh", "bash", "env", "git", "tar", "gzip", "grep"];

const AS_NEWCOMER = `
  mount --bind "$1/passwd" /etc/passwd
  mount --bind "$1/group" /etc/group
  export PATH="$1/bin"
  cd "$1/clone"
  eval "$2"
`;

let folder: string;
let temporary: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "capisync-clone-"));
  temporary = await mkdtemp(join(tmpdir(), "capisync-tmp-"));
  await chmod(temporary, 0o711);
  await mkdir(join(folder, "bin"));
  for (const name of PROGRAMS) await symlink(programOf(name), join(folder, "bin", name));
  for (const name of ["passwd", "group"]) {
    const lines = (await readFile(join("/etc", name), "utf8")).split("\n");
    const others = lines.filter((line) => !line.startsWith("postgres:"));
    await writeFile(join(folder, name), others.join("\n"), { mode: 0o644 });
  }
  // The checkout may belong to whoever fetched it; git refuses to read another user's otherwise.
  const git = ["-c", "safe.directory=*", "clone", "--quiet", "--no-hardlinks", ROOT];
  await succeed("git", [...git, join(folder, "clone")], { env: newcomerEnv() });
  await asNewcomer("npm ci", 10 * MINUTES);
}, 12 * MINUTES);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(temporary, { recursive: true, force: true });
});

/** The machine's own program, whatever npm put before it. */
function programOf(name: string): string {
  const found = outsideOfCheckout()
    .map((place) => join(place, name))
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${name} is not on PATH outside of the checkout`);
  return found;
}

function asNewcomer(command: string, timeoutMs = MINUTES): Promise<string> {
  const args = ["--mount", "sh", "-ec", AS_NEWCOMER, "sh", folder, command];
  return succeed("unshare", args, { env: { ...newcomerEnv(), TMPDIR: temporary }, timeoutMs });
}

/** Command lines of processes that the newcomer started: they have the folders in their words. */
async function leftRunning(): Promise<readonly string[]> {
  const read = (pid: string, name: string): Promise<string> =>
    readFile(join("/proc", pid, name), "utf8").catch(() => "");
  const found: string[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const words = (await read(pid, "cmdline")) + (await read(pid, "environ"));
    if (words.includes(folder) || words.includes(temporary)) {
      found.push((await read(pid, "cmdline")).replaceAll("\0", " "));
    }
  }
  return found;
}

test("the clone is closed to others, and nobody has Python or a user named postgres", async () => {
  const mode = (await stat(folder)).mode & 0o777;
  const missing = await asNewcomer(
    "for name in python python2 python3; do command -v $name && exit 1; done; " +
      "if grep -q '^postgres:' /etc/passwd /etc/group; then exit 1; fi; echo none",
  );

  expect(mode).toBe(0o700);
  expect(missing).toBe("none\n");
});

test("the demo runs there, and the books agree", { timeout: 6 * MINUTES }, async () => {
  const startedAt = performance.now();

  const said = await asNewcomer("npm run demo", 5 * MINUTES);

  console.log(`npm run demo in a fresh clone: ${Math.round(performance.now() - startedAt)} ms`);
  expect(said).toContain("Nothing lost, nothing sent twice.");
  expect(await leftRunning()).toEqual([]);
  // npm and Node keep caches there, which are theirs.
  const left = await readdir(temporary);
  expect(left.filter((name) => name.startsWith("capisync-"))).toEqual([]);
});

test("what runs at install and in the demo changes no file of the clone", async () => {
  const changes = await asNewcomer("git status --porcelain");

  expect(changes).toBe("");
});
