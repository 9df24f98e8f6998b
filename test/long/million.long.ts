import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Measured, measure } from "../bench/measure.ts";
import { CLI } from "../servers/cli.ts";
import { type EmbeddedPostgres, startPostgres } from "../servers/embedded-postgres.ts";
import { type SandboxProcess, startSandboxProcess } from "../servers/sandbox-process.ts";
import { SHIPPED_FLAGS } from "../servers/shipped-flags.ts";
import { shopProject, withClient } from "../servers/shop.ts";

const ORDERS = 1_000_000;
const MAX_RSS_MB = 300;
const SEED_TIMEOUT_MS = 300_000;
const RUN_TIMEOUT_MS = 900_000;

/** The aggregate of the mapping below: no other statement has it. */
const AGGREGATE = "jsonb_agg";

const MAPPING = `version: 1
destination: dataset
event_name: Purchase
action_source: physical_store
source:
  connection: shop
  sql: |
    select o.id, o.email, o.total, o.purchased_at, o.updated_at,
           ${AGGREGATE}(jsonb_build_object('sku', l.sku, 'qty', l.qty) order by l.line_no) as lines
      from orders o
      join lines l on l.order_id = o.id
     group by o.id
  primary_key: id
  incremental: { cursor: updated_at, settle: 0s }
fields:
  event_time: purchased_at
  event_id: { column: id, transform: [{ prefix: "pos-" }] }
  user_data:
    email: email
  custom_data:
    value: total
    currency: { const: EUR }
    order_id: id
    contents: { from: lines, item: { id: sku, quantity: qty } }
`;

const SEED = `
  create table orders (
    id bigint primary key, email text, total numeric(12,2),
    purchased_at timestamptz not null, updated_at timestamptz not null
  );
  create table lines (
    order_id bigint, line_no int, sku text, qty int, primary key (order_id, line_no)
  );
  insert into orders
  select n, 'buyer' || n || '@example.com', (n % 900) + 1.25,
         now() - interval '1 day', now() - interval '1 hour' + n * interval '37 microseconds'
    from generate_series(1, ${ORDERS}) n;
  insert into lines
  select n, line_no, 'sku-' || (n * line_no) % 5000, 1 + n % 3
    from generate_series(1, ${ORDERS}) n, generate_series(1, 2) line_no;
  create index on orders (updated_at, id);
`;

/**
 * The log tells each statement when it is executed, and afterwards its plan with the rows that came
 * out of each step of it.
 */
const LOGGING = {
  log_statement: "all",
  session_preload_libraries: "auto_explain",
  "auto_explain.log_min_duration": "0",
  "auto_explain.log_analyze": "on",
  "auto_explain.log_timing": "off",
};

const stack = new AsyncDisposableStack();
let postgres: EmbeddedPostgres;
let sandbox: SandboxProcess;
let run: Measured;

beforeAll(async () => {
  postgres = await startPostgres({ settings: { ...LOGGING, max_wal_size: "4GB" } });
  stack.defer(() => postgres.stop());
  const shop = await postgres.createDatabase("shop");
  await withClient(shop, async (client) => {
    await client.query(SEED);
    await client.query("vacuum (analyze) orders, lines");
  });
  sandbox = stack.use(await startSandboxProcess());
  const project = stack.use(
    await shopProject({ postgresUrl: shop, endpoint: sandbox.url, mapping: MAPPING }),
  );
  run = await measure(
    [...SHIPPED_FLAGS, CLI, "run", "--json", "-C", project.dir],
    project.env,
    AbortSignal.timeout(RUN_TIMEOUT_MS),
  );
  const rate = Math.round((ORDERS * 1000) / run.wallMs);
  console.log(
    `${ORDERS} orders in ${Math.round(run.wallMs / 1000)} s, ${rate}/s, ` +
      `peak RSS ${run.peakRssMb?.toFixed(0)} MB`,
  );
}, SEED_TIMEOUT_MS + RUN_TIMEOUT_MS);

afterAll(() => stack.disposeAsync());

/** What of the server's log has to do with the mapping's statement. */
async function logged(): Promise<readonly string[]> {
  const log = await readFile(postgres.logFile, "utf8");
  // The further lines of an entry are indented: one begins where a line begins with the time.
  return log.split(/^(?=\d{4}-\d{2}-\d{2} )/m).filter((entry) => entry.includes(AGGREGATE));
}

/**
 * Statements that were executed. The server writes nothing when it parses, describes or binds one.
 * `execute <name>: …` is the first page of a cursor, that is an execution; `execute fetch from
 * <name>: …` is a further page of the same one; `statement: …` comes by the simple protocol.
 */
function executed(entries: readonly string[]): readonly string[] {
  return entries.filter((entry) => /LOG: {2}(execute (?!fetch from )|statement: )/.test(entry));
}

/** How many rows each executed plan has put together: what came out of its innermost aggregate. */
function aggregated(entries: readonly string[]): readonly number[] {
  const plans = entries.filter((entry) => /LOG: {2}duration: .* plan:\n/.test(entry));
  return plans.map((plan) => {
    const step = plan.split("\n").findLast((line) => /^\s*(-> {2})?\w*Aggregate /.test(line));
    // One that was cut short says `never executed` instead.
    return Number(/actual rows=(\d+)/.exec(step ?? "")?.[1] ?? 0);
  });
}

test("every one of a million orders with its lines arrives, once", async () => {
  const [result] = JSON.parse(run.stdout).results;

  expect(result).toMatchObject({ status: "ok", rows_read: ORDERS, accepted: ORDERS });
  expect(await sandbox.stats()).toMatchObject({ unique: ORDERS, repeated: 0 });
});

test("the query that aggregates their lines is executed once in the whole run", async () => {
  const entries = await logged();

  expect(executed(entries).filter((entry) => entry.includes("order by q."))).toHaveLength(1);
  // Two more are executed, without a row of the aggregate: `limit 0`, which tells the columns, and the
  // count of rows that no run would reach, whose condition the server applies before it aggregates.
  expect(aggregated(entries)).toEqual([0, 0, ORDERS]);
});

test(`the run never holds ${MAX_RSS_MB} MB`, () => {
  expect(run.peakRssMb).toBeGreaterThan(0);
  expect(run.peakRssMb).toBeLessThan(MAX_RSS_MB);
});
