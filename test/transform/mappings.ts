import type {
  FieldSource,
  MappedField,
  MappedProperty,
  Mapping,
  SourceBlock,
  Step,
} from "../../src/config/mapping.ts";
import type { Column, Kind } from "../../src/lib/value.ts";

type ColumnSource = Exclude<FieldSource, { kind: "const" }>;

const PLACE = { line: 1, column: 1 };

/** A column of a result; text unless said otherwise. */
export function column(name: string, kind: Kind = "text"): Column {
  return { name, type: kind, kind };
}

/** Shape 1 and 3 of a field's value. */
export function from(name: string, rest: Partial<ColumnSource> = {}): FieldSource {
  return { ...columnSource("column", [name]), ...rest };
}

/** Shape 4. */
export function firstOf(...names: readonly string[]): FieldSource {
  return columnSource("first_of", names);
}

/** Shape 5. */
export function allOf(...names: readonly string[]): FieldSource {
  return columnSource("all_of", names);
}

/** Shape 2. */
export function constant(value: string | number | boolean): FieldSource {
  return { kind: "const", value };
}

/** A column through a chain of steps. */
export function through(name: string, ...steps: readonly Step[]): FieldSource {
  return from(name, { steps });
}

function columnSource(kind: ColumnSource["kind"], columns: readonly string[]): ColumnSource {
  return { kind, columns, steps: [], hashed: false, required: false, options: {} };
}

/** `user_data.em`, `custom_data.value`, or `event_id` of the event itself. */
export function field(path: string, source: FieldSource, line = 1): MappedField {
  const dot = path.indexOf(".");
  const group = (dot < 0 ? "event" : path.slice(0, dot)) as MappedField["group"];
  return { group, name: path.slice(dot + 1), from: source, place: { line, column: 5 } };
}

/** An own property, or a member of a contents item. */
export function property(name: string, source: FieldSource): MappedProperty {
  return { name, from: source, place: PLACE };
}

export function source(rest: Partial<SourceBlock> = {}): SourceBlock {
  return {
    sql: "select 1",
    origin: "mappings/purchases.yaml:1",
    where: undefined,
    primaryKey: ["order_id"],
    incremental: undefined,
    options: undefined,
    ...rest,
  };
}

/** A mapping of store purchases that lacks everything but what a test adds. */
export function mapping(rest: Partial<Mapping> = {}): Mapping {
  return {
    name: "purchases",
    id: "purchases",
    file: "mappings/purchases.yaml",
    description: undefined,
    tags: [],
    enabled: true,
    connection: "shop",
    destination: "dataset",
    eventName: "Purchase",
    actionSource: "physical_store",
    source: source(),
    consent: undefined,
    limitedDataUse: undefined,
    requireAny: [],
    fields: [field("event_time", from("at"))],
    extra: [],
    contents: undefined,
    delivery: {
      batchSize: 1000,
      concurrency: 4,
      ratePerSecond: undefined,
      retryForSeconds: 300,
      onAmbiguous: "resend",
      ageMarginSeconds: 3600,
      uploadTag: undefined,
    },
    onError: {
      row: "dead_letter",
      stale: "skip",
      batch: "bisect",
      maxErrorRate: 0.05,
      minRows: 100,
    },
    rules: {},
    timezone: undefined,
    tests: [],
    ...rest,
  };
}
