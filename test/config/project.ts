import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { CONNECTORS } from "../../connectors/index.ts";
import { type Loaded, type LoadOptions, loadProject } from "../../src/config/load.ts";
import { ConfigError, type Problem } from "../../src/lib/errors.ts";

/** File contents by their path in the project. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

export const PROJECT = `version: 1
name: shop
timezone: Europe/Amsterdam
`;

export const CONNECTIONS = `version: 1
connections:
  shop_pg: { type: postgres, host: 127.0.0.1, database: shop, user: reader }
destinations:
  retail: { type: meta_capi, dataset_id: "1234567890123456", access_token: "\${META_TOKEN}" }
`;

export const MAPPING = `version: 1
destination: retail
event_name: Purchase
action_source: physical_store
source:
  connection: shop_pg
  sql: select * from orders
  primary_key: order_id
fields:
  event_time: purchased_at
  user_data:
    email: email
  custom_data:
    value: total
    currency: { const: EUR }
`;

/** The same with all that Meta recommends for it, so that nothing is noted. */
export const ADVISED = MAPPING.replace(
  "    email: email\n",
  `    email: email
    phone: phone
    first_name: first_name
    last_name: last_name
    external_id: customer_id
`,
).concat("    order_id: order_id\n");

/** A project that is in order; tests replace the file they are about. */
export const GOOD: Files = {
  "capisync.yaml": PROJECT,
  "connections.yaml": CONNECTIONS,
  "mappings/purchases.yaml": MAPPING,
};

export const ENV = { META_TOKEN: "token-of-the-test" };

export const SCHEMAS = Object.fromEntries(
  Object.entries(CONNECTORS).map(([type, connector]) => [type, connector.schemas]),
);

/** Writes the files into a folder of their own, which is removed after the test. */
export async function folderOf(files: Files): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "capisync-config-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  return dir;
}

/** Loads the good project with some files replaced. */
export async function load(files: Files = {}, options: Partial<LoadOptions> = {}): Promise<Loaded> {
  const dir = await folderOf({ ...GOOD, ...files });
  return loadProject(dir, { connectors: SCHEMAS, env: ENV, ...options });
}

/** The error that loading ends in. */
export async function failureOf(
  files: Files,
  options: Partial<LoadOptions> = {},
): Promise<ConfigError> {
  const outcome = await load(files, options).catch((error: unknown) => error);
  if (outcome instanceof ConfigError) return outcome;
  throw new Error("expected a ConfigError", { cause: outcome });
}

/** All that is found wrong, whether it ends in an error or not. */
export async function problemsOf(
  files: Files,
  options: Partial<LoadOptions> = {},
): Promise<readonly Problem[]> {
  const outcome = await load(files, options).catch((error: unknown) => error);
  if (outcome instanceof ConfigError) return outcome.problems;
  return (outcome as Loaded).problems;
}

/** Problems as `line:column code`. */
export function places(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ line, column, code }) => `${line}:${column} ${code}`);
}

/** The good mapping with one stretch of text replaced; the stretch must be there. */
export function mappingWith(...changes: readonly (readonly [string, string])[]): Files {
  let text = MAPPING;
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`the mapping holds no ${from}`);
    text = text.replace(from, () => to);
  }
  return { "mappings/purchases.yaml": text };
}
