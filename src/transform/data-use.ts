import { Fault } from "../capi/clean/cleaner.ts";
import type { CapiEvent } from "../capi/event.ts";
import type { LimitedDataUse } from "../config/mapping.ts";
import type { Issue } from "../lib/issue.ts";
import type { Row, Value } from "../lib/value.ts";
import type { Pick } from "./cell.ts";
import type { Columns } from "./columns.ts";
import type { Draft } from "./draft.ts";
import { isEmpty, textOf } from "./text.ts";

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["t", true],
  ["yes", true],
  ["y", true],
  ["1", true],
  ["false", false],
  ["f", false],
  ["no", false],
  ["n", false],
  ["0", false],
]);

/** What a person chose must not be guessed: the row waits for a mapping that reads the column. */
const UNREADABLE: Issue = Object.freeze({
  code: "data_use_unreadable",
  field: "data_processing_options",
  expected: "a boolean: true, false, 1, 0, yes or no",
});

/**
 * Writes the three flags of Limited Data Use: `["LDU"]` with country and state where it applies, an
 * explicit `[]` where it does not, nothing where the row does not say.
 */
export function compileDataUse(
  use: LimitedDataUse,
  columns: Columns,
): (row: Row, event: CapiEvent, draft: Draft) => void {
  const pick = use.column === undefined ? () => true : columns.pick(use.column);
  const country = code(use.country, columns);
  const state = code(use.state, columns);
  return (row, event, draft) => {
    const limited = isLimited(pick(row));
    if (limited === undefined) return;
    if (limited === "unreadable") {
      draft.reject(UNREADABLE);
      return;
    }
    event.data_processing_options = limited ? ["LDU"] : [];
    if (!limited) return;
    const countryCode = country(row);
    const stateCode = state(row);
    if (countryCode !== undefined) event.data_processing_options_country = countryCode;
    if (stateCode !== undefined) event.data_processing_options_state = stateCode;
  };
}

function isLimited(value: Value | Fault): boolean | "unreadable" | undefined {
  if (value instanceof Fault) return "unreadable";
  if (isEmpty(value)) return undefined;
  return WORDS.get(textOf(value)?.trim().toLowerCase() ?? "") ?? "unreadable";
}

/** Meta's number for a country or state; what is no number is left out, and the rules speak. */
function code(
  from: number | { readonly column: string },
  columns: Columns,
): (row: Row) => number | undefined {
  if (typeof from === "number") return () => from;
  const pick: Pick<Row> = columns.pick(from.column);
  return (row) => {
    const value = pick(row);
    const text = value instanceof Fault ? undefined : textOf(value)?.trim();
    return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
  };
}
