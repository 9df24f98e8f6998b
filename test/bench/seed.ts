import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";

/** Fills the database with orders, on the server itself: 1 000 000 take some 10 s. */
export async function seed(url: string, rows: number, signal: AbortSignal): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const stop = () => void client.end();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await client.query("select set_config('bench.rows', $1, false)", [String(rows)]);
    await client.query(await readFile(join(import.meta.dirname, "seed.sql"), "utf8"));
    // Settles visibility and statistics now, so that no contender does it in passing.
    await client.query("vacuum (analyze) shop.orders");
  } finally {
    signal.removeEventListener("abort", stop);
    await client.end();
  }
}
