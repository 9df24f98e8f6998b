import type { Incremental, SourceBlock } from "../../src/config/mapping.ts";

/** A mapping's source block as the loader would make it, with the columns `id` and `at`. */
export function blockOf(sql: string, changes: Partial<SourceBlock> = {}): SourceBlock {
  return {
    sql,
    origin: "mappings/orders.yaml:4",
    where: undefined,
    primaryKey: ["id"],
    incremental: {
      cursor: "at",
      lookbackSeconds: 0,
      settleSeconds: undefined,
      start: undefined,
      timezone: undefined,
      nullCursor: "fail",
    },
    options: undefined,
    ...changes,
  };
}

/** The same with a change to its `incremental` block. */
export function incrementalBlockOf(sql: string, changes: Partial<Incremental>): SourceBlock {
  const block = blockOf(sql);
  if (block.incremental === undefined) throw new Error("the block has no cursor");
  return { ...block, incremental: { ...block.incremental, ...changes } };
}
