import type { Value } from "../../lib/value.ts";
import type {
  CleanContext,
  Cleaner,
  Fault,
  FieldOptions,
  Json,
  RawJson,
} from "../clean/cleaner.ts";
import type { STANDARD_EVENTS } from "../event-names.ts";
import type { Group } from "./groups.ts";
import type { FieldSourceTag } from "./sources.ts";
import type { ACTION_SOURCES } from "./words.ts";

/** What Meta takes, by the word that the docs have for it. */
export interface WireTypes {
  text: string;
  number: number | RawJson;
  amount: number | RawJson;
  integer: number | RawJson;
  /** Unix seconds. */
  time: number;
  boolean: boolean;
  bit: 0 | 1;
  object: { readonly [member: string]: Json };
  json: Json;
}

/** A value that is made of two columns, where no single one holds it. */
export interface Join {
  /** What the two are called in a mapping. */
  readonly keys: readonly [string, string];
  /** The options that a mapping may set with them. */
  readonly options: readonly (keyof FieldOptions)[];
  readonly clean: (
    first: Value,
    second: Value,
    context: CleanContext,
  ) => string | Fault | undefined;
}

/** A kind of value: how it is cleaned and how it goes on the wire. */
export interface Kind {
  readonly type: keyof WireTypes;
  readonly clean: Cleaner;
  /** Meta takes the SHA-256 of the cleaned value, never the value. */
  readonly hash?: true;
  /** Meta takes a list. */
  readonly many?: true;
  /** The options that a mapping may set on it. */
  readonly options?: readonly (keyof FieldOptions)[];
  /** All that Meta lists. */
  readonly words?: readonly string[];
  /** What is no word of the list is sent all the same, and counted. */
  readonly open?: true;
  readonly join?: Join;
}

/** A kind of event that a field is meant for: its name, where it happened, or one of two words. */
export type Occasion =
  | "all"
  | "crm"
  | (typeof STANDARD_EVENTS)[keyof typeof STANDARD_EVENTS][number]
  | (typeof ACTION_SOURCES)[number];

/** One line of a table; its key is Meta's name of the parameter. */
export interface Line {
  readonly kind: Kind;
  /** The readable name, where it is another than Meta's. */
  readonly name?: string;
  /** The events for which Meta requires, recommends or lists it. */
  readonly recommended?: readonly Occasion[];
  /** Meta's pages know it of these events only: on others it does nothing. */
  readonly only?: true;
  /** Its column in a file for the Conversions API Gateway. */
  readonly csv?: string;
  /** Written in the table's group, sent in this one. */
  readonly sentIn?: Group;
  readonly source: FieldSourceTag;
  /** No page of Meta's for this API names it. */
  readonly unverified?: true;
  /** One sentence for the docs. */
  readonly doc: string;
}

/** The parameters of one group, in the order of the docs. */
export type Table = Readonly<Record<string, Line>>;
