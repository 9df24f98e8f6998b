import type { Json } from "../capi/clean/cleaner.ts";
import type { CapiEvent } from "../capi/event.ts";
import type { MappedField, MappedProperty, Mapping } from "../config/mapping.ts";
import type { Issue } from "../lib/issue.ts";
import { leakIn, leakInUrl, namesPhone } from "./leak-forms.ts";

/** Looks for contact details in those members of an event that must hold none. */
export type LeakCheck = (event: CapiEvent) => readonly Issue[] | undefined;

type Leak = "leak_email" | "leak_phone";

const NO_EMAIL = "a value without an e-mail address";
const NO_PHONE = "a value without a phone number";

/** Where they belong instead; of an id that is sent raw, how it is not. */
const HASHED_THERE = "those belong in user_data and are hashed there";
const HASHED_WITHOUT_RAW = "without `mode: raw` the id is hashed";

/** Fields that are sent as they are and often made of whatever a system has at hand. */
const LEAKS: Readonly<Record<string, (value: Json) => Leak | undefined>> = {
  event_id: leakInText,
  event_source_url: leakInAddress,
  referrer_url: leakInAddress,
  "custom_data.order_id": leakInText,
  "custom_data.search_string": leakInText,
  "original_event_data.event_id": leakInText,
  "original_event_data.order_id": leakInText,
};

/** One member that is looked at. */
interface Watched {
  readonly read: (event: CapiEvent) => Json | undefined;
  readonly leak: (value: Json) => Leak | undefined;
  readonly issues: Readonly<Record<Leak, Issue>>;
}

/** Compiles the check of one mapping; undefined when nothing of it could leak. */
export function compileLeaks(mapping: Mapping): LeakCheck | undefined {
  const watched = [
    ...mapping.fields.filter(isFromRow).flatMap(({ group, name }) => {
      const path = group === "event" ? name : `${group}.${name}`;
      const leak = LEAKS[path];
      return leak === undefined ? [] : [watch(group === "event" ? undefined : group, name, leak)];
    }),
    ...mapping.fields
      .filter(isRawId)
      .map(({ group, name }) => watch(group, name, leakInList, HASHED_WITHOUT_RAW)),
    ...mapping.extra.filter(isFromRow).map(({ name }) => {
      const isPhone = namesPhone(name);
      return watch("custom_data", name, (value) => leakInJson(value, isPhone));
    }),
  ];
  return watched.length === 0 ? undefined : (event) => findIn(event, watched);
}

/** What a mapping spells out itself is no person's. */
function isFromRow({ from }: MappedProperty): boolean {
  return from.kind !== "const";
}

/** The one field of user_data that may be sent as it is although it could be hashed. */
function isRawId({ from }: MappedField): boolean {
  return from.kind !== "const" && from.options.mode === "raw";
}

function findIn(event: CapiEvent, watched: readonly Watched[]): readonly Issue[] | undefined {
  let found: Issue[] | undefined;
  for (const { read, leak, issues } of watched) {
    const value = read(event);
    const kind = value === undefined ? undefined : leak(value);
    if (kind === undefined) continue;
    if (found === undefined) found = [issues[kind]];
    else found.push(issues[kind]);
  }
  return found;
}

function watch(
  group: string | undefined,
  name: string,
  leak: Watched["leak"],
  instead = HASHED_THERE,
): Watched {
  const field = group === undefined ? name : `${group}.${name}`;
  return {
    read:
      group === undefined
        ? (event) => event[name]
        : (event) => (event[group] as Readonly<Record<string, Json>> | undefined)?.[name],
    leak,
    issues: {
      leak_email: Object.freeze({ code: "leak_email", field, expected: `${NO_EMAIL}; ${instead}` }),
      leak_phone: Object.freeze({ code: "leak_phone", field, expected: `${NO_PHONE}; ${instead}` }),
    },
  };
}

function leakInText(value: Json): Leak | undefined {
  return typeof value === "string" ? leakIn(value) : undefined;
}

function leakInList(value: Json): Leak | undefined {
  return Array.isArray(value) ? firstOf(value, leakInText) : leakInText(value);
}

function leakInAddress(value: Json): Leak | undefined {
  return typeof value === "string" ? leakInUrl(value) : undefined;
}

/** A property of the user's own may hold lists and objects, whose keys count as names too. */
function leakInJson(value: Json, isPhone: boolean): Leak | undefined {
  if (typeof value === "string") return leakIn(value, isPhone);
  if (typeof value === "number") {
    return isPhone && Number.isSafeInteger(value) ? leakIn(String(value), true) : undefined;
  }
  if (typeof value === "boolean") return undefined;
  // Of a list these are its places, which are no names of phones.
  return firstOf(Object.entries(value), ([name, each]) =>
    leakInJson(each, isPhone || namesPhone(name)),
  );
}

function firstOf<T>(values: readonly T[], find: (value: T) => Leak | undefined): Leak | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
