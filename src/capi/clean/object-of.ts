import { parseJson } from "../../lib/json.ts";
import { isObject, type Value } from "../../lib/value.ts";
import { type CleanContext, type Cleaner, Fault, type Json } from "./cleaner.ts";
import { trimmed } from "./text.ts";

type Cleaners = Readonly<Record<string, Cleaner>>;

/**
 * An object, or its JSON text, of certain members, each cleaned by its own cleaner. A member that
 * nobody knows is a mistake in the query, so that the whole is refused.
 */
export function objectOf(cleaners: Cleaners, fault: Fault): Cleaner {
  return (value, context) => {
    if (trimmed(value) === undefined) return undefined;
    const object = typeof value === "string" ? parseJson(value) : value;
    if (object === null) return undefined;
    return isObject(object) ? members(object, cleaners, fault, context) : fault;
  };
}

function members(
  object: { readonly [key: string]: Value },
  cleaners: Cleaners,
  fault: Fault,
  context: CleanContext,
): Json | Fault | undefined {
  let cleaned: Record<string, Json> | undefined;
  for (const [name, value] of Object.entries(object)) {
    const clean = Object.hasOwn(cleaners, name) ? cleaners[name] : undefined;
    if (clean === undefined) return fault;
    const member = clean(value, context);
    if (member instanceof Fault) return member;
    if (member === undefined) continue;
    cleaned ??= {};
    cleaned[name] = member;
  }
  return cleaned;
}
