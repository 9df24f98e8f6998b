import { Fault } from "../capi/clean/cleaner.ts";
import { truthOf } from "../capi/clean/flag.ts";
import type { CapiEvent } from "../capi/event.ts";
import type { LimitedDataUse } from "../config/mapping.ts";
import { plainDecimal } from "../lib/decimal.ts";
import type { Issue } from "../lib/issue.ts";
import type { Row, Value } from "../lib/value.ts";
import type { Pick } from "./cell.ts";
import type { Columns } from "./columns.ts";
import type { Draft } from "./draft.ts";
import { isEmpty, textOf } from "./text.ts";

const CODE = /^\d{1,6}$/;

/** What a person chose must not be guessed: the row waits for a mapping that reads the column. */
function unreadable(field: string, expected: string): Issue {
  return Object.freeze({ code: "data_use_unreadable", field, expected });
}

const UNREADABLE = unreadable("data_processing_options", "a boolean: true, false, 1, 0, yes or no");
const COUNTRY_UNREADABLE = unreadable(
  "data_processing_options_country",
  "Meta's number of a country, or 0",
);
const STATE_UNREADABLE = unreadable(
  "data_processing_options_state",
  "Meta's number of a state such as 1000, or 0",
);

/**
 * Writes the three flags of Limited Data Use: `["LDU"]` with country and state where it applies, an
 * explicit `[]` where it does not, nothing where the row does not say.
 */
export function compileDataUse(
  use: LimitedDataUse,
  columns: Columns,
): (row: Row, event: CapiEvent, draft: Draft) => void {
  const pick = use.column === undefined ? () => true : columns.pick(use.column);
  const country = compileCode(use.country, columns, COUNTRY_UNREADABLE);
  const state = compileCode(use.state, columns, STATE_UNREADABLE);
  return (row, event, draft) => {
    const limited = isLimited(pick(row));
    if (limited === undefined) return;
    if (limited === "unreadable") {
      draft.reject(UNREADABLE);
      return;
    }
    event.data_processing_options = limited ? ["LDU"] : [];
    if (!limited) return;
    const countryCode = country(row, draft);
    const stateCode = state(row, draft);
    if (countryCode !== undefined) event.data_processing_options_country = countryCode;
    if (stateCode !== undefined) event.data_processing_options_state = stateCode;
  };
}

function isLimited(value: Value | Fault): boolean | "unreadable" | undefined {
  if (value instanceof Fault) return "unreadable";
  if (isEmpty(value)) return undefined;
  return truthOf(textOf(value) ?? "") ?? "unreadable";
}

/** Meta's number for a country or state; an empty one is left out, and the rules speak. */
function compileCode(
  from: number | { readonly column: string },
  columns: Columns,
  fault: Issue,
): (row: Row, draft: Draft) => number | undefined {
  if (typeof from === "number") return () => from;
  const pick: Pick<Row> = columns.pick(from.column);
  return (row, draft) => {
    const value = pick(row);
    if (!(value instanceof Fault) && isEmpty(value)) return undefined;
    const text = value instanceof Fault ? undefined : textOf(value);
    // A column of floats writes 1 as `1.0`.
    const number = text === undefined ? undefined : plainDecimal(text.trim());
    if (number !== undefined && CODE.test(number)) return Number(number);
    draft.reject(fault);
    return undefined;
  };
}
