import { describe, expect, test } from "vitest";
import { WINDOWS } from "../../src/capi/limits.ts";
import { withAge } from "../../src/send/age.ts";
import { EVENT_TIME, outgoing, seqsOf, settle, summary } from "./events.ts";
import { ACCEPTED, FakeSink } from "./fake-sink.ts";
import { MovedClock } from "./moved-clock.ts";

const HOUR = 3600;

function at(secondsAfterEvent: number): MovedClock {
  return new MovedClock((EVENT_TIME + secondsAfterEvent) * 1000);
}

describe("withAge", () => {
  test("takes out what is too old and sends the rest", async () => {
    const inner = new FakeSink(() => ACCEPTED);
    const old = outgoing(0, { time: EVENT_TIME - 2 * HOUR });
    const fresh = outgoing(1);
    const clock = at(WINDOWS.standard.seconds - HOUR);

    const settled = await settle(withAge(inner, clock, HOUR), {
      items: [old, fresh],
      window: WINDOWS.standard,
    });

    expect(summary(settled)).toBe("expired 1 | accepted 1");
    expect(seqsOf(settled, "expired")).toEqual([0]);
    expect(inner.sent[0]?.items).toEqual([fresh]);
  });

  test("takes an event to the very second of the margin, and none after it", async () => {
    const inner = new FakeSink(() => ACCEPTED);
    const batch = { items: [outgoing(0)], window: WINDOWS.store };
    const edge = WINDOWS.store.seconds - HOUR;

    const inTime = await settle(withAge(inner, at(edge), HOUR), batch);
    const late = await settle(withAge(inner, at(edge + 1), HOUR), batch);

    expect(summary(inTime)).toBe("accepted 1");
    expect(summary(late)).toBe("expired 1");
  });

  test("sends nothing when nothing is left", async () => {
    const inner = new FakeSink(() => ACCEPTED);
    const batch = { items: [outgoing(0), outgoing(1)], window: WINDOWS.standard };

    await settle(withAge(inner, at(30 * 86_400), HOUR), batch);

    expect(inner.sent).toHaveLength(0);
  });

  test("passes the very same batch on when nothing is too old", async () => {
    const inner = new FakeSink(() => ACCEPTED);
    const batch = { items: [outgoing(0)], window: WINDOWS.standard };

    await settle(withAge(inner, at(0), HOUR), batch);

    expect(inner.sent[0]).toBe(batch);
  });

  test("looks again at every send", async () => {
    const inner = new FakeSink(() => ACCEPTED);
    const batch = { items: [outgoing(0)], window: WINDOWS.standard };
    const clock = at(0);
    const sink = withAge(inner, clock, HOUR);

    await settle(sink, batch);
    clock.move(8 * 86_400_000);
    const later = await settle(sink, batch);

    expect(summary(later)).toBe("expired 1");
  });
});
