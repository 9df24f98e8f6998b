import type { Delivery, OnError } from "../../src/config/mapping.ts";

/** What a mapping says of its delivery when it says nothing. */
export const DELIVERY: Delivery = {
  batchSize: 1000,
  concurrency: 4,
  ratePerSecond: undefined,
  retryForSeconds: 300,
  onAmbiguous: "resend",
  ageMarginSeconds: 3600,
  uploadTag: undefined,
};

/** What becomes of rows that cannot go. */
export const ON_ERROR: OnError = {
  row: "dead_letter",
  stale: "skip",
  batch: "bisect",
  maxErrorRate: 1,
  minRows: 100,
};
