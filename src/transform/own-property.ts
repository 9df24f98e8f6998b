import { Fault, type Json } from "../capi/clean/cleaner.ts";
import { numberJson } from "../lib/json.ts";
import type { Value } from "../lib/value.ts";
import { formatDecimal, parseDecimal } from "./decimal.ts";

const NOT_SENDABLE = new Fault("not_sendable", "text, a number, a boolean, a list or an object");
const NOT_FINITE = new Fault("not_a_number", "a finite number");

/**
 * Cleans a property of the user's own. `numeric`: text that is a number goes as a JSON number, with
 * exactly its digits; for columns of numbers and results of arithmetic, which arrive as text.
 */
export function ownProperty(numeric: boolean): (value: Value) => Json | Fault | undefined {
  if (!numeric) return toJson;
  return (value) =>
    typeof value === "string" ? (asNumber(value) ?? toJson(value)) : toJson(value);
}

function asNumber(text: string): Json | undefined {
  const decimal = parseDecimal(text);
  return decimal === undefined ? undefined : numberJson(formatDecimal(decimal));
}

/** A value as JSON, without anything empty: null, blank text, empty lists and objects. */
function toJson(value: Value): Json | Fault | undefined {
  switch (typeof value) {
    case "string":
      return value.trim() === "" ? undefined : value;
    case "number":
      return Number.isFinite(value) ? value : NOT_FINITE;
    case "bigint":
      return numberJson(value.toString());
    case "boolean":
      return value;
    default:
      return value === null ? undefined : container(value);
  }
}

function container(
  value: Uint8Array | readonly Value[] | { readonly [key: string]: Value },
): Json | Fault | undefined {
  if (value instanceof Uint8Array) return NOT_SENDABLE;
  return Array.isArray(value)
    ? listJson(value as readonly Value[])
    : objectJson(value as { readonly [key: string]: Value });
}

function listJson(values: readonly Value[]): Json | Fault | undefined {
  const list: Json[] = [];
  for (const value of values) {
    const json = toJson(value);
    if (json instanceof Fault) return json;
    if (json !== undefined) list.push(json);
  }
  return list.length === 0 ? undefined : list;
}

function objectJson(values: { readonly [key: string]: Value }): Json | Fault | undefined {
  const members: [string, Json][] = [];
  for (const [key, value] of Object.entries(values)) {
    const json = toJson(value);
    if (json instanceof Fault) return json;
    if (json !== undefined) members.push([key, json]);
  }
  return members.length === 0 ? undefined : Object.fromEntries(members);
}
