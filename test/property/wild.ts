import fc, { type Arbitrary } from "fast-check";
import { FIELDS, type Field } from "../../src/capi/fields.ts";
import { SOFT_CODES } from "../../src/capi/rules.ts";
import type { OPTIONS } from "../../src/config/field-schema.ts";
import { DERIVABLE, type FieldSource, type LimitedDataUse } from "../../src/config/mapping.ts";
import type { Kind as ColumnKind, Value } from "../../src/lib/value.ts";
import { column, field, property } from "../transform/mappings.ts";
import {
  type Case,
  KEY,
  mapped,
  mappingOf,
  PLACE,
  type Query,
  SOUND_CONTENTS,
  withRows,
} from "./cases.ts";
import { KINDS, type Kind } from "./kinds.ts";
import { NASTY, STEP } from "./nasty.ts";
import { CONTENTS, FORMS } from "./values.ts";

/** Columns that hold anything, and what a source may say that they hold. */
const WILD_COLUMNS = ["c0", "c1", "c2", "c3", "c4", "c5"];
const COLUMN_KINDS: readonly ColumnKind[] = [
  "text",
  "json",
  "integer",
  "decimal",
  "array",
  "other",
];

const wildName = fc.constantFrom(...WILD_COLUMNS);

/** What makes an event one of another kind; drawn less often, since most rows end there. */
const KIND_FIELDS = ["event_name", "action_source", "messaging_channel"];

/** Fields that a mapping fills one by one; contents have a grammar of their own. */
const WILD_FIELDS = FIELDS.filter(
  ({ group, wire }) => group !== "contents" && !KIND_FIELDS.includes(wire),
);
const WILD_KINDS = FIELDS.filter(
  ({ group, wire }) => group === "event" && KIND_FIELDS.includes(wire),
);
const WILD_MEMBERS = FIELDS.filter(({ group }) => group === "contents");

/** Some words for each option; the reader of mappings lets no others through. */
// biome-ignore format: a table is read by its columns
const WILD_OPTIONS: Readonly<Record<keyof typeof OPTIONS, Arbitrary<unknown>>> = {
  default_country: fc.oneof(fc.constantFrom("US", "NL"), fc.constant({ column: "c0" })),
  timezone:        fc.constantFrom("UTC", "America/St_Johns"),
  unit:            fc.constantFrom("s", "ms", "us", "ns", "minor"),
  format:          fc.constantFrom("YYYY-MM-DD HH24:MI:SS", "DD.MM.YYYY"),
  date_order:      fc.constantFrom("dmy", "mdy", "ymd"),
  mode:            fc.constantFrom("hash", "raw"),
  on_negative:     fc.constantFrom("send", "exclude", "reject"),
  fold:            fc.constantFrom("earlier", "later", "reject"),
  gap:             fc.constantFrom("forward", "reject"),
  date_only:       fc.constantFrom("reject", "noon_utc"),
};

/** In one case of many; else the other value. */
function rarely<T, U>(value: Arbitrary<T>, other: U): Arbitrary<T | U> {
  return fc.oneof({ weight: 1, arbitrary: value }, { weight: 11, arbitrary: fc.constant(other) });
}

/** Any of the shapes of a field's value. */
function wildSource(of: Field | undefined, names: Arbitrary<string>): Arbitrary<FieldSource> {
  const known = Object.fromEntries(
    (of?.options ?? []).map((option) => [option, WILD_OPTIONS[option]]),
  );
  return fc
    .record({
      kind: fc.constantFrom("column", "first_of", of?.many === true ? "all_of" : "column"),
      isJoined: fc.boolean(),
      columns: fc.array(names, { minLength: 1, maxLength: 3 }),
      steps: fc.oneof(fc.constant([]), fc.array(STEP, { maxLength: 3 })),
      hashed: of?.hash === true ? fc.boolean() : fc.constant(false),
      required: rarely(fc.constant(true), false),
      options: fc.record(known, { requiredKeys: [] }),
    })
    .map(({ isJoined, kind, columns: [first = "", ...rest], ...parts }): FieldSource => {
      const [second = first] = rest;
      if (isJoined && of?.join !== undefined) {
        return { ...parts, kind: "join", columns: [first, second], hashed: false };
      }
      return { ...parts, kind, columns: kind === "column" ? [first] : [first, ...rest] };
    });
}

function wildFields(of: readonly Field[], names: Arbitrary<string>) {
  return fc
    .subarray([...of], { maxLength: Math.min(8, of.length) })
    .chain((fields) =>
      fc.tuple(
        ...fields.map((one) => wildSource(one, names).map((from) => ({ field: one, from }))),
      ),
    );
}

const wildDataUse: Arbitrary<LimitedDataUse | undefined> = rarely(
  fc.record({
    column: fc.option(wildName, { nil: undefined }),
    country: fc.oneof(fc.constantFrom(0 as const, 1 as const), fc.constant({ column: "c1" })),
    state: fc.oneof(fc.constantFrom(0, 1000, 1999), fc.constant({ column: "c2" })),
  }),
  undefined,
);

const KEYS_OF_ITEMS = fc.constantFrom("id", "quantity", "sku", "qty", "price", "__proto__");

/** All that one wild mapping is made of. */
function wildParts(kind: Kind) {
  return fc.record({
    base: mapped(kind, ["event_time", ...kind.base]),
    wild: wildFields(WILD_FIELDS, wildName),
    renamed: rarely(wildFields(WILD_KINDS, wildName), []),
    contents: fc.oneof(fc.constantFrom(undefined, "lines"), rarely(wildName, undefined)),
    members: wildFields(WILD_MEMBERS, KEYS_OF_ITEMS),
    derive: fc.subarray([...DERIVABLE]),
    checkValue: fc.boolean(),
    price: fc.boolean(),
    extra: wildSource(undefined, wildName),
    limitedDataUse: wildDataUse,
    softened: fc.subarray([...SOFT_CODES]),
    leaks: fc.constantFrom("warn" as const, "reject" as const),
    kinds: fc.tuple(...WILD_COLUMNS.map(() => fc.constantFrom(...COLUMN_KINDS))),
    trouble: fc.constantFrom(1, 3, 10),
  });
}

type WildParts = ReturnType<typeof wildParts> extends Arbitrary<infer Parts> ? Parts : never;

/** Mappings that name anything anywhere, over rows that hold anything; some of it is sound. */
function wildQuery(kind: Kind): Arbitrary<Query> {
  return wildParts(kind).map((parts) => wildQueryOf(kind, parts));
}

function wildQueryOf(kind: Kind, parts: WildParts): Query {
  const { base, limitedDataUse, softened, leaks, trouble } = parts;
  const sound = mappingOf(kind, base, {});
  const taken = new Set(base.map(({ path }) => path));
  const others = [...parts.wild, ...parts.renamed]
    .map(({ field: { group, wire }, from }) => ({
      path: group === "event" ? wire : `${group}.${wire}`,
      from,
    }))
    .filter(({ path }) => !taken.has(path));
  const names = new Set(others.map(({ path }) => path));
  const cells = {
    ...Object.fromEntries(base.map(({ path, form }) => [path, troubled(form.value, trouble)])),
    ...Object.fromEntries(WILD_COLUMNS.map((name) => [name, WILD_CELL])),
    [KEY]: troubled(fc.nat(), 1),
    lines: troubled(CONTENTS, trouble),
  };
  const kinds = new Map(WILD_COLUMNS.map((name, i) => [name, parts.kinds[i] ?? "other"]));
  return {
    kind,
    mapping: {
      ...sound,
      eventName: names.has("event_name") ? undefined : sound.eventName,
      actionSource: names.has("action_source") ? undefined : sound.actionSource,
      fields: [...sound.fields, ...others.map(({ path, from }) => field(path, from))],
      extra: [property("tier", parts.extra)],
      contents: wildContents(parts),
      limitedDataUse,
      leaks,
      rules: Object.fromEntries(softened.map((code) => [code, "warn"])),
    },
    columns: Object.keys(cells).map((name) => column(name, kinds.get(name) ?? "other")),
    row: fc.record(cells),
  };
}

/** Items whose id and quantity are sound, so that some of their rows go on; their other members wild. */
function wildContents({ contents, members, derive, checkValue, price }: WildParts) {
  if (contents === undefined) return undefined;
  const [id, quantity] = SOUND_CONTENTS.item;
  const sound = [id, quantity].filter((member) => member !== undefined);
  const wild = members
    .filter(({ field: { wire } }) => wire !== "id" && wire !== "quantity")
    .map(({ field: { wire }, from }) => property(wire, from));
  return { column: contents, item: [...sound, ...wild], place: PLACE, derive, checkValue, price };
}

/** A sound value of some field, seldom of the one that reads it, or anything at all. */
const WILD_CELL = fc.oneof(
  ...Object.values(FORMS).map(([form]) => ({ weight: 1, arbitrary: form?.value ?? NASTY })),
  { weight: Object.keys(FORMS).length, arbitrary: NASTY },
);

/** Mostly sound: in `percent` of the rows anything at all. */
function troubled(value: Arbitrary<Value>, percent: number): Arbitrary<Value> {
  return fc.oneof(
    { weight: 100 - percent, arbitrary: value },
    { weight: percent, arbitrary: NASTY },
  );
}

/** Cases of any kind in which a row may become anything but a refused event. */
export function wildCase(rows: number): Arbitrary<Case> {
  return fc
    .constantFrom(...KINDS)
    .chain(wildQuery)
    .chain((query) => withRows(query, rows));
}
