import type { Json } from "../capi/clean/cleaner.ts";
import { minorUnitsOf } from "../capi/currencies.ts";
import type { CapiEvent } from "../capi/event.ts";
import type { Derivable } from "../config/mapping.ts";
import { type Decimal, parseDecimal } from "../lib/decimal.ts";
import type { Issue } from "../lib/issue.ts";
import { addDecimals, multiplyDecimals } from "./decimal.ts";

/** An item of `contents` as it is built. */
export type BuiltItem = Record<string, Json>;

/** What each derived member of custom_data is, given the items; undefined where they do not tell. */
export const DERIVED: Readonly<
  Record<Derivable, (items: readonly BuiltItem[]) => Json | undefined>
> = {
  num_items: (items) =>
    items.every(({ quantity }) => quantity !== undefined)
      ? items.reduce((count, { quantity }) => count + pieces(quantity), 0)
      : undefined,
  content_ids: (items) => [...new Set(items.flatMap(({ id }) => (id === undefined ? [] : [id])))],
};

/** Goods sold by weight count as one item, whatever they weigh. */
function pieces(quantity: Json | undefined): number {
  return typeof quantity === "number" && Number.isSafeInteger(quantity) ? quantity : 1;
}

/** Told of an order whose value is not what its items add up to. */
export const VALUE_DIFFERS: Issue = Object.freeze({
  code: "value_differs",
  field: "custom_data.value",
  expected: "the sum of item_price times quantity; it is sent as it is",
});

/** Where a currency is unknown, as most have it. */
const USUAL_MINOR_UNITS = 2;

/**
 * Whether the items' prices miss the event's value by more than half a minor unit of its currency, which
 * rounding each line can come to. False when one of the items is without a price or a quantity.
 */
export function differsFromSum(event: CapiEvent, items: readonly BuiltItem[]): boolean {
  const { value, currency } = event.custom_data ?? {};
  const given = decimalOf(value);
  const sum = sumOf(items);
  if (given === undefined || sum === undefined) return false;
  const code = typeof currency === "string" ? currency : undefined;
  const { units, scale } = addDecimals(given, { ...sum, units: -sum.units });
  const minorUnits = BigInt(minorUnitsOf(code) ?? USUAL_MINOR_UNITS);
  const distance = units < 0n ? -units : units;
  return distance * 2n * 10n ** minorUnits > 10n ** BigInt(scale);
}

function sumOf(items: readonly BuiltItem[]): Decimal | undefined {
  let sum: Decimal = { units: 0n, scale: 0 };
  for (const item of items) {
    const price = decimalOf(item.item_price);
    const quantity = decimalOf(item.quantity);
    if (price === undefined || quantity === undefined) return undefined;
    sum = addDecimals(sum, multiplyDecimals(price, quantity));
  }
  return sum;
}

function decimalOf(value: Json | undefined): Decimal | undefined {
  if (typeof value === "number" || typeof value === "string") return parseDecimal(String(value));
  if (typeof value !== "object" || !("rawJSON" in value)) return undefined;
  return parseDecimal(String(value.rawJSON));
}
