import type { When } from "../capi/rules/needs.ts";
import { RULES } from "../capi/rules.ts";
import { columnsOf } from "./check-fields.ts";
import { constantOf, holds, isSoftened, mappedAt } from "./mapped.ts";
import type { Problems } from "./problems.ts";
import { keyRange, type MapTree, pathText, valueRange } from "./tree.ts";

/** A rule of RULES that a constant breaks for all rows. */
interface Limit {
  readonly code: string;
  readonly when: When;
  readonly field: string;
  readonly isGood: (text: string) => boolean;
}

const isShare = (text: string): boolean => Number(text) >= 0 && Number(text) <= 1;

// biome-ignore format: a table is read by its columns
const LIMITS: readonly Limit[] = [
  { code: "predicted_ltv_positive", field: "custom_data.predicted_ltv", when: {}, isGood: (text) => Number(text) > 0 },
  { code: "append_share", field: "attribution_data.attribution_share", when: { event_name: ["AppendAttribution"] }, isGood: isShare },
  { code: "crm_event_source", field: "custom_data.event_source", when: { action_source: ["system_generated"] }, isGood: (text) => text === "crm" },
];

/** Reports constants that no row could go with. */
export function checkConstants(mapping: MapTree, problems: Problems): void {
  for (const { code, when, field, isGood } of LIMITS) {
    const constant = constantOf(mapping, field);
    if (constant === undefined || isGood(constant.text) || !holds(mapping, when)) continue;
    const rule = RULES.find((each) => each.code === code);
    problems.add(valueRange(mapping, constant.path), {
      code,
      severity: rule?.soft === true && isSoftened(mapping, code) ? "warning" : "error",
      message: `${pathText(constant.path)}: expected ${rule?.expected}`,
      hint: rule?.hint,
    });
  }
  for (const each of PER_ROW) checkPerRow(mapping, each, problems);
  checkOwnId(mapping, problems);
}

/** Fields that must differ from row to row. */
interface PerRow {
  readonly field: string;
  readonly code: string;
  readonly why: string;
  readonly hint: string;
}

const PER_ROW: readonly PerRow[] = [
  {
    // The ledger knows events by their ids.
    field: "event_id",
    code: "constant_event_id",
    why: "is the same for all rows, so only the first would be sent",
    hint: "map a column, or leave event_id out: one is derived from the key",
  },
  {
    field: "event_time",
    code: "constant_event_time",
    why: "is the same for all rows, and soon too old for Meta to take",
    hint: "map the column that says when the conversion happened",
  },
];

function checkPerRow(
  mapping: MapTree,
  { field, code, why, hint }: PerRow,
  problems: Problems,
): void {
  const entry = mappedAt(mapping, field);
  if (entry === undefined || constantOf(mapping, field) === undefined) return;
  problems.add(keyRange(mapping, entry.path), { code, message: `fields.${field} ${why}`, hint });
}

/** A passback that takes over the id of its original looks like a copy of it. */
function checkOwnId(mapping: MapTree, problems: Problems): void {
  const [own, original] = ["event_id", "original_event_data.event_id"].map((field) =>
    mappedAt(mapping, field),
  );
  if (own === undefined || !holds(mapping, { event_name: ["AppendAttribution"] })) return;
  const columns = columnsOf(own.tree);
  if (columns.length !== 1 || columns.join() !== columnsOf(original?.tree).join()) return;
  problems.add(keyRange(mapping, own.path), {
    code: "append_own_id",
    severity: isSoftened(mapping, "append_own_id") ? "warning" : "error",
    message: `fields.event_id is the original event's id, column \`${columns.join()}\`; an AppendAttribution event needs one of its own`,
    hint: "leave event_id out: one is derived from the key",
  });
}
