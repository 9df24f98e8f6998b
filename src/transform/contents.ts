import { Fault } from "../capi/clean/cleaner.ts";
import type { CapiEvent } from "../capi/event.ts";
import type { Contents } from "../config/mapping.ts";
import type { Issue } from "../lib/issue.ts";
import { parseJson } from "../lib/json.ts";
import { isObject, type Row, type Value } from "../lib/value.ts";
import type { Member, Pick } from "./cell.ts";
import { type BuiltItem, DERIVED, differsFromSum, VALUE_DIFFERS } from "./contents-sums.ts";
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
 * Writes `contents`, one item per element, and what is derived from it; custom_data must be filled
 * already. A missing quantity becomes 1 with a notice, but for physical_store, where Meta requires it
 * and the rules refuse the row. A bad one is left out: nobody knows that it was 1.
 */
export function compileContents(
  contents: Contents,
  pick: Pick<Row>,
  members: readonly Member<Element>[],
  draft: Draft,
): (row: Row, event: CapiEvent) => void {
  const { checkValue = false, price = false, derive = [] } = contents;
  const quantity = members.find(({ name }) => name === "quantity");
  let isBad = false;
  const watched = members.map((member) =>
    member === quantity
      ? watch(member, draft, (bad) => {
          isBad = bad;
        })
      : member,
  );
  const finish = (item: BuiltItem, isStore: boolean): BuiltItem => {
    if (Object.keys(item).length === 0) draft.reject(EMPTY_ITEM);
    if (isStore && price && item.item_price !== undefined) item.price = item.item_price;
    if (isStore || isBad || item.quantity !== undefined) return item;
    item.quantity = 1;
    draft.notice(QUANTITY_ASSUMED);
    return item;
  };
  return (row, event) => {
    const elements = elementsIn(pick(row));
    if (elements === undefined) return;
    if (elements === "not_a_list") {
      draft.notice(NOT_A_LIST);
      return;
    }
    const isStore = event.action_source === "physical_store";
    const items = elements.map((element) => finish(itemOf(element, watched), isStore));
    if (items.length === 0) return;
    event.custom_data ??= {};
    event.custom_data.contents = items;
    for (const name of derive) {
      const derived = DERIVED[name](items);
      if (derived !== undefined) event.custom_data[name] = derived;
    }
    if (checkValue && differsFromSum(event, items)) draft.notice(VALUE_DIFFERS);
  };
}

/** A member that tells whether its value is missing because it was bad. */
function watch(
  { name, cell }: Member<Element>,
  draft: Draft,
  tell: (isBad: boolean) => void,
): Member<Element> {
  return {
    name,
    cell: (element) => {
      const { remarks } = draft;
      const value = cell(element);
      tell(value === undefined && draft.remarks > remarks);
      return value;
    },
  };
}

function itemOf(element: Element, members: readonly Member<Element>[]): BuiltItem {
  const item: BuiltItem = {};
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
