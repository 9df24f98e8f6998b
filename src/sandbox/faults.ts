import { z } from "zod";
import type { WireEvent } from "./refusals.ts";

const answer = z.strictObject({
  status: z.int().min(200).max(599),
  code: z.int().optional(),
  subcode: z.int().optional(),
  is_transient: z.boolean().optional(),
  /** For `Retry-After` and the usage headers. */
  headers: z.record(z.string().regex(/^[\w-]+$/), z.string().regex(/^[ -~]*$/)).optional(),
  /** Sent as it is instead of an error object. */
  body: z.string().optional(),
});

const fault = z.strictObject({
  match: z
    .strictObject({ event_id: z.string().optional(), request: z.int().min(1).optional() })
    .default({}),
  answer: z.union([answer, z.literal(["drop", "drop_after"])]).optional(),
  delay_ms: z.int().min(0).max(600_000).optional(),
  times: z.int().min(1).optional(),
});

/** A planned failure, as `POST /_sandbox/faults` takes it. */
export type Fault = z.infer<typeof fault>;

/** The faults of a JSON text, or where it is wrong. */
export function readFaults(
  value: unknown,
): { readonly faults: readonly Fault[] } | { readonly problem: string } {
  const parsed = z.array(fault).safeParse(value);
  if (parsed.success) return { faults: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue?.path.join(".") || "the body";
  return { problem: `${path}: ${issue?.message ?? "expected a list of faults"}` };
}

/**
 * Failures that were asked for. With `event_id` a fault meets the requests that carry this event;
 * with `request` the n-th since the start, from 1, and `times` - 1 after it; with neither, every
 * request. `times` bounds how many it meets: by default 1 with `request`, otherwise all.
 */
export class Faults {
  #faults: { readonly fault: Fault; left: number }[] = [];

  add(faults: readonly Fault[]): void {
    for (const fault of faults) this.#faults.push({ fault, left: timesOf(fault) });
  }

  clear(): void {
    this.#faults = [];
  }

  /** The first fault that meets this request; it counts as used. */
  take(request: number, events: readonly WireEvent[]): Fault | undefined {
    const met = this.#faults.find(
      ({ fault, left }) => left > 0 && isDue(fault, request) && isAmong(fault, events),
    );
    if (met === undefined) return undefined;
    met.left--;
    return met.fault;
  }
}

function timesOf({ match, times }: Fault): number {
  return times ?? (match.request === undefined ? Number.POSITIVE_INFINITY : 1);
}

function isDue(fault: Fault, request: number): boolean {
  const first = fault.match.request;
  return first === undefined || (request >= first && request < first + timesOf(fault));
}

function isAmong({ match }: Fault, events: readonly WireEvent[]): boolean {
  if (match.event_id === undefined) return true;
  return events.some(({ event }) => event.event_id === match.event_id);
}
