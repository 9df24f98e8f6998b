import { createRequire } from "node:module";
import type { CountryCode, PhoneNumber } from "libphonenumber-js";

interface Library {
  getCountries(): CountryCode[];
  getCountryCallingCode(country: CountryCode): string;
  parsePhoneNumberFromString(
    text: string,
    options: { defaultCountry?: CountryCode; extract: false },
  ): PhoneNumber | undefined;
}

/** The library with all of its metadata, against which the fast readings are held. */
export const library: Library = createRequire(import.meta.url)("libphonenumber-js/max");

/** The library's own answer, under the conditions that Meta's format adds. */
export function expected(text: string, country?: CountryCode): string | undefined {
  const options = country === undefined ? {} : { defaultCountry: country };
  const found = library.parsePhoneNumberFromString(text, { ...options, extract: false });
  if (!found?.isPossible()) return undefined;
  const digits = found.number.slice(1);
  const isOneDigit = new Set(found.nationalNumber).size === 1;
  return isOneDigit || digits.length < 7 || digits.length > 15 ? undefined : digits;
}
