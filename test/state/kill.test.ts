import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openState } from "../../src/state/install.ts";
import { BATCH, batchKeys } from "./kill-child.ts";

const CHILD = fileURLToPath(new URL("./kill-child.ts", import.meta.url));
const KILLS = 10;
/** Each kill starts a process and reads back all that was durable, on a machine that may be busy. */
const TIMEOUT_MS = 120_000;

/** Lets the child settle for a while, kills it, and returns the last batch it called durable. */
async function settleAndKill(folder: string, ms: number): Promise<number> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  const begun = Promise.withResolvers<void>();
  child.stdout.on("data", (chunk) => {
    said += chunk;
    begun.resolve();
  });
  await Promise.race([begun.promise, once(child, "close")]);
  await delay(ms);
  const wasAlive = child.exitCode === null && child.signalCode === null;
  child.kill("SIGKILL");
  await once(child, "close");
  expect(wasAlive).toBe(true);
  // The last line may be cut.
  return Number(said.split("\n").at(-2) ?? 0);
}

test(
  "kill -9 at any moment leaves ledger, counts and checkpoint in step, and all that was durable",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "capisync-kill-"));
    const ambiguous: number[] = [];
    let seen = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const durable = await settleAndKill(folder, Math.random() * 200);

      await using store = (await openState({ file: join(folder, "state.db"), create: false }))
        .store;
      const status = await store.status("purchases");
      const last = Number(status?.checkpoint?.watermark.key[0]);
      expect(last).toBeGreaterThanOrEqual(durable);
      expect(status?.counts.accepted).toBe(last * BATCH);
      for (let batch = seen + 1; batch <= last; batch++) {
        const { keys, days } = batchKeys(batch);
        expect((await store.known(keys, days)).indexOf(0)).toBe(-1);
      }
      const { keys, days } = batchKeys(last + 1);
      expect((await store.known(keys, days)).indexOf(1)).toBe(-1);
      seen = last;
      ambiguous.push(status?.ambiguousEvents ?? 0);
    }
    console.log(`killed ${KILLS} times; ambiguous events after each: ${ambiguous.join(" ")}`);
    await rm(folder, { recursive: true });
  },
  TIMEOUT_MS,
);
