import { numberJson } from "../../lib/json.ts";
import type { Value } from "../../lib/value.ts";
import { type Cleaner, Fault, type Json } from "./cleaner.ts";

const NOT_SENDABLE = new Fault("not_sendable", "text, a number, a boolean, a list or an object");
const NOT_FINITE = new Fault("not_a_number", "a finite number");

/** A value as JSON, without anything empty: null, blank text, empty lists and objects. */
export function jsonOf(value: Value): Json | Fault | undefined {
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

/** Whatever the row holds; for what Meta leaves open. */
export const free: Cleaner = jsonOf;

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
    const json = jsonOf(value);
    if (json instanceof Fault) return json;
    if (json !== undefined) list.push(json);
  }
  return list.length === 0 ? undefined : list;
}

function objectJson(values: { readonly [key: string]: Value }): Json | Fault | undefined {
  const members: [string, Json][] = [];
  for (const [key, value] of Object.entries(values)) {
    const json = jsonOf(value);
    if (json instanceof Fault) return json;
    if (json !== undefined) members.push([key, json]);
  }
  return members.length === 0 ? undefined : Object.fromEntries(members);
}
