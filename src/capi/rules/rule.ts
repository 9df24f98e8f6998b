import type { CapiEvent } from "../event.ts";

/** A rule that spans fields of a finished event. */
export interface Rule {
  /** Stable, snake_case; what a mapping names to soften it. */
  readonly code: string;
  /** `row`: the event cannot go. `warn`: it goes, and the rule is counted. */
  readonly severity: "row" | "warn";
  /** A mapping may turn `row` into `warn`: Meta is not known to refuse such events. */
  readonly soft: boolean;
  /** The field to look at, as issues name it. */
  readonly field: string;
  /** The words after "expected". */
  readonly expected: string;
  /** What to do about it, one imperative sentence. */
  readonly hint: string;
  /** The error_subcode that Meta answers, where one is known. */
  readonly subcode: number | undefined;
  /** Only events with one of these names; undefined: all. */
  readonly names?: readonly string[];
  /** Only events with one of these action sources; undefined: all. */
  readonly sources?: readonly string[];
  /** Only where name and action_source are such; asked once for each pair of them, not per row. */
  readonly onlyIf?: (name: string, source: string) => boolean;
  /** `now` is in Unix seconds. */
  readonly broken: (event: CapiEvent, now: number) => boolean;
}

/** A rule as its table has it: what the builder says is left out. */
export type Sparse = Omit<Rule, "severity" | "soft" | "subcode"> & {
  readonly subcode?: number;
};

/** A rule without which the event cannot go. */
export function row(rule: Sparse): Rule {
  return { subcode: undefined, ...rule, severity: "row", soft: false };
}

/** A rule of the docs that Meta is not known to enforce: a mapping may soften it. */
export function soft(rule: Sparse): Rule {
  return { subcode: undefined, ...rule, severity: "row", soft: true };
}

/** A rule whose breach is counted, while the event goes. */
export function warn(rule: Sparse): Rule {
  return { subcode: undefined, ...rule, severity: "warn", soft: false };
}

/** What `broken` is of a rule that name and action_source alone decide. */
export function always(): boolean {
  return true;
}

/** Whether a rule concerns events of this name and action_source at all. */
export function concerns(rule: Rule, name: string, source: string): boolean {
  if (rule.names !== undefined && !rule.names.includes(name)) return false;
  if (rule.sources !== undefined && !rule.sources.includes(source)) return false;
  return rule.onlyIf === undefined || rule.onlyIf(name, source);
}
