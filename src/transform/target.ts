import type { FieldOptions } from "../capi/clean/cleaner.ts";
import { hashField, hashLists, passHashed } from "../capi/clean/hashed.ts";
import type { Field } from "../capi/fields.ts";
import type { FieldSource, Step } from "../config/mapping.ts";
import type { Issue } from "../lib/issue.ts";
import type { Target } from "./cell.ts";
import { ownProperty } from "./own-property.ts";

/** The target of a parameter that Meta knows: cleaned, and hashed where Meta takes a hash. */
export function fieldTarget(
  field: Field,
  source: FieldSource,
  path: string,
  missing: Issue | undefined,
): Target {
  return { path, many: field.many, clean: cleanerOf(field, source), missing };
}

function cleanerOf(field: Field, source: FieldSource): Target["clean"] {
  if (isHashed(source)) return passHashed();
  if (!field.hash) return field.clean;
  return field.many ? hashLists(field) : hashField(field);
}

/** The target of a property of the user's own. `numericColumns`: the columns it reads hold numbers. */
export function propertyTarget(source: FieldSource, path: string, numericColumns: boolean): Target {
  const clean = ownProperty(isArithmetic(source) ?? numericColumns);
  return { path, many: false, clean, missing: undefined };
}

/** The options that the mapping sets on a field. */
export function optionsOf(source: FieldSource): FieldOptions {
  return source.kind === "const" ? {} : source.options;
}

/** The mapping says that the column holds hashes. */
export function isHashed(source: FieldSource): boolean {
  return source.kind !== "const" && source.hashed;
}

const NUMERIC_STEPS: ReadonlySet<Step["op"]> = new Set([
  "to_number",
  "divide",
  "multiply",
  "round",
  "sum",
]);

/** Whether the chain of steps ends in a number; undefined when it has no say. */
function isArithmetic(source: FieldSource): boolean | undefined {
  const last = source.kind === "const" ? undefined : source.steps.findLast(isShaping);
  return last === undefined ? undefined : NUMERIC_STEPS.has(last.op);
}

/** `default` fills a gap and leaves the kind of the value to the other steps. */
function isShaping(step: Step): boolean {
  return step.op !== "default";
}
