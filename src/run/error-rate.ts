import type { OnError } from "../config/mapping.ts";
import { LimitError } from "../lib/errors.ts";
import type { Sealed } from "./seal.ts";

/**
 * The circuit breaker. It is asked before a page is settled, so that the checkpoint stays before the
 * page that tripped it and a mended mapping reads those rows again.
 */
export class ErrorRate {
  readonly #onError: OnError;
  #read = 0;
  #rejected = 0;

  constructor(onError: OnError) {
    this.#onError = onError;
  }

  /** Events that Meta refused count as rejected rows too. */
  refused(events: number): void {
    this.#rejected += events;
  }

  /** Throws `LimitError` when the rows so far, this page included, are more than the mapping allows. */
  check(items: readonly Sealed[]): void {
    const { row, stale, maxErrorRate, minRows } = this.#onError;
    let rejected = 0;
    let expired = 0;
    for (const item of items) {
      if (item.kind === "rejected") rejected++;
      else if (item.kind === "expired") expired++;
    }
    this.#read += items.length;
    this.#rejected += rejected;
    if (row === "fail" && rejected > 0) {
      throw stopped(`${rejected} row(s) cannot become events and on_error.row is fail`, items);
    }
    if (stale === "fail" && expired > 0) {
      throw stopped(`${expired} event(s) are too old and on_error.stale is fail`, items);
    }
    const rate = this.#rejected / this.#read;
    if (this.#read >= minRows && rate > maxErrorRate) {
      const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
      throw stopped(
        `${this.#rejected} of ${this.#read} rows (${percent(rate)}) were rejected, more than on_error.max_error_rate allows (${percent(maxErrorRate)})`,
        items,
      );
    }
  }
}

function stopped(message: string, items: readonly Sealed[]): LimitError {
  const codes = new Map<string, number>();
  for (const item of items) {
    if (item.kind !== "rejected") continue;
    for (const issue of item.issues) {
      const name = issue.field ? `${issue.field}: ${issue.code}` : issue.code;
      codes.set(name, (codes.get(name) ?? 0) + 1);
    }
  }
  const most = [...codes].sort((a, b) => b[1] - a[1]).slice(0, 3);
  const why = most.map(([name, rows]) => `${name} (${rows})`).join(", ");
  return new LimitError(message, {
    stage: "validate",
    hint: `${why === "" ? "" : `on the last page: ${why}; `}the watermark stays before it: mend the mapping or the rows (\`capisync preview\` shows them), or raise the limit, and run again`,
  });
}
