import { Fault, type Json } from "../capi/clean/cleaner.ts";
import type { Issue } from "../lib/issue.ts";
import { parseJson } from "../lib/json.ts";
import type { Row, Value } from "../lib/value.ts";
import type { Member, Pick } from "./cell.ts";
import type { Draft } from "./draft.ts";

/** One element of the list that `contents` is made from. */
export type Element = { readonly [key: string]: Value };

const PATH = "custom_data.contents";

const NOT_A_LIST: Issue = Object.freeze({
  code: "contents_not_a_list",
  field: PATH,
  expected: "a JSON list of objects, or an array of them",
});

const EMPTY_ITEM: Issue = Object.freeze({
  code: "contents_id",
  field: `${PATH}.id`,
  expected: "an id in every item",
});

const QUANTITY_ASSUMED: Issue = Object.freeze({
  code: "quantity_assumed",
  field: `${PATH}.quantity`,
  expected: "a quantity; 1 is sent",
});

/** Takes a member of an element; what the element does not have is null. */
export function pickMember(key: string): Pick<Element> {
  return (element) => (Object.hasOwn(element, key) ? (element[key] ?? null) : null);
}

/**
 * Builds `contents`: one item per element. A missing quantity becomes 1 with a notice, but for
 * physical_store, where Meta requires it and the rules refuse the row.
 */
export function compileContents(
  pick: Pick<Row>,
  members: readonly Member<Element>[],
  draft: Draft,
): (row: Row, actionSource: string) => Json | undefined {
  return (row, actionSource) => {
    const elements = elementsIn(pick(row));
    if (elements === undefined) return undefined;
    if (elements === "not_a_list") {
      draft.notice(NOT_A_LIST);
      return undefined;
    }
    const items = elements.map((element) => itemOf(element, members));
    for (const item of items) {
      if (Object.keys(item).length === 0) draft.reject(EMPTY_ITEM);
      if (item.quantity !== undefined || actionSource === "physical_store") continue;
      item.quantity = 1;
      draft.notice(QUANTITY_ASSUMED);
    }
    return items.length === 0 ? undefined : items;
  };
}

function itemOf(element: Element, members: readonly Member<Element>[]): Record<string, Json> {
  const item: Record<string, Json> = {};
  for (const member of members) {
    const value = member.cell(element);
    if (value !== undefined) item[member.name] = value;
  }
  return item;
}

/** Undefined for no contents at all. JSON text in a plain text column is parsed too. */
function elementsIn(raw: Value | Fault): readonly Element[] | "not_a_list" | undefined {
  if (raw instanceof Fault) return "not_a_list";
  if (raw === null || (typeof raw === "string" && raw.trim() === "")) return undefined;
  const value = typeof raw === "string" ? parseJson(raw) : raw;
  if (value === null) return undefined;
  if (!Array.isArray(value)) return "not_a_list";
  const elements: Element[] = [];
  for (const entry of value as readonly Value[]) {
    const element = typeof entry === "string" ? parseJson(entry) : entry;
    if (element === null) continue;
    if (!isObject(element)) return "not_a_list";
    elements.push(element);
  }
  return elements;
}

function isObject(value: Value | undefined): value is Element {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array)
  );
}
