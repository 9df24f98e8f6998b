import { Fault } from "../capi/clean/cleaner.ts";
import type { Otherwise, Step } from "../config/mapping.ts";
import { type Decimal, formatDecimal, parseDecimal } from "../lib/decimal.ts";
import { jsonText, parseJson } from "../lib/json.ts";
import type { Value } from "../lib/value.ts";
import { addDecimals, divideDecimals, multiplyDecimals, roundDecimal } from "./decimal.ts";
import { isEmpty, textOf } from "./text.ts";

/** A chain of steps. Null stays null through every step but `default`. */
export type Chain = (value: Value) => Value | Fault;

/** `map` met a value that its table does not hold; the row cannot go, whatever the field. */
export const UNMAPPED = new Fault("unmapped_value", "a value that the map lists");

/** `otherwise: skip`: the row is not wanted. */
export const SKIPPED = new Fault("skipped", "a value that the map lists");

const NOT_TEXT = new Fault("not_text", "text or a number");
const NOT_A_NUMBER = new Fault("not_a_number", "a plain decimal number");
const NO_OPERAND = new Fault(
  "bad_operand",
  "a step whose number is decimal and not 0 to divide by",
);
const NOT_JSON = new Fault("not_json", "JSON");
const NOT_A_LIST = new Fault("not_a_list", "a JSON list or an array");
const NO_PATH = new Fault("not_an_object", "a JSON object or list");

type Makers = { readonly [Op in Step["op"]]: (step: Step & { op: Op }) => Chain };

// biome-ignore format: a table is read by its columns
const MAKERS: Makers = {
  trim:      () => onText((text) => text.trim()),
  lower:     () => onText((text) => text.toLowerCase()),
  upper:     () => onText((text) => text.toUpperCase()),
  digits:    () => onText((text) => text.replace(/\D+/g, "")),
  prefix:    (step) => onText((text) => step.text + text),
  suffix:    (step) => onText((text) => text + step.text),
  replace:   (step) => onText((text) => text.replaceAll(step.find, () => step.with)),
  split:     (step) => onText((text) => text.split(step.separator).map((part) => part.trim())),
  to_number: () => onNumber((number) => number),
  divide:    (step) => onNumber(by(step.by, divideDecimals)),
  multiply:  (step) => onNumber(by(step.by, multiplyDecimals)),
  round:     (step) => onNumber((number) => roundDecimal(number, step.digits)),
  to_string: () => toText,
  json:      () => fromJson,
  default:   (step) => (value) => (isEmpty(value) ? step.value : value),
  path:      (step) => (value) => follow(value, step.path),
  sum:       (step) => (value) => sum(value, step.key),
  map:       (step) => each((value) => look(value, step.table, step.otherwise)),
};

/** One function for a whole chain; undefined for an empty one. */
export function compileSteps(steps: readonly Step[]): Chain | undefined {
  const chain = steps.map((step) => (MAKERS[step.op] as (step: Step) => Chain)(step));
  const [first] = chain;
  if (first === undefined) return undefined;
  if (chain.length === 1) return first;
  return (value) => {
    let current = value;
    for (const step of chain) {
      const next = step(current);
      if (next instanceof Fault) return next;
      current = next;
    }
    return current;
  };
}

/** Lifts a step over lists: each element by itself; the first fault is the list's. */
function each(step: Chain): Chain {
  return (value) => {
    if (value === null) return null;
    if (!Array.isArray(value)) return step(value);
    const done: Value[] = [];
    for (const element of value as readonly Value[]) {
      const next = element === null ? null : step(element);
      if (next instanceof Fault) return next;
      done.push(next);
    }
    return done;
  };
}

function onText(change: (text: string) => Value): Chain {
  return each((value) => {
    // Blank is no value: a prefix must not make an id out of nothing.
    if (isEmpty(value)) return null;
    const text = textOf(value);
    return text === undefined ? NOT_TEXT : change(text);
  });
}

function onNumber(change: (number: Decimal) => Decimal | Fault): Chain {
  return each((value) => {
    if (isEmpty(value)) return null;
    const number = decimalOf(value);
    if (number === undefined) return NOT_A_NUMBER;
    const changed = change(number);
    return changed instanceof Fault ? changed : formatDecimal(changed);
  });
}

function decimalOf(value: Value): Decimal | undefined {
  if (typeof value === "bigint") return { units: value, scale: 0 };
  if (typeof value === "number" && Number.isSafeInteger(value)) {
    return { units: BigInt(value), scale: 0 };
  }
  const text = typeof value === "boolean" ? undefined : textOf(value);
  return text === undefined ? undefined : parseDecimal(text);
}

function by(
  text: string,
  operation: (a: Decimal, b: Decimal) => Decimal,
): (number: Decimal) => Decimal | Fault {
  const operand = parseDecimal(text);
  if (operand === undefined || (operation === divideDecimals && operand.units === 0n)) {
    return () => NO_OPERAND;
  }
  return (number) => operation(number, operand);
}

function toText(value: Value): Value {
  if (value === null) return null;
  return textOf(value) ?? jsonText(value);
}

function fromJson(value: Value): Value | Fault {
  if (typeof value !== "string") return value;
  if (isEmpty(value)) return null;
  const parsed = parseJson(value);
  return parsed === undefined ? NOT_JSON : parsed;
}

/** JSON text is parsed on the way in, so that `path` and `sum` work on a plain text column too. */
function follow(value: Value, path: readonly string[]): Value | Fault {
  let current = fromJson(value);
  for (const key of path) {
    if (current === null || current instanceof Fault) return current;
    if (typeof current !== "object" || current instanceof Uint8Array) return NO_PATH;
    current = memberOf(current as Container, key);
  }
  return current;
}

type Container = readonly Value[] | { readonly [key: string]: Value };

function memberOf(container: Container, key: string): Value {
  if (Array.isArray(container)) return (container as readonly Value[])[Number(key)] ?? null;
  const object = container as { readonly [key: string]: Value };
  return Object.hasOwn(object, key) ? (object[key] ?? null) : null;
}

/** Of nothing there is no sum, as in SQL: a misspelt key must not send a value of 0. */
function sum(value: Value, key: string | undefined): Value | Fault {
  const list = fromJson(value);
  if (list === null || list instanceof Fault) return list;
  if (!Array.isArray(list)) return NOT_A_LIST;
  let total: Decimal | undefined;
  for (const element of list as readonly Value[]) {
    const term = key === undefined ? element : follow(element, [key]);
    if (term instanceof Fault) return term;
    if (isEmpty(term)) continue;
    const number = decimalOf(term);
    if (number === undefined) return NOT_A_NUMBER;
    total = total === undefined ? number : addDecimals(total, number);
  }
  return total === undefined ? null : formatDecimal(total);
}

function look(
  value: Value,
  table: Readonly<Record<string, string>>,
  otherwise: Otherwise,
): Value | Fault {
  const text = textOf(value);
  if (text !== undefined && Object.hasOwn(table, text)) return table[text] ?? null;
  if (isEmpty(value)) return null;
  switch (otherwise.kind) {
    case "reject":
      return UNMAPPED;
    case "skip":
      return SKIPPED;
    case "keep":
      return value;
    case "const":
      return otherwise.value;
    default:
      return otherwise satisfies never;
  }
}
