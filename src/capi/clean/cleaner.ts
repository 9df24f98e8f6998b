import type { Value } from "../../lib/value.ts";

/**
 * Why a value is not what its field takes. One frozen instance per cause, so that refusing a value
 * allocates nothing; it names the expectation and never holds the value.
 */
export class Fault {
  /** Stable, snake_case: `phone_country_missing`. */
  readonly code: string;
  /** The words after "expected": `an e-mail address`. */
  readonly expected: string;

  constructor(code: string, expected: string) {
    this.code = code;
    this.expected = expected;
    Object.freeze(this);
  }
}

/** What a mapping may tell a field about its values; which field takes which stands in FIELDS. */
export interface FieldOptions {
  /** phone: two-letter country that national numbers belong to, or the column that holds it. */
  readonly default_country?: string | { readonly column: string };
  /** Times: IANA zone of values without an offset. */
  readonly timezone?: string;
  /** event_time: the unit of a number, default s. Amounts: `minor` divides by the currency's unit. */
  readonly unit?: "s" | "ms" | "us" | "ns" | "minor" | "major";
  /** Times: how a text writes them, in the tokens of `to_timestamp`; see clean/time-format.ts. */
  readonly format?: string;
  /** date_of_birth: what `02/05/1997` means. */
  readonly date_order?: "dmy" | "mdy" | "ymd";
  /** external_id: `raw` sends it as it is. */
  readonly mode?: "hash" | "raw";
  /** Amounts: what becomes of a row with one below zero. */
  readonly on_negative?: "send" | "exclude" | "reject";
  /** Times without an offset: which one is meant of those that a clock shows twice. */
  readonly fold?: "earlier" | "later" | "reject";
  /** Times without an offset: what becomes of one that the clock skipped. */
  readonly gap?: "forward" | "reject";
  /** Times: what becomes of a date without a time of day. */
  readonly date_only?: "reject" | "noon_utc";
}

/** What a cleaner may know besides the value. One object is reused for all rows of a mapping. */
export interface CleanContext {
  /** Unix seconds. */
  readonly now: number;
  /**
   * Upper-case alpha-2: for a phone its `default_country`, else the row's own country. Undefined
   * where there is none; empty where there is one that nobody can read, which is no reason to guess.
   */
  readonly country: string | undefined;
  /** Upper-case ISO 4217, for amounts with `unit: minor`. */
  readonly currency: string | undefined;
  /** IANA zone for times without an offset: the field's, else the mapping's, else the project's. */
  readonly timezone: string | undefined;
  readonly options: FieldOptions;
  /** Counts something worth knowing about a value that is sent all the same (`prehashed`). */
  notice(code: string): void;
}

/** JSON as it goes on the wire. A `RawJson` is a number that no float can hold. */
export type Json =
  | string
  | number
  | boolean
  | RawJson
  | readonly Json[]
  | { readonly [key: string]: Json };

/** What `JSON.rawJSON` returns. */
export type RawJson = { readonly rawJSON: string };

/**
 * Brings one value into the form in which Meta takes it, before hashing. Pure. Undefined: there is
 * no value (null, blank, a placeholder word in user_data), the field is left out without a word.
 */
export type Cleaner = (value: Value, context: CleanContext) => Json | Fault | undefined;
