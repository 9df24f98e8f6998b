import type { Problem } from "../lib/errors.ts";
import type { Range } from "./tree.ts";

/** What is wrong, apart from where. */
export interface Finding {
  /** Stable, snake_case. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  /** Default: error. */
  readonly severity?: Problem["severity"];
}

/** From the gravest on. */
const LEVELS = ["error", "warning", "note"] as const;

/** Problems shown of one file; whoever made more has made one mistake many times. */
const MAX_PER_FILE = 20;

/** Gathers what is wrong with all files of a project, so that one pass tells everything. */
export class Problems {
  readonly #all = new Map<string, Problem>();

  /** Adds a problem at a place; the same one at the same place counts once. */
  add(range: Range, finding: Finding): void {
    const { file, line, column, length } = range;
    const { code, message, hint, severity = "error" } = finding;
    const id = JSON.stringify([file, line, column, code, message]);
    if (this.#all.has(id)) return;
    this.#all.set(id, {
      file,
      line,
      column,
      ...(length > 0 ? { length } : {}),
      severity,
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
    });
  }

  /**
   * All problems by file, line and column; of the files that `keep` lets through. Where something is
   * wrong, advice would only be in the way: notes wait until the file is mended.
   */
  sorted(keep: (file: string) => boolean = () => true): readonly Problem[] {
    const byFile = Map.groupBy(this.#all.values(), (problem) => problem.file);
    return [...byFile.keys()]
      .filter(keep)
      .sort()
      .flatMap((file) => capped(urgent(byFile.get(file) ?? []).sort(byPlace)));
  }
}

function urgent(problems: readonly Problem[]): Problem[] {
  const isWrong = problems.some(({ severity }) => severity === "error");
  return problems.filter(({ severity }) => !isWrong || severity !== "note");
}

function byPlace(a: Problem, b: Problem): number {
  return a.line - b.line || a.column - b.column;
}

function capped(problems: readonly Problem[]): readonly Problem[] {
  const first = problems[MAX_PER_FILE];
  if (first === undefined) return problems;
  const hidden = problems.slice(MAX_PER_FILE);
  const more: Problem = {
    file: first.file,
    line: first.line,
    column: first.column,
    severity: LEVELS.find((level) => hidden.some(({ severity }) => severity === level)) ?? "note",
    code: "more_problems",
    message: `${hidden.length} more ${hidden.length === 1 ? "problem" : "problems"} from here on`,
    hint: "mend those above and validate again",
  };
  return [...problems.slice(0, MAX_PER_FILE), more];
}
