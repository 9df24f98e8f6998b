import { isAssigned } from "../capi/clean/phone-plan.ts";

// What counts as a contact detail in a value that is sent as it is. A false alarm costs a warning, or a
// row with `leaks: reject`, so that only what is hardly anything else counts:
//
//   e-mail   something@host.tld anywhere in the text; in a URL also with its @ written as %40;
//            logo@2x.png is a picture for a fine screen
//   phone    + and 8 to 15 digits, with single separators between them: +1 650-555-1212
//            an area code in parentheses: (650) 555-1212
//            as North America writes its own, whose two groups of three begin with 2 to 9: 650-555-1212
//            00 and 8 to 15 digits that are a number of some country: 0031612345678
//            bare digits only where the name of the property or parameter says that it is a phone
//
// Digits alone are an order number, as are digits with other dashes: 123-4567890-1234567. Those that
// zeros fill up to a width are one too, as long as no country gave out what follows the two zeros:
// 0012345678 is none.

/** Meta's own bounds of a phone number with its country code. ITU-T E.164, and capi/clean/phone.ts. */
const PLUS_FORM = /(?:^|[^\w+])\+\d(?:[ ./()-]{0,2}\d){7,14}(?!\d)/;

const PARENTHESISED = /(?:^|[^\w])\(\d{2,5}\)[ ]?\d{3,4}[ .-]?\d{3,5}(?!\d)/;

const NORTH_AMERICAN = /(?:^|[^\w-])(?:1-)?[2-9]\d{2}-[2-9]\d{2}-\d{4}(?![\w-])/;

const DIALLED = /(?:^|[^\w+])00([1-9]\d{7,14})(?!\w)/;

const BARE = /^\s*(?:00)?\d(?:[ ./()-]{0,2}\d){7,14}\s*$/;

const EMAIL = /[^\s@<>"',;:/?&=()]@(?![1-4]x\.)[a-z0-9](?:[a-z0-9-]*\.)+[a-z]{2,}/i;

const PHONE_NAME =
  /(?:^|[^a-z])(?:phone|telephone|tel|mobile|cell|msisdn|whatsapp|gsm)(?:$|[^a-z])/;

/** Whether a property or parameter of this name is a phone number's. */
export function namesPhone(name: string): boolean {
  const words = name.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
  return PHONE_NAME.test(words) || /phone(?:_?(?:number|no|nr))?$/.test(words);
}

/** The contact detail in a text; `isPhone`: its name says that bare digits are a phone number. */
export function leakIn(text: string, isPhone = false): "leak_email" | "leak_phone" | undefined {
  if (text.includes("@") && EMAIL.test(text)) return "leak_email";
  if (text.includes("+") && PLUS_FORM.test(text)) return "leak_phone";
  if (text.includes("(") && PARENTHESISED.test(text)) return "leak_phone";
  if (text.includes("-") && NORTH_AMERICAN.test(text)) return "leak_phone";
  if (text.includes("00") && holdsDialled(text)) return "leak_phone";
  return isPhone && BARE.test(text) ? "leak_phone" : undefined;
}

function holdsDialled(text: string): boolean {
  const number = DIALLED.exec(text)?.[1];
  return number !== undefined && isAssigned(number);
}

/** The same for the query of a URL, and its fragment, where single-page shops keep theirs. */
export function leakInUrl(url: string): "leak_email" | "leak_phone" | undefined {
  const start = url.search(/[?#]/);
  if (start < 0) return undefined;
  for (const pair of url.slice(start).split(/[&#?;]/)) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, Math.max(equals, 0));
    const found = leakIn(valueIn(pair.slice(equals + 1)), namesPhone(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A plus is a space in a query, but at its beginning nobody means one. */
function valueIn(written: string): string {
  const spaced = written.slice(0, 1) + written.slice(1).replaceAll("+", " ");
  return spaced.includes("%") ? decoded(spaced) : spaced;
}

/** Without the escapes; one that is none leaves the text as it was written. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%40/g, "@").replace(/%2b/gi, "+");
  }
}
