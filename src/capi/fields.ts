import type { Cleaner, FieldOptions } from "./clean/cleaner.ts";
import { APP_DATA } from "./fields/app-data.ts";
import { ATTRIBUTION_DATA, ATTRIBUTION_SETTING } from "./fields/attribution.ts";
import { COMMERCE, CONTENTS, STORE_DATA } from "./fields/custom-data.ts";
import { EVENT, ORIGINAL_EVENT_DATA } from "./fields/event.ts";
import { EXTINFO } from "./fields/extinfo.ts";
import * as groups from "./fields/groups.ts";
import { FIGURE } from "./fields/kinds.ts";
import type { Join, Line, Occasion, Table, WireTypes } from "./fields/line.ts";
import type { FieldSourceTag } from "./fields/sources.ts";
import { MILEAGE, TRADES } from "./fields/trades.ts";
import { USER_DATA } from "./fields/user-data.ts";
import * as words from "./fields/words.ts";

/** The object of an event that holds a field. */
export type Group = groups.Group;

/** One parameter of a Conversions API event. */
export interface Field {
  readonly group: Group;
  /** The readable name of the docs: `email`. Equal to `wire` but for the hashed user_data keys. */
  readonly name: string;
  /** Meta's name: `em`. */
  readonly wire: string;
  readonly type: keyof WireTypes;
  readonly clean: Cleaner;
  /** Meta takes the SHA-256 of the cleaned value, never the value. */
  readonly hash: boolean;
  /**
   * Meta takes a list; several columns may feed it. A value that is a list itself is taken apart by
   * `elementsOf` (clean/list.ts), and each element is cleaned by itself.
   */
  readonly many: boolean;
  /** The options that a mapping may set on it. */
  readonly options: readonly (keyof FieldOptions)[];
  /** All values that Meta lists; empty where it lists none. */
  readonly words: readonly string[];
  /** What is not among `words` is sent all the same, and counted. */
  readonly open: boolean;
  /** How its value is made of two columns, where that can be asked for. */
  readonly join: Join | undefined;
  /** The group that it is sent in: `group`, but for what is documented elsewhere. */
  readonly sentIn: Group;
  /** The events for which Meta requires, recommends or lists it. */
  readonly recommended: readonly Occasion[];
  /** Meta's pages know it of these events only: on others it does nothing. */
  readonly only: boolean;
  /** Its column in a file for the Conversions API Gateway. */
  readonly csv: string | undefined;
  readonly source: FieldSourceTag;
  /** No page of Meta's for this API names it. */
  readonly unverified: boolean;
  /** One sentence for the docs. */
  readonly doc: string;
}

/** Every parameter that a mapping may set, by the object of the event that it is written in. */
const TABLES = {
  event: EVENT,
  user_data: USER_DATA,
  custom_data: { ...COMMERCE, ...TRADES },
  contents: CONTENTS,
  store_data: STORE_DATA,
  mileage: MILEAGE,
  app_data: APP_DATA,
  extinfo: EXTINFO,
  original_event_data: ORIGINAL_EVENT_DATA,
  attribution_data: ATTRIBUTION_DATA,
  attribution_setting: ATTRIBUTION_SETTING,
} as const satisfies Readonly<Record<Group, Table>>;

/** The tables as types, from which the type of an event is made. */
export type Tables = typeof TABLES;

/** The nine values of `action_source`. */
export const ACTION_SOURCES = words.ACTION_SOURCES;

/** The values of `messaging_channel`. */
export const MESSAGING_CHANNELS = words.MESSAGING_CHANNELS;

/** Every parameter that a mapping may set, in the order of the docs. */
export const FIELDS: readonly Field[] = groups.GROUP_NAMES.flatMap((group) =>
  Object.entries<Line>(TABLES[group]).map(([wire, line]) => fieldFrom(group, wire, line)),
);

function fieldFrom(group: Group, wire: string, line: Line): Field {
  const { kind, source, doc } = line;
  return {
    group,
    name: line.name ?? wire,
    wire,
    type: kind.type,
    clean: kind.clean,
    hash: kind.hash ?? false,
    many: kind.many ?? false,
    options: kind.options ?? [],
    words: kind.words ?? [],
    open: kind.open ?? false,
    join: kind.join,
    sentIn: line.sentIn ?? group,
    recommended: line.recommended ?? [],
    only: line.only ?? false,
    csv: line.csv ?? ownColumn(group, wire, line),
    source,
    unverified: line.unverified ?? false,
    doc,
  };
}

/**
 * The Gateway's file takes any single value of custom_data in a column of that name.
 * gateway-products/conversions-api-gateway/upload-events (read 2026)
 */
function ownColumn(group: Group, wire: string, { kind }: Line): string | undefined {
  const isOneValue = kind === FIGURE || (kind.type !== "object" && kind.type !== "json");
  const isSingle = kind.many !== true && isOneValue;
  return group === "custom_data" && isSingle ? `custom_data.${wire}` : undefined;
}

/** Wire names of the ten contact keys: nothing but a SHA-256 of them ever leaves. */
export const CONTACT_KEYS: ReadonlySet<string> = new Set(
  FIELDS.filter((field) => field.hash && field.many && field.wire !== "external_id").map(
    (field) => field.wire,
  ),
);

const BY_NAME: ReadonlyMap<string, Field> = new Map(
  FIELDS.flatMap((field) => [
    [`${field.group}.${field.name}`, field],
    [`${field.group}.${field.wire}`, field],
  ]),
);

/** The field of a group by its readable or its wire name. */
export function fieldOf(group: Group, nameOrWire: string): Field | undefined {
  return BY_NAME.get(`${group}.${nameOrWire}`);
}

/** All names that a mapping may write in a group, the readable ones first. */
export function namesOf(group: Group): readonly string[] {
  const fields = FIELDS.filter((field) => field.group === group);
  return [...new Set([...fields.map((field) => field.name), ...fields.map((field) => field.wire)])];
}
