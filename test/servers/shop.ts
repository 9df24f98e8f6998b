import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

/** A project folder with one mapping over one table, for tests of the command line. */
export interface ShopProject extends AsyncDisposable {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where the state lives. */
  readonly stateFile: string;
  writeMapping(yaml: string): Promise<void>;
}

export const STORE_MAPPING = `version: 1
destination: dataset
event_name: Purchase
action_source: physical_store
source:
  connection: shop
  sql: select * from orders
  primary_key: id
  incremental: { cursor: updated_at, settle: 0s }
fields:
  event_time: purchased_at
  event_id: { column: id, transform: [{ prefix: "pos-" }] }
  user_data:
    email: email
    phone: { column: phone, default_country: NL }
  custom_data:
    value: total
    currency: { const: EUR }
    order_id: id
delivery: { batch_size: 1000, concurrency: 4 }
`;

export async function shopProject(options: {
  readonly postgresUrl: string;
  readonly endpoint: string;
  readonly mapping?: string;
}): Promise<ShopProject> {
  const dir = await mkdtemp(join(tmpdir(), "capisync-project-"));
  await mkdir(join(dir, "mappings"));
  const write = (name: string, text: string): Promise<void> => writeFile(join(dir, name), text);
  await write("capisync.yaml", "version: 1\nname: shop\ntimezone: UTC\n");
  await write(
    "connections.yaml",
    `version: 1
connections:
  shop: { type: postgres, url: "\${SHOP_PG_URL}" }
destinations:
  dataset:
    type: meta_capi
    dataset_id: "1234567890"
    access_token: \${META_TOKEN}
    endpoint: \${META_ENDPOINT}
`,
  );
  await write("mappings/orders.yaml", options.mapping ?? STORE_MAPPING);
  return {
    dir,
    env: {
      SHOP_PG_URL: options.postgresUrl,
      META_TOKEN: "token-for-tests",
      META_ENDPOINT: options.endpoint,
    },
    stateFile: join(dir, ".capisync/state.db"),
    writeMapping: (yaml) => write("mappings/orders.yaml", yaml),
    async [Symbol.asyncDispose]() {
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The table that `STORE_MAPPING` reads, with `rows` sendable orders of the last day. */
export async function seedOrders(postgresUrl: string, rows: number): Promise<void> {
  await withClient(postgresUrl, async (client) => {
    await client.query(`create table orders (
      id bigint primary key, email text, phone text, total numeric(12,2),
      purchased_at timestamptz not null, updated_at timestamptz
    )`);
    await client.query(
      `insert into orders
       select n, 'buyer' || n || '@example.com', null, (n % 900) + 1.25,
              now() - interval '1 day', now() - interval '1 hour' + n * interval '37 microseconds'
         from generate_series(1, $1::int) n`,
      [rows],
    );
    await client.query("create index on orders (updated_at, id)");
    await client.query("analyze orders");
  });
}

export async function withClient<T>(
  postgresUrl: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
