import type { OnError } from "../config/mapping.ts";
import { LimitError } from "../lib/errors.ts";
import type { Sealed } from "./seal.ts";

/**
 * The circuit breaker. It is asked before rows are settled, so that the checkpoint stays before those
 * that tripped it, and a mended mapping reads them again.
 */
export class ErrorRate {
  readonly #onError: OnError;
  #read = 0;
  #rejected = 0;

  constructor(onError: OnError) {
    this.#onError = onError;
  }

  /** Throws `LimitError` when the rows so far, this page included, are more than the mapping allows. */
  check(items: readonly Sealed[]): void {
    const { row, stale } = this.#onError;
    const rejected = items.filter((item) => item.kind === "rejected").length;
    const expired = items.filter((item) => item.kind === "expired").length;
    this.#read += items.length;
    this.#rejected += rejected;
    const why = mostFrequent(items);
    if (row === "fail" && rejected > 0) {
      throw limit(`${rejected} row(s) cannot become events and on_error.row is fail`, why);
    }
    if (stale === "fail" && expired > 0) throw staleLimit(expired);
    const error = this.#exceeded(why);
    if (error !== undefined) throw error;
  }

  /** Events that Meta refused count as rejected rows too; returns the error when they are too many. */
  refused(events: number): LimitError | undefined {
    this.#rejected += events;
    return this.#exceeded("refused by Meta last");
  }

  #exceeded(why: string): LimitError | undefined {
    const { maxErrorRate, minRows } = this.#onError;
    const rate = this.#rejected / this.#read;
    if (this.#read < minRows || rate <= maxErrorRate) return undefined;
    return limit(
      `${this.#rejected} of ${this.#read} rows (${percent(rate)}) were rejected, more than on_error.max_error_rate allows (${percent(maxErrorRate)})`,
      why,
    );
  }
}

/** What stops a run whose mapping does not take old events. */
export function staleLimit(events: number): LimitError {
  return limit(`${events} event(s) are too old and on_error.stale is fail`, "");
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

function limit(message: string, why: string): LimitError {
  return new LimitError(message, {
    stage: "validate",
    hint: `${why === "" ? "" : `${why}; `}the watermark stays before them: mend the mapping or the rows (\`capisync preview\` shows them), or raise the limit, and run again`,
  });
}

/** The three most frequent issues of a page, for the hint. */
function mostFrequent(items: readonly Sealed[]): string {
  const counts = new Map<string, number>();
  for (const item of items) {
    if (item.kind !== "rejected") continue;
    for (const { field, code } of item.issues) {
      const name = field ? `${field}: ${code}` : code;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  if (counts.size === 0) return "";
  const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3);
  return `on the last page: ${most.map(([name, rows]) => `${name} (${rows})`).join(", ")}`;
}
