import { parseJson } from "../../lib/json.ts";
import type { Value } from "../../lib/value.ts";

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** The list that a value is, or that its JSON text holds; undefined when it is none. */
export function listOf(value: Value): readonly Value[] | undefined {
  if (isList(value)) return value;
  if (typeof value !== "string" || !value.trimStart().startsWith("[")) return undefined;
  const parsed = parseJson(value);
  return isList(parsed) ? parsed : undefined;
}

/**
 * The values to clean one by one for a field that takes a list: the elements of an array, also as
 * JSON text and in one another, else the value itself.
 */
export function elementsOf(value: Value): readonly Value[] {
  const elements = listOf(value);
  if (elements === undefined) return [value];
  return elements.some(isList) ? elements.flatMap((element) => elementsOf(element)) : elements;
}
