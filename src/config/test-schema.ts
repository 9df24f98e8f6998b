import { z } from "zod";
import { namesOf } from "../capi/fields.ts";
import type { Value } from "../lib/value.ts";
import { readInstant } from "./instant.ts";
import { parsed, text, wordList } from "./schema.ts";

/** Whatever YAML can hold, which is nothing that a source could not hold. */
const value = z.unknown().transform((written) => written as Value);

const row = z.record(z.string(), value, { error: "expected a map from columns to values" });

/** Judges ages and fills in nothing else; without an offset it would hang on the machine. */
const instant = parsed(
  "expected a time with its offset such as `2026-11-20T12:00:00Z`",
  (written) => {
    const read = readInstant(written);
    return read?.zone === "offset" ? read.ms : undefined;
  },
);

/** An object of an event; `null`: the event must not have it. */
const members = z
  .record(z.string(), value, { error: "expected a map of members" })
  .nullable()
  .optional();

/** The flags of Limited Data Use are written by `limited_data_use`, so that no field has their names. */
const FLAGS = [
  "data_processing_options",
  "data_processing_options_country",
  "data_processing_options_state",
];

function anyOf(names: readonly string[]): Record<string, z.ZodOptional<typeof value>> {
  return Object.fromEntries(names.map((name) => [name, value.optional()]));
}

/** Only names that no mapping can add to are checked; a wrong one of the others fails the test. */
const event = z.strictObject(
  {
    ...anyOf([...namesOf("event"), ...FLAGS]),
    user_data: z.strictObject(anyOf(namesOf("user_data"))).optional(),
    custom_data: members,
    app_data: members,
    original_event_data: members,
    attribution_data: members,
  },
  { error: "expected a map of an event's members" },
);

/** A misspelt key is told as such, which is enough. */
function isSound({ issues }: z.core.ParsePayload): boolean {
  return issues.length === 0;
}

const issue = z
  .strictObject({ code: text.optional(), field: text.optional(), expected: text.optional() })
  .refine((written) => Object.keys(written).length > 0, {
    error: "expected at least one of `code`, `field` and `expected`",
    when: isSound,
  });

const reason = z.strictObject(
  { reason: text },
  { error: "expected a reason such as `{ reason: no_consent }`" },
);

const EXPECTATIONS = ["expect", "expect_payload", "expect_rejected", "expect_skipped"] as const;

const testCase = z
  .strictObject({
    name: text.describe("What the test shows, in a sentence."),
    now: instant.optional().describe("The time at which the rows are mapped; default: now."),
    given: z
      .union([text, z.array(row)], { error: "expected a list of rows, or a file of them" })
      .describe("The rows, or an NDJSON, JSON or CSV file of them, relative to the mapping."),
    expect: z
      .array(event, { error: "expected a list of events" })
      .optional()
      .describe(
        "Each event that the rows become, as far as it matters; contact data in plain text.",
      ),
    expect_payload: z
      .array(row, { error: "expected a list of events" })
      .optional()
      .describe("Each event whole, exactly as it goes on the wire."),
    expect_rejected: z
      .array(issue, { error: "expected a list such as `[{ code: …, field: … }]`" })
      .optional()
      .describe("Each issue of the rows that cannot go."),
    expect_skipped: z
      .array(reason, { error: "expected a list such as `[{ reason: no_consent }]`" })
      .optional()
      .describe("Why rows are left out: no_consent, negative_value, skipped, expired."),
  })
  .refine((written) => EXPECTATIONS.some((key) => written[key] !== undefined), {
    error: `expected ${wordList(EXPECTATIONS)}`,
    when: isSound,
  });

/** The `tests:` block of a mapping. */
export const testsSchema = z.array(testCase, { error: "expected a list of tests" });

export type WrittenTest = z.output<typeof testCase>;
