import { type CleanContext, Fault, type Json } from "../capi/clean/cleaner.ts";
import { elementsOf } from "../capi/clean/list.ts";
import type { FieldSource } from "../config/mapping.ts";
import type { Issue } from "../lib/issue.ts";
import type { Value } from "../lib/value.ts";
import type { Draft, FieldContext } from "./draft.ts";
import { compileSteps, SKIPPED } from "./steps.ts";
import { isEmpty } from "./text.ts";

/** Takes one value out of a row, or out of an element of `contents`. */
export type Pick<From> = (from: From) => Value | Fault;

/** One member of an event: what a row gives for it; undefined when it is to be left out. */
export type Cell<From> = (from: From) => Json | undefined;

/** A member of one of an event's objects, and the cell that fills it. */
export interface Member<From> {
  readonly name: string;
  readonly cell: Cell<From>;
}

/** The member that a cell fills. */
export interface Target {
  /** As issues name it: `user_data.em`. */
  readonly path: string;
  readonly many: boolean;
  /** For a `many` target one element, or a list that nobody may change. */
  readonly clean: (value: Value, context: CleanContext) => Json | Fault | undefined;
  /** The issue of a row without a value; undefined where a value may be missing. */
  readonly missing: Issue | undefined;
}

export interface CellParts<From> {
  readonly source: FieldSource;
  readonly target: Target;
  readonly pick: (column: string) => Pick<From>;
  readonly context: FieldContext;
  /** The country that the field's cleaner is told; undefined: the row's own. */
  readonly country: ((from: From) => string | undefined) | undefined;
  readonly draft: Draft;
}

/** Faults that decide over the row and not over one field, and what becomes of it. */
const ROW_FAULTS: Readonly<Record<string, "reject" | { readonly exclude: string }>> = {
  unmapped_value: "reject",
  currency_unknown: "reject",
  currency_refused: "reject",
  [SKIPPED.code]: { exclude: "skipped" },
};

/** Compiles one member: which columns, through which steps, cleaned how, single or as a list. */
export function compileCell<From>(parts: CellParts<From>): Cell<From> {
  const { source, target, draft } = parts;
  const faults = new Faults(draft, target);
  const read = target.many ? readMany(parts, faults) : readOne(parts, faults);
  const required = target.missing ?? requiredIssue(source, target);
  if (source.kind === "const")
    return orMissing((from) => read(source.value, from), required, faults);
  const picks = source.columns.map(parts.pick);
  const [only] = picks;
  const cell: Cell<From> =
    picks.length === 1 && only !== undefined
      ? (from) => read(only(from), from)
      : source.kind === "all_of"
        ? allOf(picks, read)
        : firstOf(picks, read, faults);
  return orMissing(cell, required, faults);
}

type Read<From> = (raw: Value | Fault, from: From) => Json | undefined;

function requiredIssue(source: FieldSource, target: Target): Issue | undefined {
  if (source.kind === "const" || !source.required) return undefined;
  return Object.freeze({
    code: "required_missing",
    field: target.path,
    expected: "a value, since the mapping requires one",
  });
}

function orMissing<From>(cell: Cell<From>, missing: Issue | undefined, faults: Faults): Cell<From> {
  if (missing === undefined) return cell;
  return (from) => {
    faults.last = undefined;
    const value = cell(from);
    // The cause says more than "missing", where there is one.
    if (value === undefined) faults.draft.reject(faults.last ?? missing);
    return value;
  };
}

/** The issues of one field, one frozen instance per fault, so that a bad value allocates nothing. */
class Faults {
  readonly draft: Draft;
  last: Issue | undefined;
  readonly #path: string;
  readonly #issues = new Map<Fault, Issue>();
  /** Faults that decide over the row wait while other columns may give a value. */
  #isHolding = false;
  #held: Fault | undefined;

  constructor(draft: Draft, target: Target) {
    this.draft = draft;
    this.#path = target.path;
  }

  /** Passes a value on; tells a fault and gives undefined in its place. */
  sift<T>(value: T | Fault): T | undefined {
    if (!(value instanceof Fault)) return value;
    this.#report(value);
    return undefined;
  }

  /** From now on the first fault that refuses the row is kept back; one that leaves it out decides. */
  hold(): void {
    this.#isHolding = true;
  }

  /** Tells the fault that was kept back, as a notice if a column gave a value after all. */
  release(hasValue: boolean): void {
    const held = this.#held;
    this.#isHolding = false;
    this.#held = undefined;
    if (held === undefined) return;
    if (hasValue) this.draft.notice(this.#issueOf(held));
    else this.#report(held);
  }

  #report(fault: Fault): void {
    const issue = this.#issueOf(fault);
    this.last = issue;
    const fate = ROW_FAULTS[fault.code];
    if (fate === undefined) this.draft.notice(issue);
    else if (fate !== "reject") this.draft.excluded ??= fate.exclude;
    else if (this.#isHolding) this.#held ??= fault;
    else this.draft.reject(issue);
  }

  #issueOf(fault: Fault): Issue {
    const known = this.#issues.get(fault);
    if (known !== undefined) return known;
    const { code, expected } = fault;
    const issue = Object.freeze({ code, field: this.#path, expected });
    this.#issues.set(fault, issue);
    return issue;
  }
}

/** A column's value through the chain of steps; undefined when there are none. */
function throughSteps<From>({
  source,
}: CellParts<From>): ((raw: Value | Fault) => Value | Fault) | undefined {
  const chain = source.kind === "const" ? undefined : compileSteps(source.steps);
  return chain && ((raw) => (raw instanceof Fault ? raw : chain(raw)));
}

/** Cleans one value, its field's own country told beforehand. */
function cleaning<From>({ target: { clean }, context, country }: CellParts<From>) {
  if (country === undefined)
    return (value: Value): Json | Fault | undefined => clean(value, context);
  return (value: Value, from: From): Json | Fault | undefined => {
    context.country = country(from);
    return clean(value, context);
  };
}

function readOne<From>(parts: CellParts<From>, faults: Faults): Read<From> {
  const clean = cleaning(parts);
  const steps = throughSteps(parts);
  return (raw, from) => {
    const value = steps === undefined ? raw : steps(raw);
    if (value === null) return undefined;
    return faults.sift(value instanceof Fault ? value : clean(value, from));
  };
}

const OPENING_BRACKET = 0x5b;
const SPACE = 0x20;
const DELETE = 0x7f;

/** True for text that cannot be a JSON list, which is nearly all of it. */
function isSingle(value: Value): boolean {
  if (typeof value !== "string") return false;
  let at = 0;
  while (value.charCodeAt(at) === SPACE) at++;
  const first = value.charCodeAt(at);
  return first > SPACE && first < DELETE && first !== OPENING_BRACKET;
}

function readMany<From>(parts: CellParts<From>, faults: Faults): Read<From> {
  const clean = cleaning(parts);
  const steps = throughSteps(parts);
  const readList = (value: Value, from: From): Json | undefined => {
    const list: Json[] = [];
    for (const element of elementsOf(value)) {
      if (element !== null) addNew(list, faults.sift(clean(element, from)));
    }
    return list.length === 0 ? undefined : list;
  };
  return (raw, from) => {
    const value = steps === undefined ? raw : steps(raw);
    if (value === null) return undefined;
    if (value instanceof Fault) return faults.sift<Json>(value);
    if (!isSingle(value)) return readList(value, from);
    const cleaned = faults.sift(clean(value, from));
    // A hash comes in its list.
    return cleaned === undefined || Array.isArray(cleaned) ? cleaned : [cleaned];
  };
}

/** Adds a value, or those of a list, unless it is there. */
function addNew(list: Json[], value: Json | undefined): void {
  if (Array.isArray(value)) for (const each of value as readonly Json[]) addNew(list, each);
  else if (value !== undefined && !list.includes(value)) list.push(value);
}

/**
 * The first column that gives a value: an empty or bad one passes the turn on, and decides over the
 * row only when none gives any. The last column goes through the steps even when empty, so that
 * `default` speaks only when all had their turn.
 */
function firstOf<From>(picks: readonly Pick<From>[], read: Read<From>, faults: Faults): Cell<From> {
  const last = picks.length - 1;
  const search = (from: From): Json | undefined => {
    for (const [i, pick] of picks.entries()) {
      const raw = pick(from);
      if (i < last && !(raw instanceof Fault) && isEmpty(raw)) continue;
      const value = read(raw, from);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  return (from) => {
    faults.hold();
    const value = search(from);
    faults.release(value !== undefined);
    return value;
  };
}

function allOf<From>(picks: readonly Pick<From>[], read: Read<From>): Cell<From> {
  return (from) => {
    const all: Json[] = [];
    for (const pick of picks) {
      addNew(all, read(pick(from), from));
    }
    return all.length === 0 ? undefined : all;
  };
}
