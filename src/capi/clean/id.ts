import { type Cleaner, Fault } from "./cleaner.ts";
import { trimmed, unhashedText } from "./text.ts";

const NOT_LEAD_ID = new Fault("not_lead_id", "a lead id of 15 to 17 digits, as text");
const NOT_DIGITS_ID = new Fault("not_digits_id", "an id of digits only, as text");
const ZERO_ID = new Fault("zero_id", "an advertiser id that is not all zeros");

/** "15-17 digit number": the conversion leads guide on parameters (read 2026). */
const LEAD_ID = /^\d{15,17}$/;
/** Exports of Lead Ads write `l:` before the id. */
const LEAD_PREFIX = /^l:/i;
const DIGITS = /^\d{1,25}$/;
const ALL_ZERO = /^[0-]+$/;

/** The id of a lead. Text from the driver to the wire: as a float it could become another lead. */
export const leadId: Cleaner = (value) => {
  const text = trimmed(value);
  if (typeof text !== "string") return text;
  const id = text.replace(LEAD_PREFIX, "");
  return LEAD_ID.test(id) ? id : NOT_LEAD_ID;
};

/** One of Meta's own ids, which are numbers beyond 2^53 and therefore text here. */
export const digitsId: Cleaner = (value) => {
  const text = trimmed(value);
  return typeof text !== "string" || DIGITS.test(text) ? text : NOT_DIGITS_ID;
};

/** A mobile advertiser id, its case and dashes kept; all zeros says that tracking is off. */
export const mobileAdId: Cleaner = (value, context) => {
  const id = unhashedText(value, context);
  return typeof id === "string" && ALL_ZERO.test(id) ? ZERO_ID : id;
};
