import type { Issue } from "../lib/issue.ts";

/** A field issue and the number of rows that had it. */
export interface FieldIssueCount extends Issue {
  readonly count: number;
}

/**
 * Counts what was found about single values while their rows went on: values left out, and values
 * that are sent as they are but worth a word, as `expected` tells. By field and code; no values.
 */
export class FieldIssues {
  readonly #counts = new Map<string, { readonly issue: Issue; count: number }>();

  add(issue: Issue): void {
    const name = `${issue.field} ${issue.code}`;
    const known = this.#counts.get(name);
    if (known === undefined) this.#counts.set(name, { issue, count: 1 });
    else known.count++;
  }

  /** The most frequent first; what is equally frequent in the order of field and code. */
  list(): readonly FieldIssueCount[] {
    return [...this.#counts]
      .sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1))
      .map(([, { issue, count }]) => ({
        code: issue.code,
        field: issue.field,
        expected: issue.expected,
        count,
      }));
  }
}
