import { fieldOf } from "../capi/fields.ts";
import { MAX_EVENTS_PER_REQUEST } from "../capi/limits.ts";
import { mayBe } from "./mapped.ts";
import type {
  Consent,
  Delivery,
  Incremental,
  LimitedDataUse,
  Mapping,
  OnError,
  SourceBlock,
} from "./mapping.ts";
import type { WrittenMapping } from "./mapping-schema.ts";
import { readFields } from "./read-fields.ts";
import { readTests } from "./read-tests.ts";
import type { MapTree } from "./tree.ts";

/** What a mapping takes from around its file. */
export interface MappingContext {
  readonly name: string;
  readonly file: string;
  readonly statement: Statement;
  /** `source.options` as the connector's schema parsed it. */
  readonly options: unknown;
  readonly timezone: string | undefined;
}

/** The user's SQL and where it stands. */
export interface Statement {
  readonly sql: string;
  readonly origin: string;
}

/** Turns a checked file into a mapping, its defaults filled in. */
export function readMapping(
  written: WrittenMapping,
  tree: MapTree,
  context: MappingContext,
): Mapping {
  const timezone = written.timezone ?? context.timezone;
  return {
    name: context.name,
    id: written.id ?? context.name,
    file: context.file,
    description: written.description,
    tags: written.tags ?? [],
    enabled: written.enabled ?? true,
    connection: written.source.connection,
    destination: written.destination,
    eventName: written.event_name,
    actionSource: written.action_source,
    source: readSource(written.source, context, timezone),
    consent: readConsent(written.consent),
    limitedDataUse: readLimitedDataUse(written.limited_data_use),
    requireAny: (written.require_any ?? []).map((name) => fieldOf("user_data", name)?.wire ?? name),
    ...readFields(written.fields, tree),
    delivery: readDelivery(written.delivery, isMessaging(tree)),
    onError: readOnError(written.on_error),
    leaks: written.leaks ?? "warn",
    rules: readRules(written.rules),
    timezone,
    tests: readTests(written.tests ?? [], tree, context.file),
  };
}

function readSource(
  written: WrittenMapping["source"],
  { statement, options }: MappingContext,
  timezone: string | undefined,
): SourceBlock {
  return {
    ...statement,
    where: written.where,
    primaryKey: written.primary_key,
    incremental: readIncremental(written.incremental, timezone),
    options,
  };
}

function readIncremental(
  written: WrittenMapping["source"]["incremental"],
  timezone: string | undefined,
): Incremental | undefined {
  if (written === undefined) return undefined;
  return {
    cursor: written.cursor,
    lookbackSeconds: written.lookback ?? 0,
    settleSeconds: written.settle,
    start: written.start,
    timezone: written.timezone ?? timezone,
    nullCursor: written.null_cursor ?? "fail",
  };
}

function readConsent(written: WrittenMapping["consent"]): Consent | undefined {
  if (written === undefined) return undefined;
  const values = written.in ?? (written.equals === undefined ? [] : [written.equals]);
  return { column: written.column, in: values.map(String) };
}

function readLimitedDataUse(
  written: WrittenMapping["limited_data_use"],
): LimitedDataUse | undefined {
  if (written === undefined) return undefined;
  if (written === "always") return { column: undefined, country: 0, state: 0 };
  const { column, country = 0, state = 0 } = written;
  // The schema admits no other number, but cannot say so in its type.
  return {
    column,
    country: typeof country === "number" ? (country === 1 ? 1 : 0) : country,
    state,
  };
}

/** Meta never removes repeats of messaging events, so an unknown outcome must not be repeated. */
function isMessaging(tree: MapTree): boolean {
  return mayBe(tree, "action_source", "business_messaging");
}

function readDelivery(written: WrittenMapping["delivery"], holds: boolean): Delivery {
  return {
    batchSize: written?.batch_size ?? MAX_EVENTS_PER_REQUEST,
    concurrency: written?.concurrency ?? 4,
    ratePerSecond: written?.rate_limit,
    retryForSeconds: written?.retry_for ?? 300,
    onAmbiguous: written?.on_ambiguous ?? (holds ? "hold" : "resend"),
    ageMarginSeconds: written?.age_margin ?? 3600,
    uploadTag: written?.upload_tag,
  };
}

function readOnError(written: WrittenMapping["on_error"]): OnError {
  return {
    row: written?.row ?? "dead_letter",
    stale: written?.stale ?? "dead_letter",
    batch: written?.batch ?? "bisect",
    maxErrorRate: written?.max_error_rate ?? 0.05,
    minRows: written?.min_rows ?? 100,
  };
}

function readRules(written: WrittenMapping["rules"]): Readonly<Record<string, "warn">> {
  const rules: Record<string, "warn"> = {};
  for (const [code, to] of Object.entries(written ?? {})) {
    if (to !== undefined) rules[code] = to;
  }
  return rules;
}
