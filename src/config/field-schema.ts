import { z } from "zod";
import type { FieldOptions } from "../capi/clean/cleaner.ts";
import { isTimeFormat } from "../capi/clean/time-format.ts";
import { countryOf } from "../capi/countries.ts";
import { childrenOf } from "../capi/fields/groups.ts";
import { type Field, fieldOf, type Group, namesOf } from "../capi/fields.ts";
import { DERIVABLE } from "./mapping.ts";
import {
  column,
  flag,
  keys,
  literal,
  parsed,
  text,
  whole,
  word,
  wordList,
  zone,
} from "./schema.ts";

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

/** One step of a transform chain. */
export const step = z.union([word(...STEP_WORDS), stepObject], {
  error: "expected a step: a word such as `trim`, or a map such as `{ divide: 100 }`",
});

export type WrittenStep = z.output<typeof step>;

const country = parsed(
  "expected a two-letter country such as `NL`, or `{ column: … }`",
  (written) => (/^[A-Za-z]{2}$/.test(written) ? countryOf(written) : undefined),
);

const timeFormat = parsed(
  "expected a time format such as `DD/MM/YYYY HH24:MI:SS`, made of YYYY MM DD, HH24 or HH12 with AM, MI SS FF TZH TZM",
  (written) => (isTimeFormat(written) ? written : undefined),
);

/** What a mapping may tell a field; which field takes which stands in FIELDS. */
export const OPTIONS = {
  default_country: z.union([country, z.strictObject({ column })], {
    error: "expected a two-letter country such as `NL`, or `{ column: … }`",
  }),
  timezone: zone,
  unit: word("s", "ms", "us", "ns", "minor", "major"),
  format: timeFormat,
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

/** The keys of a value in the long form. */
export const VALUE_KEYS: readonly string[] = Object.keys(fieldObject.shape);

const LIST = "expected one column; for several say `first_of` (the first that is not empty)";

/** A column, or a map that says more; `many`: the field takes several values. */
function valueSchema<Form extends z.ZodType>(form: Form, many = false) {
  return z.union([column, form], {
    error: ({ input }) =>
      Array.isArray(input)
        ? `${LIST}${many ? " or `all_of` (all of them)" : ""}`
        : typeof input === "number" || typeof input === "boolean"
          ? `expected a column; for a constant write \`{ const: ${input} }\``
          : "expected a column, or a map such as `{ column: …, transform: […] }`",
  });
}

/** The long form with the units of what the field holds. */
function measured<const T extends readonly [string, ...string[]]>(...units: T) {
  return z.strictObject({ ...fieldObject.shape, unit: word(...units).optional() });
}

const timeObject = measured("s", "ms", "us", "ns");

/** The six shapes of a value, by what the field takes. */
export const VALUES = {
  value: valueSchema(fieldObject),
  values: valueSchema(fieldObject, true),
  time: valueSchema(timeObject),
  amount: valueSchema(measured("minor", "major")),
} as const;

/** The long form, with the two columns of a value that is joined. */
type LongForm = z.output<typeof fieldObject> & { readonly [part: string]: unknown };

export type WrittenField = string | LongForm;

/** The members of a nested group. */
export interface WrittenBlock {
  readonly [name: string]: WrittenField | WrittenBlock | undefined;
}

type Shape<Written> = Record<string, z.ZodOptional<z.ZodType<Written>>>;

/** Every name of a group's fields, readable and Meta's own. */
function fieldsOf(group: Group): Shape<WrittenField> {
  const shape: Shape<WrittenField> = {};
  for (const name of namesOf(group)) shape[name] = schemaOf(fieldOf(group, name)).optional();
  return shape;
}

/** The fields of a group and the groups in it, but `contents`, which has a grammar of its own. */
function shapeOf(group: Group): Shape<WrittenField | WrittenBlock> {
  const shape: Shape<WrittenField | WrittenBlock> = fieldsOf(group);
  for (const child of childrenOf(group)) {
    if (child !== "contents") shape[child] = nestedSchema(fieldOf(group, child), child).optional();
  }
  return shape;
}

/** A field's value; some can be made of two columns besides. */
function schemaOf(field: Field | undefined): z.ZodType<WrittenField> {
  if (field?.join === undefined) return VALUES[formOf(field)];
  const [first, second] = field.join.keys;
  const parts = { [first]: column.optional(), [second]: column.optional() };
  const { shape } = field.join.options.includes("timezone") ? timeObject : fieldObject;
  return valueSchema(z.strictObject({ ...shape, ...parts }), field.many);
}

function formOf(field: Field | undefined): keyof typeof VALUES {
  if (field?.many === true) return "values";
  if (field?.options.includes("unit") !== true) return "value";
  return field.options.includes("timezone") ? "time" : "amount";
}

/** A nested group: its members, or where it is a field too, one value that holds them all. */
function nestedSchema(
  whole: Field | undefined,
  group: Group,
): z.ZodType<WrittenField | WrittenBlock> {
  const members = shapeOf(group);
  if (whole === undefined) {
    const error = `expected a map of its members: ${namesOf(group).join(", ")}`;
    return z.strictObject(members, {
      error: ({ code }) => (code === "invalid_type" ? error : undefined),
    });
  }
  return valueSchema(z.strictObject({ ...fieldObject.shape, ...members }), whole.many);
}

const contents = keys(
  {
    from: column,
    item: keys(fieldsOf("contents"), "{ id: sku, quantity: qty, item_price: price }"),
    derive: z
      .array(word(...DERIVABLE), { error: `expected a list of ${wordList(DERIVABLE)}` })
      .optional(),
    check_value: flag.optional(),
    price: flag.optional(),
  },
  "{ from: items, item: { id: sku, quantity: qty } }",
);

const extra = z.record(text, VALUES.value, {
  error: "expected a map of your own properties such as `{ store_region: region }`",
});

const customData = keys(
  { ...shapeOf("custom_data"), contents: contents.optional(), extra: extra.optional() },
  "{ value: total, currency: { const: EUR } }",
);

/** The `fields:` block. */
export const fieldsSchema = keys(
  {
    ...fieldsOf("event"),
    user_data: keys(shapeOf("user_data"), "{ email: email, phone: phone }").optional(),
    custom_data: customData.optional(),
    app_data: keys(shapeOf("app_data"), "{ extinfo: device }").optional(),
    original_event_data: keys(
      shapeOf("original_event_data"),
      "{ event_name: { const: Purchase }, event_time: ordered_at }",
    ).optional(),
    attribution_data: keys(
      shapeOf("attribution_data"),
      "{ ad_id: ad_id, attribution_share: share }",
    ).optional(),
  },
  "{ event_time: ordered_at, user_data: { email: email } }",
);
