import { type CleanContext, Fault, type Json } from "../capi/clean/cleaner.ts";
import type { Join } from "../capi/fields/line.ts";
import type { FieldSource } from "../config/mapping.ts";
import type { Row, Value } from "../lib/value.ts";
import type { Member, Pick, Target } from "./cell.ts";

/*
 * Values that no single column holds. Each is handed to its cell as if a column held it, so that
 * cleaning, issues and `required` are those of any other value.
 */

/** The source of a value that is put together before its cell sees it. */
export const COMPOSED: FieldSource = {
  kind: "column",
  columns: [""],
  steps: [],
  hashed: false,
  required: false,
  options: {},
};

/** An object of what the members give; null when none gives anything. */
export function pickObject(members: readonly Member<Row>[]): Pick<Row> {
  return (row) => {
    let object: Record<string, Json> | null = null;
    for (const { name, cell } of members) {
      const value = cell(row);
      if (value === undefined) continue;
      object ??= {};
      object[name] = value;
    }
    return object;
  };
}

/** A list with a slot for each name, empty where no member gives anything; null when none does. */
export function pickSlots(names: readonly string[], members: readonly Member<Row>[]): Pick<Row> {
  const cells = names.map((wire) => members.find(({ name }) => name === wire)?.cell);
  return (row) => {
    const slots = cells.map((cell) => cell?.(row) ?? "");
    return slots.some((slot) => slot !== "") ? slots : null;
  };
}

/** Two columns that make one value: the first stands for it, the second is kept for its cleaner. */
export function joined(
  join: Join,
  picks: readonly Pick<Row>[],
  target: Target,
): { readonly pick: Pick<Row>; readonly target: Target } {
  const [pickFirst, pickSecond] = picks;
  let second: Value = null;
  return {
    pick: (row) => {
      const beside = pickSecond?.(row) ?? null;
      if (beside instanceof Fault) return beside;
      second = beside;
      return pickFirst?.(row) ?? null;
    },
    target: {
      ...target,
      clean: (value: Value, context: CleanContext) => join.clean(value, second, context),
    },
  };
}
