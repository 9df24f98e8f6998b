import { Fault } from "../capi/clean/cleaner.ts";
import type { Mapping, Place } from "../config/mapping.ts";
import { didYouMean } from "../lib/did-you-mean.ts";
import { ConfigError, type Problem } from "../lib/errors.ts";
import { parseJson } from "../lib/json.ts";
import type { Column, Row, Value } from "../lib/value.ts";
import type { Pick } from "./cell.ts";

const NOT_JSON = new Fault("not_json", "JSON");

/** Where a mapping names no place of its own for a column: the file as a whole. */
const TOP: Place = { line: 1, column: 1 };

/**
 * The columns of a result by the names that a mapping uses: exact, or in another case where that is
 * not ambiguous, since warehouses differ in how they fold names. Collects every name that fits
 * nothing, so that all are reported at once.
 */
export class Columns {
  readonly #columns: readonly Column[];
  readonly #mapping: Mapping;
  readonly #problems: Problem[] = [];
  readonly #absent = new Set<string>();
  /** The places that are in `#problems`: one value may be asked for its column more than once. */
  readonly #told = new Set<string>();
  readonly #picks = new Map<number, Pick<Row>>();

  constructor(columns: readonly Column[], mapping: Mapping) {
    this.#columns = columns;
    this.#mapping = mapping;
  }

  /** Takes the column's value out of a row; a JSON column's parsed, once per row. */
  pick(name: string, place: Place = TOP): Pick<Row> {
    const index = this.#find(name, place);
    const known = this.#picks.get(index);
    if (known !== undefined) return known;
    const kind = this.#columns[index]?.kind;
    const pick = kind === "json" ? parsed(index) : plain(index);
    this.#picks.set(index, pick);
    return pick;
  }

  /** True for a column of numbers, which text arrives for. */
  isNumeric(name: string): boolean {
    const kind = this.#columns[this.#indexOf(name)]?.kind;
    return kind === "integer" || kind === "decimal" || kind === "float";
  }

  /** The names asked for that the result does not have; `pick` gives null for them. */
  get absent(): readonly string[] {
    return [...this.#absent];
  }

  /** Throws one ConfigError that names every column which the result does not have. */
  check(): void {
    if (this.#problems.length === 0) return;
    const names = this.#columns.map((column) => column.name).join(", ");
    const { size } = this.#absent;
    const what = size === 1 ? "a column that it names is" : `${size} columns that it names are`;
    throw new ConfigError(`${this.#mapping.file}: ${what} not in the query's result`, {
      stage: "config",
      hint: `the query returns: ${names}`,
      problems: this.#problems,
    });
  }

  #find(name: string, place: Place): number {
    const index = this.#indexOf(name);
    if (index >= 0) return index;
    this.#absent.add(name);
    const told = `${place.line}:${place.column} ${name}`;
    if (!this.#told.has(told)) this.#problems.push(this.#missing(name, place));
    this.#told.add(told);
    return index;
  }

  #indexOf(name: string): number {
    const exact = this.#columns.findIndex((column) => column.name === name);
    if (exact >= 0) return exact;
    const alike = this.#alike(name);
    return alike.length === 1 && alike[0] !== undefined ? this.#columns.indexOf(alike[0]) : -1;
  }

  #alike(name: string): readonly Column[] {
    const folded = name.toLowerCase();
    return this.#columns.filter((column) => column.name.toLowerCase() === folded);
  }

  #missing(name: string, place: Place): Problem {
    const alike = this.#alike(name).map((column) => column.name);
    const known = this.#columns.map((column) => column.name);
    const near = didYouMean(name, known);
    return {
      file: this.#mapping.file,
      line: place.line,
      column: place.column,
      severity: "error",
      code: "column_missing",
      message: `column ${name} is not in the query's result, expected one of: ${known.join(", ")}`,
      ...(alike.length > 1
        ? { hint: `${alike.join(" and ")} differ only in case: write the one that is meant` }
        : near === undefined
          ? {}
          : { hint: `did you mean ${near}?` }),
    };
  }
}

function plain(index: number): Pick<Row> {
  return (row) => row[index] ?? null;
}

/** Several fields may read one JSON column: the last text is parsed once and remembered. */
function parsed(index: number): Pick<Row> {
  let lastText: string | undefined;
  let lastValue: Value | Fault = null;
  return (row) => {
    const value = row[index] ?? null;
    if (typeof value !== "string") return value;
    if (value !== lastText) {
      lastText = value;
      lastValue = value.trim() === "" ? null : (parseJson(value) ?? NOT_JSON);
    }
    return lastValue;
  };
}
