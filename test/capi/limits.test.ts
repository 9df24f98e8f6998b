import { expect, test } from "vitest";
import {
  LEDGER_MARGIN_DAYS,
  LONGEST_MEMORY_DAYS,
  MAX_APP_USAGE_PERCENT,
  MAX_EVENTS_PER_REQUEST,
  PARTNER_AGENT,
  RESEND_HORIZON_MS,
  USAGE_FULL_PERCENT,
  USAGE_PAUSE_PERCENT,
  USAGE_SLOW_PERCENT,
  WINDOWS,
  windowOf,
} from "../../src/capi/limits.ts";

test("a physical store has 62 days, every other action_source 7", () => {
  expect(windowOf("physical_store").days).toBe(62);
  expect(windowOf("website").days).toBe(7);
  expect(windowOf(undefined).days).toBe(7);
});

test("no key is remembered for longer than the longest window and its margin", () => {
  for (const { days } of Object.values(WINDOWS)) {
    expect(days + LEDGER_MARGIN_DAYS).toBeLessThanOrEqual(LONGEST_MEMORY_DAYS);
  }
  expect(LONGEST_MEMORY_DAYS).toBe(64);
});

test("a copy is recognised for as long as Meta says: 48 hours, store events 7 days", () => {
  expect(RESEND_HORIZON_MS[WINDOWS.standard.name]).toBe(48 * 3_600_000);
  expect(RESEND_HORIZON_MS[WINDOWS.store.name]).toBe(7 * 24 * 3_600_000);
});

test("a request holds 1000 events, a partner_agent 22 characters", () => {
  expect(MAX_EVENTS_PER_REQUEST).toBe(1000);
  expect(PARTNER_AGENT).toEqual({ maxLength: 22, minLetters: 2 });
});

test("usage slows at 75 %, pauses at 95 %, and that of the app alone never pauses", () => {
  expect([USAGE_SLOW_PERCENT, USAGE_PAUSE_PERCENT]).toEqual([75, 95]);
  expect(MAX_APP_USAGE_PERCENT).toBeGreaterThan(USAGE_SLOW_PERCENT);
  expect(MAX_APP_USAGE_PERCENT).toBeLessThan(USAGE_PAUSE_PERCENT);
  expect(USAGE_FULL_PERCENT).toBe(100);
});
