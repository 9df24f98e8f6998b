import { type Cleaner, Fault } from "./cleaner.ts";
import {
  askLibrary,
  type E164Digits,
  hasPhoneNumbers,
  isAssigned,
  isSubscriberOf,
  readInternational,
  readNational,
} from "./phone-plan.ts";
import { isAscii, prepared } from "./text.ts";

const NOT_PHONE = new Fault("not_phone", "a phone number of 7 to 15 digits that its country has");
const PHONE_COUNTRY_MISSING = new Fault(
  "phone_country_missing",
  "a number with its country code, or a `default_country`",
);

const PLAIN = /^\+?\d+$/;
const SEPARATED = /^\+?[\d .()/-]+$/;
const SEPARATORS = /[ .()/-]+/g;
/** What a float column makes of a number; the zero is not the subscriber's. */
const FLOAT = /^(\+?\d+)\.0$/;
const TRUNK_ZERO = "(0)";

const DIGIT = /\p{Nd}/gu;
const IS_DIGIT = /\p{Nd}/u;
const FULL_WIDTH_PLUS = /\uff0b/g;
const SCHEME = /^tel:/i;
/** `ext. 5`, `x5`, `#5` and RFC 3966's `;ext=5` at the end. */
const EXTENSION = /[\s,;]{0,5}(?:ext(?:ension|n)?\.?|x|#)[\s.:=]{0,3}\d{1,9}$/i;
const BRACKETED_CODE = /\((\+\d+)\)/;
/** In Italy and the Vatican the zero belongs to the number of a fixed line, and to no other. */
const ITALIAN = /^\(?(?:\+|00) ?39/;
const SYMBOLS = /[\p{P}\p{S}\s]+/gu;
/** Letters, and signs between two numbers: not one number that could be told apart. */
const NOT_ONE_NUMBER = /[^\p{Nd}\p{P}\p{S}\s]|[,;*#|&]|\d\s*\+/u;

/** What stands before the calling code of a number from abroad. */
const DIALLED = /^(?:\+|00)/;

/** Mexico dropped the 1 before mobile numbers in 2019; many lists still hold it. */
const MEXICAN_MOBILE = /^521(?=\d{10}$)/;

/** A bare number may be international when it is as long as a calling code with a full number. */
const SHORTEST_BARE = 11;
const LONGEST_BARE = 15;
const SHORTEST = 7;

/** The value of a digit of any script. Each script's digits stand in a run of ten, or several. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let start = code;
  while (IS_DIGIT.test(String.fromCodePoint(start - 1))) start--;
  return String((code - start) % 10);
}

/** Digits with a `+` in front where one was written; undefined for what is not one number. */
function digitsOf(text: string): string | undefined {
  if (PLAIN.test(text)) return text;
  const float = FLOAT.exec(text)?.[1];
  if (float !== undefined) return float;
  if (SEPARATED.test(text) && !text.includes(TRUNK_ZERO)) return text.replace(SEPARATORS, "");
  const folded = isAscii(text)
    ? text
    : text.replace(DIGIT, asciiDigit).replace(FULL_WIDTH_PLUS, "+");
  const bare = folded
    .replace(SCHEME, "")
    .replace(EXTENSION, "")
    .replace(BRACKETED_CODE, "$1")
    .trim();
  if (NOT_ONE_NUMBER.test(bare)) return undefined;
  const dropped = bareDigits(bare.replace(TRUNK_ZERO, ""));
  if (!ITALIAN.test(bare) || isSubscriberOf(dropped.replace(DIALLED, ""), "IT")) return dropped;
  return bareDigits(bare);
}

function bareDigits(text: string): string {
  const digits = text.replace(SYMBOLS, "");
  return text.startsWith("+") ? `+${digits}` : digits;
}

function international(digits: string): E164Digits | undefined {
  const current = digits.replace(MEXICAN_MOBILE, "52");
  const reading = readInternational(current);
  return reading === "ask" ? askLibrary(`+${current}`, undefined) : reading;
}

function assignedInternational(digits: string): E164Digits | undefined {
  const number = international(digits);
  return number !== undefined && isAssigned(number) ? number : undefined;
}

/** The digits that could be an international number without its `+`. */
function bareInternational(digits: string): string | undefined {
  if (digits.startsWith("00")) return digits.slice(2);
  const isLong = digits.length >= SHORTEST_BARE && digits.length <= LONGEST_BARE;
  return isLong && !digits.startsWith("0") ? digits : undefined;
}

/** Digits without a country: only what no country would write as a national number. */
function withoutCountry(digits: string): E164Digits | Fault {
  if (digits.startsWith("00")) return international(digits.slice(2)) ?? NOT_PHONE;
  if (digits.length < SHORTEST) return NOT_PHONE;
  const bare = bareInternational(digits);
  return (bare === undefined ? undefined : assignedInternational(bare)) ?? PHONE_COUNTRY_MISSING;
}

/**
 * Digits in a country: as its people would dial them; but where that gives no number that exists
 * and the same digits are another country's, the latter. Digits that begin with the country's own
 * calling code are international before they are national, other than in the library: it reads all
 * of `4915123456789` as a fixed line, which the patterns of DE, AT, ID and XK let be that long, and
 * would put the 49 in front once more.
 */
function inCountry(digits: string, country: string): E164Digits | undefined {
  const reading = readNational(digits, country);
  const national = reading === "ask" ? askLibrary(digits, country) : reading;
  const bare = bareInternational(digits);
  if (bare === undefined || bare === national) return national;
  const own = bare === digits ? international(bare) : undefined;
  if (own !== undefined && isSubscriberOf(own, country)) return own;
  if (national !== undefined && isAssigned(national)) return national;
  return (
    assignedInternational(bare) ?? national ?? (digits === bare ? undefined : international(bare))
  );
}

/** A phone number as its digits with the calling code, without `+`. */
export const phone: Cleaner = (value, context) => {
  const text = prepared(value);
  if (typeof text !== "string") return text;
  const digits = digitsOf(text);
  if (digits === undefined) return NOT_PHONE;
  if (digits.startsWith("+")) return international(digits.slice(1)) ?? NOT_PHONE;
  const { country } = context;
  if (country === undefined || !hasPhoneNumbers(country)) return withoutCountry(digits);
  return inCountry(digits, country) ?? NOT_PHONE;
};
