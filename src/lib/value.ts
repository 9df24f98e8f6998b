/**
 * What a source may hand over. Exact types (64-bit integers, decimals, timestamps) arrive as text,
 * never as a JavaScript float or `Date`; JSON columns arrive as their text.
 */
export type Value =
  | null
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | readonly Value[]
  | { readonly [key: string]: Value };

/** An object, as opposed to a list, bytes, null or a scalar. */
export function isObject(value: Value | undefined): value is { readonly [key: string]: Value } {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array)
  );
}

/** One result row, its values in the order of the result's columns. */
export type Row = readonly Value[];

/** One row that does not come from a warehouse, by the names of its columns. */
export type Cells = { readonly [column: string]: Value };

/** What a column holds, in the few words that a mapping has to tell apart. */
export type Kind =
  | "text"
  | "integer"
  | "decimal"
  | "float"
  | "boolean"
  | "timestamptz"
  | "timestamp"
  | "date"
  | "time"
  | "json"
  | "bytes"
  | "array"
  | "other";

/** A column of a result: its name as the warehouse prints it, its type there, and its kind here. */
export interface Column {
  readonly name: string;
  /** The warehouse's own type name, fit for a cast in its SQL. */
  readonly type: string;
  readonly kind: Kind;
}
