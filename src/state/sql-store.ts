import type { Knex } from "knex";
import { assertConserved } from "./conservation.ts";
import type { Database, Transaction } from "./database.ts";
import { beginAttempt, endAttempt, forget, recover, settle } from "./sql-attempts.ts";
import { acquire, release, renew } from "./sql-leases.ts";
import { knownKeys, purgeKeys } from "./sql-ledger.ts";
import { letterById, listLetters, openLetters } from "./sql-letters.ts";
import { endRun, mappingStatus, mappings, nullCursorChecked, startRun } from "./sql-runs.ts";
import type { Store } from "./store.ts";

/** The store over a migrated database. Disposing it closes the database. */
export function sqlStore(database: Database): Store {
  const gate = new Gate(database);
  return {
    acquire: (mapping, holder, ttlMs) =>
      gate.transact((tx) => acquire(tx, mapping, holder, ttlMs, database.isAlive)),
    renew: (lease, ttlMs) => gate.transact((tx) => renew(tx, lease, ttlMs)),
    release: (lease) => gate.transact((tx) => release(tx, lease)),

    begin: (attempt) => gate.transact((tx) => beginAttempt(tx, attempt)),
    end: (lease, attempt, outcome) =>
      gate.transact((tx) => endAttempt(tx, lease, attempt, outcome)),
    settle: async (settled) => {
      assertConserved(settled.counts);
      await gate.transact((tx) => settle(tx, settled));
    },
    recover: (lease) => gate.transact((tx) => recover(tx, lease)),
    forget: (lease, attempts) => gate.transact((tx) => forget(tx, lease, attempts)),

    known: (keys, days) => gate.transact((tx) => knownKeys(tx.db, keys, days)),
    purge: async (today) => {
      await gate.transact((tx) => purgeKeys(tx.db, today));
      await gate.reclaim();
    },

    openLetters: (mapping) => gate.statement((db) => openLetters(db, mapping)),
    listLetters: (filter) => gate.statement((db) => listLetters(db, filter)),
    letter: (id) => gate.statement((db) => letterById(db, id)),

    status: (mapping) => gate.transact((tx) => mappingStatus(tx.db, mapping)),
    mappings: () => gate.statement(mappings),
    startRun: (lease, startedAt) => gate.transact((tx) => startRun(tx, lease, startedAt)),
    endRun: (lease, run, end) => gate.transact((tx) => endRun(tx, lease, run, end)),
    nullCursorChecked: (lease, at) => gate.transact((tx) => nullCursorChecked(tx, lease, at)),

    [Symbol.asyncDispose]: () => gate.close(),
  };
}

/** The one way to the database: a transaction for each call, and errors of ours. */
class Gate {
  readonly #database: Database;
  #broken: Error | undefined;
  #closed: Promise<void> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Runs `work` in a transaction; an error in it takes all of it back. */
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { lock } = this.#database;
    return this.#guard((knex) =>
      knex.transaction(async (db) => work({ db, now: await this.#database.now(db), lock })),
    );
  }

  /** Runs `work` of a single statement, which is a transaction by itself. */
  statement<T>(work: (db: Knex) => Promise<T>): Promise<T> {
    return this.#guard(work);
  }

  async #guard<T>(work: (db: Knex) => Promise<T>): Promise<T> {
    if (this.#broken !== undefined) throw this.#broken;
    try {
      return await work(this.#database.knex);
    } catch (thrown) {
      const { error, fatal } = this.#database.failure(thrown);
      // After a failed write to the disk nobody knows what it holds; trying on would hide that.
      if (fatal) this.#broken = error;
      throw error;
    }
  }

  async reclaim(): Promise<void> {
    const { reclaim } = this.#database;
    if (reclaim !== undefined) await this.#guard((db) => db.raw(reclaim));
  }

  close(): Promise<void> {
    this.#closed ??= this.#database.knex.destroy();
    return this.#closed;
  }
}
