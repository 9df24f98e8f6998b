import fc, { type Arbitrary } from "fast-check";
import type { Contents, Mapping } from "../../src/config/mapping.ts";
import type { Column, Value } from "../../src/lib/value.ts";
import { field, from, mapping, property, source } from "../transform/mappings.ts";
import { formsOf, type Kind } from "./kinds.ts";
import type { Form } from "./values.ts";

/** A row by its columns. */
export type Cells = Readonly<Record<string, Value>>;

/** A mapping, the columns of its query, and some of the rows that this may return. */
export interface Case {
  readonly kind: Kind;
  readonly mapping: Mapping;
  readonly columns: readonly Column[];
  readonly rows: readonly Cells[];
}

/** The same with all rows that the query may return. */
export interface Query {
  readonly kind: Kind;
  readonly mapping: Mapping;
  readonly columns: readonly Column[];
  readonly row: Arbitrary<Cells>;
}

/** The column that is the key of every query. */
export const KEY = "id";

/** Where everything in a random mapping was written. */
export const PLACE = { line: 1, column: 1 };

/** Items of `lines`, their members by the names of `CONTENTS`. */
export const SOUND_CONTENTS: Contents = {
  column: "lines",
  item: [
    property("id", from("sku")),
    property("quantity", from("qty")),
    property("item_price", from("price")),
  ],
  place: PLACE,
};

/** A field and the form that its column takes. */
export interface Mapped {
  readonly path: string;
  readonly form: Form;
}

/** Each of the fields in one of its forms. */
export function mapped(kind: Kind, paths: readonly string[]): Arbitrary<readonly Mapped[]> {
  const each = paths.map((path) =>
    fc.constantFrom(...formsOf(kind, path)).map((form) => ({ path, form })),
  );
  return fc.tuple(...each);
}

/** A mapping of the kind with these fields. */
export function mappingOf(kind: Kind, fields: readonly Mapped[], rest: Partial<Mapping>): Mapping {
  return mapping({
    eventName: kind.eventName,
    actionSource: kind.actionSource,
    source: source({ primaryKey: [KEY] }),
    fields: fields.map(({ path, form }) => field(path, form.source(path))),
    ...rest,
  });
}

/** Cases of a query, with one row up to `count`. */
export function withRows(query: Query, count: number): Arbitrary<Case> {
  const { row, ...rest } = query;
  return fc
    .array(row, { minLength: 1, maxLength: count, size: "max" })
    .map((rows) => told({ ...rest, rows }));
}

/** A case that a counterexample tells by what its mapping says, and its rows. */
function told(one: Case): Case {
  return Object.assign({ ...one }, { [fc.toStringMethod]: () => describeCase(one) });
}

function describeCase({ kind, mapping: { fields, ...rest }, rows }: Case): string {
  const named = fields.map(({ group, name, from: shape }) => ({ [`${group}.${name}`]: shape }));
  const { contents, limitedDataUse, rules, extra } = rest;
  const parts = { kind: kind.name, fields: named, contents, limitedDataUse, rules, extra, rows };
  return fc.stringify(parts);
}
