import type { FieldOptions } from "../capi/clean/cleaner.ts";
import type { Group } from "../capi/fields.ts";
import type { Cells, Value } from "../lib/value.ts";

/** One YAML file under `mappings/`, checked and with the project's defaults filled in. */
export interface Mapping {
  /** The file's name without its extension. */
  readonly name: string;
  /** What the state is kept under: `id:` in the file, by default the name. */
  readonly id: string;
  /** Relative to the project folder. */
  readonly file: string;
  readonly description: string | undefined;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  /** A key of `connections:`. */
  readonly connection: string;
  /** A key of `destinations:`. */
  readonly destination: string;
  /** Literal; undefined when it is a field. */
  readonly eventName: string | undefined;
  /** Literal; undefined when it is a field. */
  readonly actionSource: string | undefined;
  readonly source: SourceBlock;
  readonly consent: Consent | undefined;
  readonly limitedDataUse: LimitedDataUse | undefined;
  /** Wire names of user_data keys of which a row needs at least one; empty when not set. */
  readonly requireAny: readonly string[];
  readonly fields: readonly MappedField[];
  /** Own properties, merged flat into custom_data. */
  readonly extra: readonly MappedProperty[];
  readonly contents: Contents | undefined;
  readonly delivery: Delivery;
  readonly onError: OnError;
  /** What becomes of a row with an e-mail address or phone number where none belongs. */
  readonly leaks?: "warn" | "reject";
  /** Codes of rules that the mapping softens, and to what. */
  readonly rules: Readonly<Record<string, "warn">>;
  /** IANA zone of timestamps without an offset, where the field names none. */
  readonly timezone: string | undefined;
  readonly tests: readonly MappingTest[];
}

export interface SourceBlock {
  /** The user's statement, from `sql`, `sql_file` or `table`; without a trailing semicolon. */
  readonly sql: string;
  /** Where the SQL stands, for messages: `mappings/a.yaml:12` or `mappings/sql/a.sql`. */
  readonly origin: string;
  readonly where: string | undefined;
  readonly primaryKey: readonly string[];
  readonly incremental: Incremental | undefined;
  /** As the connector's schema parsed it. */
  readonly options: unknown;
}

export interface Incremental {
  readonly cursor: string;
  readonly lookbackSeconds: number;
  /** Undefined: the connector's default. */
  readonly settleSeconds: number | undefined;
  /** ISO 8601; undefined: the start of the acceptance window. */
  readonly start: string | undefined;
  readonly timezone: string | undefined;
  readonly nullCursor: "fail" | "exclude";
}

/** Rows whose column does not hold one of the values are excluded as `no_consent`. */
export interface Consent {
  readonly column: string;
  /** As text; booleans are `true` and `false`. */
  readonly in: readonly string[];
}

/**
 * `always`, or per row. Country and state are Meta's codes, or columns that hold them; where neither
 * is written both are 0, at which Meta finds them out.
 */
export interface LimitedDataUse {
  /** Undefined: every row. */
  readonly column: string | undefined;
  readonly country: 0 | 1 | { readonly column: string };
  readonly state: number | { readonly column: string };
}

/** One parameter of an event and where its value comes from. */
export interface MappedField {
  readonly group: Group;
  /** The wire name: `em`, not `email`. */
  readonly name: string;
  readonly from: FieldSource;
  readonly place: Place;
}

/** A property of the user's own under custom_data. */
export interface MappedProperty {
  readonly name: string;
  readonly from: FieldSource;
  readonly place: Place;
}

/** Where a value was written, for messages that arise when the columns are known. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The shapes of a field's value, after reading. */
export type FieldSource =
  | { readonly kind: "const"; readonly value: string | number | boolean }
  | {
      /**
       * `column`: exactly one; `first_of`: the first that is not empty; `all_of`: all of them;
       * `join`: the two that make one value, in the order of the field's `join`.
       */
      readonly kind: "column" | "first_of" | "all_of" | "join";
      /** Inside `contents.item` these are keys of the element, elsewhere columns. */
      readonly columns: readonly string[];
      readonly steps: readonly Step[];
      /** The value is SHA-256 already. */
      readonly hashed: boolean;
      /** Without a valid value the row is rejected. */
      readonly required: boolean;
      readonly options: FieldOptions;
    };

/** One step of a transform chain. */
export type Step =
  | { readonly op: "trim" | "lower" | "upper" | "digits" | "to_number" | "to_string" | "json" }
  | { readonly op: "prefix" | "suffix"; readonly text: string }
  | { readonly op: "replace"; readonly find: string; readonly with: string }
  /** The number as the decimal text that was written. */
  | { readonly op: "divide" | "multiply"; readonly by: string }
  | { readonly op: "round"; readonly digits: number }
  | { readonly op: "default"; readonly value: string | number | boolean }
  | { readonly op: "split"; readonly separator: string }
  | { readonly op: "path"; readonly path: readonly string[] }
  | { readonly op: "sum"; readonly key: string | undefined }
  | {
      readonly op: "map";
      readonly table: Readonly<Record<string, string>>;
      readonly otherwise: Otherwise;
    };

/** What `map` does with a value that its table does not hold. */
export type Otherwise =
  | { readonly kind: "reject" | "skip" | "keep" }
  | { readonly kind: "const"; readonly value: string | number | boolean };

/** `contents` from a JSON or array column: one object per element. */
export interface Contents {
  readonly column: string;
  readonly item: readonly MappedProperty[];
  readonly place: Place;
  /** Members of custom_data that are worked out of the items. */
  readonly derive?: readonly Derivable[];
  /** Tells of rows whose value is not the sum of their items. */
  readonly checkValue?: boolean;
  /** Repeats item_price as `price` in store events, as Meta's page on offline events calls it. */
  readonly price?: boolean;
}

/** Members of custom_data that the items of `contents` contain already. */
export const DERIVABLE = ["num_items", "content_ids"] as const;

export type Derivable = (typeof DERIVABLE)[number];

export interface Delivery {
  /** 1..1000 events a request. */
  readonly batchSize: number;
  /** Requests in flight at once. */
  readonly concurrency: number;
  /** Requests per second; undefined: no limit of our own. */
  readonly ratePerSecond: number | undefined;
  /** How long one run goes on trying a batch that Meta does not take for now. */
  readonly retryForSeconds: number;
  readonly onAmbiguous: "resend" | "hold";
  /** How far inside Meta's window an event must still be when it is sent. */
  readonly ageMarginSeconds: number;
  /** Goes with every request, as offline uploads have it; undefined: none. */
  readonly uploadTag: string | undefined;
}

export interface OnError {
  readonly row: "dead_letter" | "skip" | "fail";
  readonly stale: "dead_letter" | "skip" | "fail";
  readonly batch: "bisect" | "fail";
  /** Share of rejected rows, 0..1, above which the run stops. */
  readonly maxErrorRate: number;
  /** Rows read before `maxErrorRate` counts. */
  readonly minRows: number;
}

/** A unit test of a mapping: rows, and all that is to become of them. */
export interface MappingTest {
  readonly name: string;
  readonly place: Place;
  /** The time at which the rows are mapped, Unix ms; undefined: when the test is run. */
  readonly nowMs: number | undefined;
  /** The rows themselves, or a file of them, relative to the project folder. */
  readonly given: readonly Cells[] | { readonly file: string };
  /** Some members of each event, in order; undefined: the test does not say. */
  readonly events: readonly ExpectedEvent[] | undefined;
  /** Each event whole, as it goes on the wire; undefined: the test does not say. */
  readonly payload: readonly ExpectedEvent[] | undefined;
  readonly rejected: readonly ExpectedIssue[];
  /** Why rows are left out; undefined: the test does not say. */
  readonly skipped: readonly string[] | undefined;
}

/** Members of an event by the names that the test uses. */
export type ExpectedEvent = { readonly [member: string]: Value };

/** What is told of an issue; what is not told may be anything. */
export interface ExpectedIssue {
  readonly code: string | undefined;
  /** As issues name it: `user_data.em`. */
  readonly field: string | undefined;
  readonly expected: string | undefined;
}
