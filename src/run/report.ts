import type { Watermark } from "../source/source.ts";
import type { Counts, RunStatus } from "../state/store.ts";
import type { FieldIssueCount } from "./field-issues.ts";

/** What one run of one mapping came to. */
export interface Report {
  readonly mapping: string;
  readonly status: RunStatus;
  readonly dryRun: boolean;
  readonly counts: Counts;
  /** Events sent again because an earlier attempt's outcome was unknown. */
  readonly ambiguous: number;
  /** Events that a dry run would have sent. */
  readonly wouldSend: number;
  readonly requests: number;
  /** The durable checkpoint after the run. */
  readonly watermark: Watermark | undefined;
  /** Values left out and things worth a word, the most frequent first. */
  readonly fieldIssues: readonly FieldIssueCount[];
  readonly durationMs: number;
  /** What ended the run; undefined when it came to its end. */
  readonly error: unknown;
}
