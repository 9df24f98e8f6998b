import type { CleanContext, Json, RawJson } from "../capi/clean/cleaner.ts";
import { type Field, fieldOf, type Group } from "../capi/fields.ts";
import { readInstant } from "../config/instant.ts";
import type { ExpectedEvent } from "../config/mapping.ts";
import { sha256 } from "../lib/hash.ts";
import { isoTime } from "../lib/iso-time.ts";
import type { Issue } from "../lib/issue.ts";
import type { Value } from "../lib/value.ts";
import type { EventItem } from "../transform/item.ts";

/**
 * What keeps an event from being what a test says of it, one line for each member; what the test does
 * not name may be anything. Contact data stands in the test in plain text and is hashed here.
 */
export function eventDifferences(expected: ExpectedEvent, item: EventItem): readonly string[] {
  const { user_data: person, ...rest } = expected;
  const why = reasons(item.notices);
  return [
    ...memberDifferences(rest, item.event, { path: "", whole: false, why }),
    ...(isMap(person)
      ? Object.entries(person).flatMap(([name, value]) => personDifferences(name, value, item, why))
      : []),
  ];
}

/** What keeps an event from being exactly this one on the wire. */
export function payloadDifferences(expected: ExpectedEvent, item: EventItem): readonly string[] {
  return memberDifferences(expected, item.event, { path: "", whole: true, why: NO_REASON });
}

interface Comparison {
  /** Of what is compared: `custom_data.contents[0].id`. */
  readonly path: string;
  /** Nothing may be there that the test does not name. */
  readonly whole: boolean;
  /** Why the member at a path was left out: ` (amount_invalid, expected …)`. */
  readonly why: (path: string) => string;
}

type Members = { readonly [name: string]: Value };

function memberDifferences(
  expected: Members,
  actual: { readonly [name: string]: Json | undefined },
  comparison: Comparison,
): readonly string[] {
  const at = (name: string): Comparison => ({
    ...comparison,
    path: comparison.path === "" ? name : `${comparison.path}.${name}`,
  });
  const surplus = comparison.whole
    ? Object.keys(actual).filter(
        (name) => actual[name] !== undefined && !Object.hasOwn(expected, name),
      )
    : [];
  return [
    ...Object.entries(expected).flatMap(([name, value]) =>
      differences(value, actual[name], at(name)),
    ),
    ...surplus.flatMap((name) => differences(null, actual[name], at(name))),
  ];
}

/** Compares one value; `null` in a test means that nothing is there. */
function differences(
  expected: Value,
  actual: Json | undefined,
  comparison: Comparison,
): readonly string[] {
  const { path, whole, why } = comparison;
  const value = whole ? actual : onlyOf(expected, actual);
  if (Array.isArray(expected) && isList(value)) {
    return listDifferences(expected as readonly Value[], value, comparison);
  }
  if (isMap(expected) && isObject(value)) return memberDifferences(expected, value, comparison);
  if (isEqual(expected, value) || (!whole && isSameTime(expected, value, path))) return [];
  const found = value === undefined ? `nothing${why(path)}` : got(value, expected, comparison);
  return [`${path}: expected ${shown(expected)}, got ${found}`];
}

/** The one value of a list, for a test that names it without the list. */
function onlyOf(expected: Value, actual: Json | undefined): Json | undefined {
  const [only, second] = isList(actual) && !Array.isArray(expected) ? actual : [];
  return second === undefined && only !== undefined ? only : actual;
}

function listDifferences(
  expected: readonly Value[],
  actual: readonly Json[],
  comparison: Comparison,
): readonly string[] {
  const { path } = comparison;
  if (expected.length !== actual.length) {
    return [`${path}: expected ${amount(expected.length)}, got ${amount(actual.length)}`];
  }
  return expected.flatMap((value, i) =>
    differences(value, actual[i], { ...comparison, path: `${path}[${i}]` }),
  );
}

function isEqual(expected: Value, actual: Json | undefined): boolean {
  if (expected === null) return actual === undefined;
  // YAML has no number with more digits than a float, so that a test writes such a one as text.
  return isRaw(actual) ? expected === actual.rawJSON : expected === actual;
}

/** Times may be written as people read them, with their offset. */
function isSameTime(expected: Value, actual: Json | undefined, path: string): boolean {
  if (typeof expected !== "string" || typeof actual !== "number" || !isTime(path)) return false;
  const instant = readInstant(expected);
  return instant?.zone === "offset" && instant.ms === actual * 1000;
}

function isTime(path: string): boolean {
  const [group = "", name] = path.split(".");
  const field = name === undefined ? fieldOf("event", group) : fieldOf(group as Group, name);
  return field?.options.includes("timezone") === true;
}

/** In the form of what was expected; of a person nothing is shown, not even cleaned. */
function got(actual: Json, expected: Value, { path, whole }: Comparison): string {
  if (/^user_data\b/.test(path)) return expected === null ? "a value" : "another";
  const isInstant = typeof actual === "number" && typeof expected === "string" && isTime(path);
  return shown((isInstant && !whole ? isoTime(actual) : undefined) ?? actual);
}

function shown(value: Value | Json | undefined): string {
  return value === null || value === undefined ? "nothing" : JSON.stringify(value);
}

function amount(count: number): string {
  return count === 1 ? "1 value" : `${count} values`;
}

/** Why a member is missing, from what was remarked about its field. */
function reasons(notices: readonly Issue[] | undefined): (path: string) => string {
  return (path) => {
    const field = path.replaceAll(/\[\d+\]/g, "");
    const found = notices?.find((notice) => notice.field === field);
    return found === undefined ? "" : ` (${found.code}, expected ${found.expected})`;
  };
}

const NO_REASON = (): string => "";

/** A key of user_data, by its readable or its wire name. */
function personDifferences(
  name: string,
  expected: Value,
  { event }: EventItem,
  why: (path: string) => string,
): readonly string[] {
  const field = fieldOf("user_data", name);
  const wire = field?.wire ?? name;
  const actual = event.user_data[wire];
  const path = `user_data.${name}`;
  if (expected === null)
    return actual === undefined ? [] : [`${path}: expected nothing, got a value`];
  const wanted = Array.isArray(expected) ? (expected as readonly Value[]) : [expected];
  const values = isList(actual) ? actual : actual === undefined ? [] : [actual];
  if (wanted.length === values.length) {
    return wanted.flatMap((value, i) => valueDifferences(plain(value), values[i], path, field));
  }
  const told = wanted.length === 1 ? named(plain(wanted[0] ?? null), field) : amount(wanted.length);
  const found = values.length === 0 ? `nothing${why(`user_data.${wire}`)}` : amount(values.length);
  return [`${path}: expected ${told}, got ${found}`];
}

function valueDifferences(
  expected: string,
  actual: Json | undefined,
  path: string,
  field: Field | undefined,
): readonly string[] {
  if (actual === expected || actual === hashOf(expected, field)) return [];
  const normal = normalised(expected, field);
  const isSlip = normal !== undefined && actual === hashOf(normal, field);
  const other = isSlip ? `that of ${shown(normal)}, which is its normalised form` : "another";
  return [`${path}: expected ${named(expected, field)}, got ${other}`];
}

/** YAML reads `77` as a number; ids and dates are text on the wire. */
function plain(value: Value): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function hashOf(text: string, field: Field | undefined): string {
  return field?.hash === true && !isHash(text) ? sha256(text) : text;
}

function named(text: string, field: Field | undefined): string {
  return field?.hash === true && !isHash(text) ? `the hash of ${shown(text)}` : shown(text);
}

const NEUTRAL: CleanContext = {
  now: Number.MAX_SAFE_INTEGER,
  country: undefined,
  currency: undefined,
  timezone: undefined,
  options: {},
  notice: () => undefined,
};

function normalised(text: string, field: Field | undefined): string | undefined {
  const cleaned = field?.clean(text, NEUTRAL);
  return typeof cleaned === "string" && cleaned !== text ? cleaned : undefined;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isRaw(value: Json | undefined): value is RawJson {
  return typeof value === "object" && "rawJSON" in value;
}

function isMap(value: Value | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && !Array.isArray(value) && !isRaw(value);
}
