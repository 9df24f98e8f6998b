import type { CleanContext } from "../../src/capi/clean/cleaner.ts";

/** 2026-11-19T14:30:00Z. */
export const NOW = 1_795_098_600;

export interface RecordingContext extends CleanContext {
  /** The notices that were given, in order. */
  readonly notices: string[];
}

/** A context for cleaners, with whatever a test sets on it. */
export function contextWith(settings: Partial<CleanContext> = {}): RecordingContext {
  const notices: string[] = [];
  return {
    now: NOW,
    country: undefined,
    currency: undefined,
    timezone: undefined,
    options: {},
    notice: (code) => notices.push(code),
    ...settings,
    notices,
  };
}
