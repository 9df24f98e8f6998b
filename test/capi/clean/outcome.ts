import {
  type CleanContext,
  type Cleaner,
  Fault,
  type Json,
} from "../../../src/capi/clean/cleaner.ts";
import type { Value } from "../../../src/lib/value.ts";
import { contextWith } from "../context.ts";

/** What a cleaner gives, a fault as `!code`, so that a table of values reads at a glance. */
export function outcome(
  clean: Cleaner,
  value: Value,
  settings: Partial<CleanContext> = {},
): Json | undefined {
  const cleaned = clean(value, contextWith(settings));
  return cleaned instanceof Fault ? `!${cleaned.code}` : cleaned;
}
