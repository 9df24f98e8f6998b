import { parseJson } from "../../lib/json.ts";
import type { Value } from "../../lib/value.ts";
import { type CleanContext, type Cleaner, Fault, type Json } from "./cleaner.ts";
import { digitsId } from "./id.ts";
import { text } from "./text.ts";

const NOT_STORE_DATA = new Fault(
  "not_store_data",
  "a JSON object with store_page_id, brand_page_id or store_code",
);

const MEMBERS: Readonly<Record<string, Cleaner>> = {
  store_page_id: digitsId,
  brand_page_id: digitsId,
  store_code: text,
};

function isObject(value: Value | undefined): value is { readonly [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function members(object: { readonly [key: string]: Value }, context: CleanContext): Json | Fault {
  const cleaned: Record<string, Json> = {};
  for (const [name, value] of Object.entries(object)) {
    const clean = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined;
    if (clean === undefined) return NOT_STORE_DATA;
    const member = clean(value, context);
    if (member instanceof Fault) return member;
    if (member !== undefined) cleaned[name] = member;
  }
  return cleaned;
}

/** Where the store is, as an object or its JSON text. */
export const storeData: Cleaner = (value, context) => {
  if (value === null || value === "") return undefined;
  const object = typeof value === "string" ? parseJson(value) : value;
  if (!isObject(object) || object instanceof Uint8Array) return NOT_STORE_DATA;
  const cleaned = members(object, context);
  if (cleaned instanceof Fault) return cleaned;
  return Object.keys(cleaned).length === 0 ? undefined : cleaned;
};
