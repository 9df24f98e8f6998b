/**
 * The yardstick (a): what someone writes by hand who wants nothing but speed. It reads, trims,
 * lower-cases and hashes nine columns, and posts. It checks no value, remembers nothing, and
 * after a crash it starts from the beginning.
 */
import { hash } from "node:crypto";
import { Client } from "pg";
import Cursor from "pg-cursor";
import { Agent, request } from "undici";
import {
  assignment,
  BATCH_EVENTS,
  IN_FLIGHT,
  Lanes,
  ORDERS,
  PAGE_ROWS,
  report,
} from "./contender.ts";

// biome-ignore format: the columns of ORDERS, in their order
type Row = readonly [
  orderId: string, orderedAt: string, updatedAt: string, total: string, currency: string,
  email: string, phone: string, firstName: string, lastName: string,
  city: string, state: string, zip: string, country: string, loyaltyId: string,
];

const { postgresUrl, endpoint } = assignment();
const url = `${endpoint}/v25.0/1234567890123456/events`;
const dispatcher = new Agent({ connections: IN_FLIGHT });

function hashed(text: string): string {
  return hash("sha256", text.trim().toLowerCase(), "hex");
}

function toEvent(row: Row): object {
  return {
    event_name: "Purchase",
    event_time: Math.floor(Date.parse(row[1]) / 1000),
    event_id: `order-${row[0]}`,
    action_source: "physical_store",
    user_data: {
      em: [hashed(row[5])],
      ph: [hash("sha256", row[6].replace(/\D/g, ""), "hex")],
      fn: [hashed(row[7])],
      ln: [hashed(row[8])],
      ct: [hashed(row[9])],
      st: [hashed(row[10])],
      zp: [hashed(row[11])],
      country: [hashed(row[12])],
      external_id: [hashed(row[13])],
    },
    custom_data: { value: Number(row[3]), currency: row[4], order_id: row[0] },
  };
}

async function post(events: readonly object[]): Promise<void> {
  const { statusCode, body } = await request(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ data: events, access_token: "bench" }),
    dispatcher,
  });
  const answer = (await body.json()) as { readonly events_received?: number };
  if (statusCode !== 200 || answer.events_received !== events.length) {
    throw new Error(
      `the sink answered ${statusCode} with ${answer.events_received} events received`,
    );
  }
}

const client = new Client({
  connectionString: postgresUrl,
  options: "-c TimeZone=UTC -c DateStyle=ISO",
  types: { getTypeParser: () => (text: string) => text },
});
await client.connect();

const began = performance.now();
const cursor = client.query(new Cursor<Row>(ORDERS, [], { rowMode: "array" }));
const lanes = new Lanes(IN_FLIGHT);
let sent = 0;
for (;;) {
  const rows = await cursor.read(PAGE_ROWS);
  if (rows.length === 0) break;
  for (let start = 0; start < rows.length; start += BATCH_EVENTS) {
    const events = rows.slice(start, start + BATCH_EVENTS).map(toEvent);
    await lanes.start(() => post(events));
    sent += events.length;
  }
}
await lanes.drain();
report(sent, performance.now() - began);

await client.end();
await dispatcher.close();
