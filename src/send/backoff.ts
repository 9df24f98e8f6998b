import type { Wait } from "../capi/policies.ts";

/** The longest wait before an attempt, counted from 0: twice the one before, up to the policy's last. */
export function boundOf({ firstMs, lastMs }: Wait, attempt: number): number {
  return Math.min(lastMs, firstMs * 2 ** attempt);
}
