import type { Delivery, Mapping, OnError, SourceBlock } from "../../src/config/mapping.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { Kind } from "../../src/lib/value.ts";
import type { Fault } from "../../src/sandbox/faults.ts";
import { constant, field, from, mapping as mappingOf } from "../transform/mappings.ts";
import { MEMORY_SQL, type MemoryRow } from "./memory-source.ts";

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Between the changes of two orders. */
export const STEP_MS = 100;

/** Columns of the rows that `order` makes. */
export const ORDER_COLUMNS: Readonly<Record<string, Kind>> = {
  id: "integer",
  email: "text",
  event_id: "text",
  total: "decimal",
  channel: "text",
  consent: "text",
  purchased_at: "timestamptz",
  updated_at: "timestamptz",
};

/** What a test changes of the mapping of orders. */
export interface MappingChanges {
  readonly delivery?: Partial<Delivery>;
  readonly onError?: Partial<OnError>;
  readonly incremental?: Partial<NonNullable<SourceBlock["incremental"]>> | "none";
  readonly mapping?: Partial<Mapping>;
}

/** An order of yesterday with `n` as its key, changed within the last hour, the later the greater `n`. */
export function order(n: number, clock: Clock, change: MemoryRow = {}): MemoryRow {
  return {
    id: n,
    email: `buyer${n}@example.com`,
    event_id: `e${n}`,
    total: "5.00",
    channel: "physical_store",
    consent: "yes",
    purchased_at: at(clock, -DAY),
    updated_at: at(clock, -HOUR + n * STEP_MS),
    ...change,
  };
}

/** The moment so far from now, as the source's texts have it. */
export function at(clock: Clock, ms: number): string {
  return new Date(clock.now() + ms).toISOString();
}

/** `length` orders from `first` on. */
export function orders(clock: Clock, length: number, first = 1): MemoryRow[] {
  return Array.from({ length }, (_, index) => order(first + index, clock));
}

/** A fault that Meta has with one event, with a code of its own for events. */
export function badEvent(eventId: string): Fault {
  return { match: { event_id: eventId }, answer: { status: 400, code: 100, subcode: 2804008 } };
}

/** A mapping of these orders by their cursor, with what a test changes of it. */
export function ordersMapping(
  id: string,
  { delivery, onError, incremental, mapping }: MappingChanges,
): Mapping {
  const base = mappingOf();
  return {
    ...base,
    id,
    actionSource: undefined,
    source: {
      ...base.source,
      sql: MEMORY_SQL,
      primaryKey: ["id"],
      incremental:
        incremental === "none"
          ? undefined
          : {
              cursor: "updated_at",
              lookbackSeconds: 0,
              settleSeconds: 0,
              start: undefined,
              timezone: undefined,
              nullCursor: "fail",
              ...incremental,
            },
    },
    consent: { column: "consent", in: ["yes"] },
    fields: [
      field("event_time", from("purchased_at")),
      field("event_id", from("event_id")),
      field("action_source", from("channel")),
      field("user_data.em", from("email")),
      field("custom_data.value", from("total", { required: true })),
      field("custom_data.currency", constant("EUR")),
      field("custom_data.order_id", from("id")),
    ],
    delivery: { ...base.delivery, batchSize: 10, retryForSeconds: 5, ...delivery },
    onError: { ...base.onError, maxErrorRate: 1, minRows: 10, ...onError },
    ...mapping,
  };
}
