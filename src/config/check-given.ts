import { countryOf } from "../capi/countries.ts";
import { currencyOf } from "../capi/currencies.ts";
import { STANDARD_EVENTS } from "../capi/event-names.ts";
import type { Field } from "../capi/fields.ts";
import { findingOf, isNothing } from "./constant-value.ts";
import { OPTIONS } from "./field-schema.ts";
import { givenBySteps } from "./mapped.ts";
import type { Problems } from "./problems.ts";
import { type MapTree, nodeAt, type Path, pathText, type ScalarTree } from "./tree.ts";

/** Keys that change how a value is read, so that a constant beside them may mean something else. */
const READING: readonly string[] = [...Object.keys(OPTIONS), "hashed"];

/** Holds the words that the last steps of a field can give against the field. */
export function checkGiven(
  field: Field | undefined,
  tree: MapTree,
  path: Path,
  problems: Problems,
): void {
  if (READING.some((key) => tree.entries.has(key))) return;
  for (const steps of givenBySteps(tree, [])) {
    const node = nodeAt(tree, steps);
    if (node?.kind !== "scalar" || node.value === null) continue;
    const isReplacement = steps.at(-2) === "map";
    const value = isReplacement ? String(node.value) : node.value;
    // A word that counts as none leaves the field out, which may be what is wanted.
    if (isNothing(field, value)) continue;
    const finding = findingOf(field, value, [...path, ...steps]);
    if (finding !== undefined) problems.add(node.range, finding);
  }
}

const EVENT_NAMES: readonly string[] = Object.values(STANDARD_EVENTS).flat();

/** Fields whose values have a form of their own, and no list of words. */
const FORMS: Readonly<Record<string, (text: string) => boolean>> = {
  event_name: (text) => EVENT_NAMES.includes(text),
  currency: (text) => /^[A-Z]{3}$/.test(text) && currencyOf(text) !== undefined,
  country: (text) => /^[A-Z]{2}$/.test(text) && countryOf(text) !== undefined,
};

/** A bare word is a column; where it is a value of the field, hardly ever was a column meant. */
export function checkBare(
  field: Field | undefined,
  { value, range }: ScalarTree,
  path: Path,
  problems: Problems,
): void {
  if (field === undefined || typeof value !== "string") return;
  if (!field.words.includes(value) && FORMS[field.wire]?.(value) !== true) return;
  problems.add(range, {
    code: "constant_as_column",
    severity: "warning",
    message: `${pathText(path)}: \`${value}\` is read as a column, and is itself a value of this field`,
    hint: `for a constant write \`{ const: ${value} }\`, for a column of that name \`{ column: ${value} }\``,
  });
}
