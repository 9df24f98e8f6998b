import { currencyOf } from "../currencies.ts";
import { type Cleaner, Fault } from "./cleaner.ts";
import { trimmed } from "./text.ts";

const CURRENCY_UNKNOWN = new Fault("currency_unknown", "an active ISO 4217 code");
const CURRENCY_REFUSED = new Fault("currency_refused", "a currency that Meta takes");

/** An ISO 4217 code, upper-cased. */
export const currency: Cleaner = (value, context) => {
  const text = trimmed(value);
  if (typeof text !== "string") return text;
  const code = text.toUpperCase();
  const known = currencyOf(code);
  if (known === undefined) return CURRENCY_UNKNOWN;
  if (known.standing === "refused") return CURRENCY_REFUSED;
  if (known.standing === "new") context.notice("currency_new");
  return code;
};
