import { z } from "zod";
import type { FieldOptions } from "../capi/clean/cleaner.ts";
import { countryOf } from "../capi/countries.ts";
import { type Group, namesOf } from "../capi/fields.ts";
import { column, flag, literal, parsed, text, whole, word, zone } from "./schema.ts";

/** Digits that a number may be rounded to; more than any currency or coordinate has. */
const MAX_DIGITS = 12;

const decimal = z
  .union([z.number(), z.string()], { error: "expected a decimal number" })
  .transform((written, context) => {
    const digits = String(written);
    if (/^-?\d+(\.\d+)?$/.test(digits) && Number(digits) !== 0) return digits;
    context.addIssue({ code: "custom", message: "expected a decimal number other than 0" });
    return z.NEVER;
  });

const table = z
  .record(z.string(), literal, { error: "expected a map from values to their replacements" })
  .transform((entries) => {
    const safe: Record<string, string> = Object.create(null);
    for (const [value, replacement] of Object.entries(entries)) safe[value] = String(replacement);
    return safe;
  });

const otherwise = z.union([word("reject", "skip", "keep"), z.strictObject({ const: literal })], {
  error: "expected `reject`, `skip`, `keep` or `{ const: … }`",
});

const jsonPath = z
  .union([text, z.array(text).min(1, "expected at least one key")], {
    error: "expected a path such as `address.city`, or a list of keys",
  })
  .transform((path) => (typeof path === "string" ? path.split(".") : path));

const STEP_WORDS = [
  "trim",
  "lower",
  "upper",
  "digits",
  "to_number",
  "to_string",
  "json",
  "sum",
] as const;

/** Steps with an argument; one object of optional keys, so that a fault is told at its value. */
const stepObject = z
  .strictObject({
    prefix: text.optional(),
    suffix: text.optional(),
    replace: z
      .strictObject({ find: text, with: z.string({ error: "expected a text" }) })
      .optional(),
    divide: decimal.optional(),
    multiply: decimal.optional(),
    round: whole(0, MAX_DIGITS).optional(),
    default: literal.optional(),
    split: text.optional(),
    path: jsonPath.optional(),
    sum: text.optional(),
    map: table.optional(),
    otherwise: otherwise.optional(),
  })
  .refine((step) => Object.keys(step).length === 1, {
    error: "expected exactly one key in a step; write one list entry per step",
  });

const step = z.union([word(...STEP_WORDS), stepObject], {
  error: "expected a step: a word such as `trim`, or a map such as `{ divide: 100 }`",
});

export type WrittenStep = z.output<typeof step>;

const country = parsed(
  "expected a two-letter country such as `NL`, or `{ column: … }`",
  (written) => (/^[A-Za-z]{2}$/.test(written) ? countryOf(written) : undefined),
);

/** What a mapping may tell a field; which field takes which stands in FIELDS. */
export const OPTIONS = {
  default_country: z.union([country, z.strictObject({ column })], {
    error: "expected a two-letter country such as `NL`, or `{ column: … }`",
  }),
  timezone: zone,
  unit: word("s", "ms", "us", "ns", "minor", "major"),
  date_order: word("dmy", "mdy", "ymd"),
  mode: word("hash", "raw"),
  on_negative: word("send", "exclude", "reject"),
  fold: word("earlier", "later", "reject"),
  gap: word("forward", "reject"),
  date_only: word("reject", "noon_utc"),
} satisfies Readonly<Record<keyof FieldOptions, z.ZodType>>;

/** The ways to say where a value comes from; a field takes exactly one. */
export const ORIGINS = ["const", "column", "first_of", "all_of"] as const;

const columns = z
  .array(column, { error: "expected a list of columns" })
  .min(1, "expected at least one column");

const fieldObject = z.strictObject({
  const: literal.optional(),
  column: column.optional(),
  first_of: columns.optional(),
  all_of: columns.optional(),
  transform: z.array(step, { error: "expected a list of steps" }).optional(),
  hashed: flag.optional(),
  required: flag.optional(),
  ...z.strictObject(OPTIONS).partial().shape,
});

/** The six shapes of a field's value. */
export const fieldValue = z.union([column, fieldObject], {
  error: ({ input }) =>
    Array.isArray(input)
      ? "expected one column; for several say `first_of` (the first that is not empty) or `all_of` (all of them)"
      : typeof input === "number" || typeof input === "boolean"
        ? `expected a column; for a constant write \`{ const: ${input} }\``
        : "expected a column, or a map such as `{ column: …, transform: […] }`",
});

export type WrittenField = z.output<typeof fieldValue>;

/** Every name of a group's fields, readable and Meta's own. */
function shapeOf(group: Group): Record<string, z.ZodOptional<typeof fieldValue>> {
  return Object.fromEntries(namesOf(group).map((name) => [name, fieldValue.optional()]));
}

const contents = z.strictObject({ from: column, item: z.strictObject(shapeOf("contents")) });

/** The `fields:` block. */
export const fieldsSchema = z.strictObject({
  ...shapeOf("event"),
  user_data: z.strictObject(shapeOf("user_data")).optional(),
  custom_data: z
    .strictObject({
      ...shapeOf("custom_data"),
      contents: contents.optional(),
      extra: z
        .record(text, fieldValue, { error: "expected a map of your own properties" })
        .optional(),
    })
    .optional(),
  app_data: z.strictObject(shapeOf("app_data")).optional(),
  original_event_data: z.strictObject(shapeOf("original_event_data")).optional(),
  attribution_data: z.strictObject(shapeOf("attribution_data")).optional(),
});

/** The blocks under `fields:`; whatever else stands there is a field of the event itself. */
export const GROUPS = [
  "user_data",
  "custom_data",
  "app_data",
  "original_event_data",
  "attribution_data",
] as const satisfies readonly Group[];
