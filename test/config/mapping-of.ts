import type { Files } from "./project.ts";

/** Blocks of `fields:`, and keys of the event itself. */
type Fields = Readonly<Record<string, unknown>>;

/** A mapping of which a test says the kind of event, the fields, and keys of the top level. */
export function mappingOf(
  name: string,
  source: string,
  fields: Fields,
  top: Readonly<Record<string, unknown>> = {},
): Files {
  const mapping = {
    version: 1,
    destination: "retail",
    ...(Object.hasOwn(fields, "event_name") ? {} : { event_name: name }),
    ...(Object.hasOwn(fields, "action_source") ? {} : { action_source: source }),
    source: { connection: "shop_pg", sql: "select 1", primary_key: "id" },
    fields: { event_time: "at", user_data: { email: "email" }, ...fields },
    ...top,
  };
  // JSON is YAML, one key a line so that places differ.
  const lines = Object.entries(mapping).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  return { "mappings/purchases.yaml": lines.join("") };
}
