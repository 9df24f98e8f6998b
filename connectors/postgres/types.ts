import type { Column, Kind, Value } from "../../src/lib/value.ts";

/** What pg_type says of a column's type. */
export interface PostgresType {
  readonly oid: number;
  /** As `format_type` prints it: fit for a cast, whatever the search path. */
  readonly name: string;
  readonly kind: Kind;
  /** Of an array: its element's type. */
  readonly element: number | undefined;
}

/** From the server's text to a value; undefined leaves the text as it is. */
export type Decode = (text: string) => Value;

/** Splits an array's text and passes each element that is not NULL through `decode`. */
export type ParseArray = (text: string, decode: (element: string) => Value) => Value[];

const KINDS: Readonly<Record<string, Kind>> = {
  bool: "boolean",
  int2: "integer",
  int4: "integer",
  int8: "integer",
  numeric: "decimal",
  float4: "float",
  float8: "float",
  text: "text",
  varchar: "text",
  bpchar: "text",
  char: "text",
  name: "text",
  citext: "text",
  uuid: "text",
  timestamptz: "timestamptz",
  timestamp: "timestamp",
  date: "date",
  time: "time",
  timetz: "time",
  json: "json",
  jsonb: "json",
  bytea: "bytes",
};

/**
 * The types of some columns and of their elements. Domains need no care: the server describes a
 * column by the type below. A typmod of -1 keeps `bpchar` from becoming `character`, that is
 * `character(1)`, to which a cast would cut the text.
 */
export const TYPES_SQL = `
select t.oid::int4, format_type(t.oid, -1), t.typname, t.typtype, t.typcategory, t.typelem::int4
from pg_catalog.pg_type t
where t.oid = any($1::oid[])
   or t.oid in (select e.typelem from pg_catalog.pg_type e where e.oid = any($1::oid[]))`;

/** One row of `TYPES_SQL`, all text. */
export function typeOf(row: readonly (string | null)[]): PostgresType {
  const [oid, name, typname, typtype, category, element] = row.map((value) => value ?? "");
  return {
    oid: Number(oid),
    name: name ?? "",
    kind: kindOf(typname ?? "", typtype ?? "", category ?? ""),
    element: category === "A" ? Number(element) : undefined,
  };
}

function kindOf(typname: string, typtype: string, category: string): Kind {
  if (typtype === "e") return "text";
  return category === "A" ? "array" : (KINDS[typname] ?? "other");
}

/** Types that are decoded even in a result that was never described: their oids never change. */
// biome-ignore format: a table is read by its columns
export const BUILT_IN: readonly PostgresType[] = [
  { oid: 16,   name: "boolean",   kind: "boolean", element: undefined },
  { oid: 17,   name: "bytea",     kind: "bytes",   element: undefined },
  { oid: 1000, name: "boolean[]", kind: "array",   element: 16 },
  { oid: 1001, name: "bytea[]",   kind: "array",   element: 17 },
  { oid: 1005, name: "smallint[]", kind: "array",  element: 21 },
  { oid: 1007, name: "integer[]", kind: "array",   element: 23 },
  { oid: 1009, name: "text[]",    kind: "array",   element: 25 },
  { oid: 1015, name: "character varying[]", kind: "array", element: 1043 },
  { oid: 1016, name: "bigint[]",  kind: "array",   element: 20 },
  { oid: 1231, name: "numeric[]", kind: "array",   element: 1700 },
];

/** The decoder of a type: only booleans, bytes and arrays are more than their text. */
export function decoderOf(
  oid: number,
  types: ReadonlyMap<number, PostgresType>,
  parseArray: ParseArray,
): Decode {
  const type = types.get(oid);
  if (type?.kind === "boolean") return (text) => text === "t";
  if (type?.kind === "bytes") return bytesOf;
  if (type?.element === undefined) return asIs;
  const element = decoderOf(type.element, types, parseArray);
  return (text) => parseArray(text, element);
}

/** The decoder of all that is its text. */
export function asIs(text: string): string {
  return text;
}

/** `\x0aff` to bytes: the session asks for this form. */
function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.slice(2), "hex"));
}

/** A column as the seam tells it. */
export function columnOf(
  field: { readonly name: string; readonly dataTypeID: number },
  types: ReadonlyMap<number, PostgresType>,
): Column {
  const type = types.get(field.dataTypeID);
  return { name: field.name, type: type?.name ?? "text", kind: type?.kind ?? "other" };
}
