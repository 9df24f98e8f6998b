import type { Knex } from "knex";
import type { Holder } from "./store.ts";

/** What the databases behind the store do not say in the same words. */
export interface Database {
  readonly knex: Knex;
  /** The database's clock, Unix ms: the one clock that all who share the state agree on. */
  now(db: Knex): Promise<number>;
  /** Clauses that keep a row read from changing before the end of the transaction. */
  readonly lock: { readonly share: string; readonly update: string };
  /** SQL that gives space back after a purge, outside any transaction; undefined when not needed. */
  readonly reclaim: string | undefined;
  /** Whether the holder's process still lives; undefined when that cannot be known from here. */
  isAlive(holder: Holder): boolean | undefined;
  /** The driver's error as one of ours, and whether the database may be used after it. */
  failure(error: unknown): { readonly error: Error; readonly fatal: boolean };
}

/** One transaction on its way. */
export interface Transaction {
  readonly db: Knex;
  /** The database's clock when the transaction began, Unix ms. */
  readonly now: number;
  readonly lock: Database["lock"];
}
