import { z } from "zod";
import { namesOf } from "../capi/fields.ts";
import { MAX_EVENTS_PER_REQUEST, WINDOWS } from "../capi/limits.ts";
import { SOFT_CODES } from "../capi/rules.ts";
import { fieldsSchema } from "./field-schema.ts";
import { readInstant } from "./instant.ts";
import {
  column,
  duration,
  durationWithin,
  flag,
  keys,
  literal,
  parsed,
  percent,
  rate,
  text,
  whole,
  word,
  zone,
} from "./schema.ts";
import { testsSchema } from "./test-schema.ts";

const columnOrList = z
  .union([column, z.array(column).min(1, "expected at least one column")], {
    error: "expected a column or a list of columns",
  })
  .transform((written) => (typeof written === "string" ? [written] : written));

/** `2026-10-01`, or with a time and an offset. */
const instant = parsed(
  'expected a date or time such as `"2026-10-01"` or `"2026-10-01T00:00:00Z"`',
  (written) => (readInstant(written) === undefined ? undefined : written),
);

/** What lies further back than the longest window could not be sent any more. */
const lookback = durationWithin(
  { max: WINDOWS.store.seconds },
  `expected at most \`${WINDOWS.store.days}d\`, since Meta takes no event that is older`,
);

const incremental = keys(
  {
    cursor: column,
    lookback: lookback.optional(),
    settle: duration.optional(),
    start: instant.optional(),
    timezone: zone.optional(),
    null_cursor: word("fail", "exclude").optional(),
  },
  "{ cursor: updated_at }",
);

const onUpdate = z.literal("ignore", {
  error: "expected `ignore`, the only one supported yet: Meta cannot update an event",
});

/** Names of up to three parts, each a plain identifier, so that they can be quoted anywhere. */
const tableName = parsed("expected a table such as `shop.orders`", (written) =>
  /^[A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*){0,2}$/.test(written) ? written : undefined,
);

const source = keys(
  {
    connection: text,
    sql: text.optional(),
    sql_file: text.optional(),
    table: tableName.optional(),
    where: text.optional(),
    primary_key: columnOrList,
    incremental: incremental.optional(),
    on_update: onUpdate.optional(),
    // The connector's own schema reads it.
    options: z.record(z.string(), z.unknown(), { error: "expected a map of options" }).optional(),
  },
  "{ connection: shop, table: orders, primary_key: id }",
);

const cron = parsed("expected a cron line of five fields such as `*/15 * * * *`", (written) =>
  /^\S+(?: +\S+){4}$/.test(written.trim()) ? written : undefined,
);

const schedule = z.union(
  [
    cron,
    z
      .strictObject({
        cron: cron.optional(),
        every: duration.optional(),
        timezone: zone.optional(),
        jitter: duration.optional(),
      })
      .refine((written) => (written.cron === undefined) !== (written.every === undefined), {
        error: "expected exactly one of `cron` and `every`",
      }),
  ],
  { error: "expected a cron line, `{ cron: … }` or `{ every: 15m }`" },
);

const consent = keys(
  {
    column,
    equals: literal.optional(),
    in: z
      .array(literal, { error: "expected a list" })
      .min(1, "expected at least one value")
      .optional(),
  },
  "{ column: ads_consent, equals: true }",
).refine((written) => (written.equals === undefined) !== (written.in === undefined), {
  error: "expected exactly one of `equals` and `in`",
});

/** Meta adds states to its list, so that higher numbers pass. Page: data processing options (read 2026). */
const STATE = "expected 0 or a state code from 1000 up";

const state = z
  .int({ error: STATE })
  .refine((code) => code === 0 || code >= 1000, { error: STATE });

const limitedDataUse = z.union(
  [
    z.literal("always"),
    z.strictObject({
      column: column.optional(),
      country: z
        .union([whole(0, 1), z.strictObject({ column })], {
          error: "expected 0, 1 or `{ column: … }`",
        })
        .optional(),
      state: z
        .union([state, z.strictObject({ column })], {
          error: "expected 0, a state code such as 1000, or `{ column: … }`",
        })
        .optional(),
    }),
  ],
  { error: "expected `always` or `{ column: …, country: …, state: … }`" },
);

const requireAny = z
  .array(z.enum(namesOf("user_data"), { error: "expected the name of a user_data field" }), {
    error: "expected a list of user_data fields",
  })
  .min(1, "expected at least one field");

/**
 * The smallest margin is the time that a batch and its retries may take, our own choice; one of a
 * day leaves six of the seven of the standard window.
 */
const ageMargin = durationWithin(
  { min: 300, max: 86_400 },
  "expected `5m` to `24h`: a batch and its retries take minutes, and more only loses events",
);

/**
 * Meta removes repeats within 48 hours only. Half of that leaves the other half to a batch that was
 * waiting when the run began to try it, and to the clocks.
 */
const retryFor = durationWithin(
  { max: 86_400 },
  "expected at most `24h`: a batch whose answer was lost is sent again, and Meta removes repeats for 48 hours only",
);

const delivery = keys(
  {
    batch_size: whole(1, MAX_EVENTS_PER_REQUEST).optional(),
    concurrency: whole(1, 32).optional(),
    rate_limit: rate.optional(),
    retry_for: retryFor.optional(),
    on_ambiguous: word("resend", "hold").optional(),
    age_margin: ageMargin.optional(),
    upload_tag: text.optional(),
  },
  "{ batch_size: 500, retry_for: 10m }",
);

const onRow = word("dead_letter", "skip", "fail");

const onError = keys(
  {
    row: onRow.optional(),
    stale: onRow.optional(),
    batch: word("bisect", "fail").optional(),
    max_error_rate: percent.optional(),
    min_rows: whole(1, 1_000_000_000).optional(),
  },
  "{ row: skip, max_error_rate: 5% }",
);

const soft = z.literal("warn", { error: "expected `warn`" }).optional();

/** Only rules whose breach Meta is known to accept may be softened. */
const rules = keys(
  Object.fromEntries(SOFT_CODES.map((code) => [code, soft])),
  "{ website_user_agent: warn }",
);

const texts = z.array(text, { error: "expected a list of texts" });

/** What the state is kept under, so it must stay the same on every machine. */
const id = parsed("expected letters, digits, `_`, `-` and `.`, at most 100", (written) =>
  isMappingId(written) ? written : undefined,
);

/** Whether a text can be a mapping's id, or a file's name that serves as one. */
export function isMappingId(name: string): boolean {
  return /^[A-Za-z0-9_][\w.-]{0,99}$/.test(name);
}

/** Keys that the project's `defaults:` may set as well. */
const shared = {
  owner: text.optional(),
  tags: texts.optional(),
  enabled: flag.optional(),
  timezone: zone.optional(),
  schedule: schedule.optional(),
  consent: consent.optional(),
  limited_data_use: limitedDataUse.optional(),
  require_any: requireAny.optional(),
  delivery: delivery.optional(),
  on_error: onError.optional(),
  leaks: word("warn", "reject").optional(),
  rules: rules.optional(),
};

/** Keys of `defaults:` that a mapping replaces whole, since their parts exclude one another. */
export const REPLACED_WHOLE = ["schedule", "consent", "limited_data_use"] as const;

const version = z.literal(1, { error: "expected `version: 1`" });

/** One file under `mappings/`, after the project's defaults were laid under it. */
export const mappingSchema = z.strictObject({
  version,
  id: id.optional(),
  description: text.optional(),
  destination: text,
  event_name: text.optional(),
  // Whether it is one of Meta's is told together with what else it demands.
  action_source: text.optional(),
  source,
  fields: fieldsSchema,
  tests: testsSchema.optional(),
  ...shared,
});

export type WrittenMapping = z.output<typeof mappingSchema>;

/** The `defaults:` block of capisync.yaml. */
export const defaultsSchema = z.strictObject({
  ...shared,
  destination: text.optional(),
  source: source
    .pick({ connection: true, incremental: true, on_update: true, options: true })
    .extend({ incremental: incremental.partial().optional() })
    .partial()
    .optional(),
});
