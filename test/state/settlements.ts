import { randomBytes } from "node:crypto";
import type { Counts, Lease, LedgerKeys, NewLetter, Settle } from "../../src/state/store.ts";

/** Counts of nothing but what is given. */
export function counts(some: Partial<Counts>): Counts {
  const none = { accepted: 0, alreadySent: 0, deadLettered: 0, expired: 0, held: 0, excluded: {} };
  return { read: 0, ...none, ...some };
}

/** Random keys, all of one day and window. */
export function ledgerKeys(count: number, day = 20_000, windowDays = 7): LedgerKeys {
  return {
    keys: new Uint8Array(randomBytes(16 * count)),
    days: new Int32Array(count).fill(day),
    windowDays: new Uint8Array(count).fill(windowDays),
  };
}

/** A T2 of nothing but what is given. */
export function settlement(lease: Lease, run: number, some: Partial<Settle> = {}): Settle {
  return {
    lease,
    run,
    attempts: [],
    ledger: ledgerKeys(0),
    letters: [],
    closedLetters: [],
    counts: counts({}),
    watermark: undefined,
    ...some,
  };
}

/** A letter of one row with one issue. */
export function letter(rowKey: string, some: Partial<NewLetter> = {}): NewLetter {
  return {
    rowKey,
    cursor: "2026-11-01 10:00:00.000001+00",
    stage: "validate",
    issues: [{ code: "currency_unknown", field: "custom_data.currency", expected: "ISO 4217" }],
    meta: undefined,
    fingerprint: "f1",
    ...some,
  };
}
