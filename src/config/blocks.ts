import { GROUPS, type Group, stepsTo } from "../capi/fields/groups.ts";
import type { Field } from "../capi/fields.ts";
import { ORIGINS } from "./field-schema.ts";
import type { Path } from "./tree.ts";

/** Where a mapping writes the members of a group. */
export function blockPath(group: Group): Path {
  const path = ["fields", ...stepsTo(group)];
  return GROUPS[group].shape === "items" ? [...path, "item"] : path;
}

/** The ways to say where a field's value comes from; exactly one is taken. */
export function originsOf(field: Field | undefined): readonly string[] {
  return field?.join === undefined ? ORIGINS : [...ORIGINS, field.join.keys[0]];
}

/** Whether a map of these keys is one value in the long form, and not the members of a group. */
export function isLongForm(keys: Iterable<string>): boolean {
  const given = new Set(keys);
  return ORIGINS.some((origin) => given.has(origin));
}
