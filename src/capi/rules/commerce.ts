import { isNumber, lacks, numberOf, someItemLacks } from "./read.ts";
import { type Rule, row, soft } from "./rule.ts";

const PURCHASE = ["Purchase"];
const STORE = ["physical_store"];

/** Whether a rule of the event itself asks for the currency already, whatever is told beside it. */
function needsCurrencyAnyway(name: string, source: string): boolean {
  if (name === "OrderCreated") return source === "business_messaging";
  return name === "Purchase" || name === "AppendValue" || name === "AppendAttribution";
}

/**
 * Amounts and items. Subcodes: Meta's answers quoted in public repositories.
 * conversions-api/parameters/custom-data and conversions-api/offline-events (read 2026)
 */
// biome-ignore format: a table is read by its columns
export const COMMERCE_RULES: readonly Rule[] = [
  row({  code: "purchase_value",         field: "custom_data.value",    expected: "a number, since the event is a Purchase", hint: "map value to the order's total", subcode: 2804009, names: PURCHASE, broken: (e) => !isNumber(e.custom_data?.value) }),
  row({  code: "purchase_currency",      field: "custom_data.currency", expected: "a currency, since the event is a Purchase", hint: "map currency, or set it with const", subcode: 2804010, names: PURCHASE, broken: lacks("custom_data.currency") }),
  row({  code: "value_currency",         field: "custom_data.currency", expected: "a currency beside the value",   hint: "map currency, or set it with const", subcode: 2804023, onlyIf: (name, source) => !needsCurrencyAnyway(name, source), broken: (e) => e.custom_data?.value !== undefined && e.custom_data.currency === undefined }),
  row({  code: "contents_id",            field: "custom_data.contents.id", expected: "an id in every item",        hint: "map contents.item.id to the product's id", subcode: 2804008, broken: someItemLacks("id") }),
  soft({ code: "contents_quantity",      field: "custom_data.contents.quantity", expected: "a quantity in every item", hint: "map contents.item.quantity", sources: STORE, broken: someItemLacks("quantity") }),
  row({  code: "predicted_ltv_positive", field: "custom_data.predicted_ltv", expected: "a number above 0",         hint: "leave predicted_ltv out where it is 0", broken: (e) => e.custom_data?.predicted_ltv !== undefined && !(numberOf(e.custom_data.predicted_ltv) > 0) }),
];
