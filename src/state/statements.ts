import type { Knex } from "knex";

/** What a statement of the store may bind: types that both databases take without a cast. */
export type Binding = string | number | Uint8Array | null;

/**
 * Runs one statement, its values as `?`, and returns its rows. The text is all that the database
 * sees of a statement more than once, so texts are constants or come from `inSizes`.
 */
export async function query<T = Readonly<Record<string, unknown>>>(
  db: Knex,
  sql: string,
  bindings: readonly Binding[],
): Promise<readonly T[]> {
  const result: unknown = await db.raw(sql, bindings as readonly Knex.RawBinding[]);
  // SQLite answers with the rows, Postgres with a result that has them.
  return (Array.isArray(result) ? result : (result as { rows: unknown }).rows) as readonly T[];
}

/** How many rows go in one statement. Few sizes, so that few texts are ever prepared. */
const SIZES = [100, 10, 1] as const;

/** Calls `run` for consecutive stretches of `total` things, each as long as one of few sizes. */
export async function inSizes(
  total: number,
  run: (from: number, size: number) => Promise<void>,
): Promise<void> {
  let from = 0;
  for (const size of SIZES) {
    for (; total - from >= size; from += size) await run(from, size);
  }
}

/** Texts that `repeated` made: units and sizes are few. */
const REPEATED = new Map<string, string>();

/** `unit`, `size` times, with commas. */
export function repeated(unit: string, size: number): string {
  const name = `${size} ${unit}`;
  let text = REPEATED.get(name);
  if (text === undefined) {
    text = Array.from({ length: size }, () => unit).join(", ");
    REPEATED.set(name, text);
  }
  return text;
}
