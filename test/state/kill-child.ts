// Settles batch after batch in the state of the folder named on the command line, one line on stdout
// for each that is durable, until it is killed. The keys of batch n are those of `batchKeys(n)`.

import { join } from "node:path";
import { argv } from "node:process";
import { sha256 } from "../../src/lib/hash.ts";
import { thisHolder } from "../../src/state/holder.ts";
import { openState } from "../../src/state/install.ts";
import { counts, settlement } from "./settlements.ts";

export const BATCH = 100;

/** The keys of a batch, packed, and their days. */
export function batchKeys(batch: number): { keys: Uint8Array; days: Int32Array } {
  const hex = Array.from({ length: BATCH }, (_, n) => sha256(`${batch} ${n}`).slice(0, 32));
  return {
    keys: new Uint8Array(Buffer.from(hex.join(""), "hex")),
    days: new Int32Array(BATCH).fill(20_000 + (batch % 3)),
  };
}

async function main(folder: string): Promise<void> {
  const { store } = await openState({ file: join(folder, "state.db"), create: true });
  const { lease } = await store.acquire("purchases", thisHolder(), 60_000);
  if (lease === undefined) throw new Error("the lease of a killed process was not taken over");
  await store.recover(lease);
  const run = await store.startRun(lease, Date.now());
  const last = (await store.status("purchases"))?.checkpoint?.watermark.key[0];
  for (let batch = Number(last ?? 0) + 1; ; batch++) {
    const { keys, days } = batchKeys(batch);
    const attempt = await store.begin({ lease, run, keys });
    await store.settle(
      settlement(lease, run, {
        attempts: [attempt],
        ledger: { keys, days, windowDays: new Uint8Array(BATCH).fill(7) },
        counts: counts({ read: BATCH, accepted: BATCH }),
        watermark: { cursor: undefined, key: [String(batch)] },
      }),
    );
    console.log(String(batch));
  }
}

if (import.meta.main) await main(argv[2] ?? "");
