import { WINDOWS, type Window, windowOf } from "../../src/capi/limits.ts";
import { Arena } from "../../src/lib/arena.ts";
import { sha256 } from "../../src/lib/hash.ts";
import type { Batch, Outgoing, Settlement, Sink } from "../../src/send/sink.ts";

/** Unix seconds at which the events below happened. */
export const EVENT_TIME = 1_790_000_000;

const arena = new Arena();

/** The n-th invented event. */
export function outgoing(
  seq: number,
  { time = EVENT_TIME, source = "website" }: { time?: number; source?: string } = {},
): Outgoing {
  const event = {
    event_name: "Purchase",
    event_time: time,
    event_id: `order-${seq}`,
    action_source: source,
    user_data: { external_id: [sha256(`customer-${seq}`)] },
    custom_data: { value: 10, currency: "EUR" },
  };
  return {
    seq,
    key: sha256(`${seq}`).slice(0, 32),
    json: arena.add(JSON.stringify(event)),
    eventTime: time,
    window: windowOf(source),
  };
}

export function batchOf(count: number, window: Window = WINDOWS.standard): Batch {
  return { items: Array.from({ length: count }, (_, seq) => outgoing(seq)), window };
}

/** All that a sink makes of a batch. */
export async function settle(
  sink: Sink,
  batch: Batch,
  signal: AbortSignal = new AbortController().signal,
): Promise<Settlement[]> {
  return await Array.fromAsync(sink.send(batch, signal));
}

/** `accepted 3 | refused 1`: the outcomes in their order, with the number of events of each. */
export function summary(settlements: readonly Settlement[]): string {
  return settlements.map(({ outcome, items }) => `${outcome.kind} ${items.length}`).join(" | ");
}

/** The row numbers of the events that ended in this way, in order. */
export function seqsOf(settlements: readonly Settlement[], kind: string): number[] {
  return settlements
    .filter(({ outcome }) => outcome.kind === kind)
    .flatMap(({ items }) => items.map((item) => item.seq))
    .sort((a, b) => a - b);
}
