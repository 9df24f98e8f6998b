import { createRequire } from "node:module";
import fc from "fast-check";
import type { CountryCode, PhoneNumber } from "libphonenumber-js";
import { describe, expect, test } from "vitest";
import { phone } from "../../../src/capi/clean/phone.ts";
import {
  askLibrary,
  isAssigned,
  readInternational,
  readNational,
} from "../../../src/capi/clean/phone-plan.ts";
import { outcome } from "./outcome.ts";

interface Library {
  getCountries(): CountryCode[];
  getCountryCallingCode(country: CountryCode): string;
  parsePhoneNumberFromString(
    text: string,
    options: { defaultCountry?: CountryCode; extract: false },
  ): PhoneNumber | undefined;
}

const library: Library = createRequire(import.meta.url)("libphonenumber-js/max");

// biome-ignore format: a table is read by its columns
test.for([
  // With a plus
  ["+31612345678",          undefined, "31612345678"],
  ["＋44 20 7946 0958",      undefined, "442079460958"],
  ["+٤٤ ٢٠ ٧٩٤٦ ٠٩٥٨",      undefined, "442079460958"],
  ["tel:+31612345678",      undefined, "31612345678"],
  ["(+31) 6 12345678",      undefined, "31612345678"],
  ["+1-650-555-1212;ext=5", undefined, "16505551212"],
  ["+1 650 555 1212 x5",    undefined, "16505551212"],
  ["+1 650 555 1212 #5",    undefined, "16505551212"],
  ["+44 020 7946 0958",     undefined, "442079460958"],
  ["+39 06 6982 1234",      undefined, "390669821234"],
  ["+39 (0)6 6982 1234",    undefined, "390669821234"],
  ["+52 1 55 1234 5678",    undefined, "525512345678"],
  ["+52 55 1234 5678",      undefined, "525512345678"],
  ["+800 1234 5678",        undefined, "80012345678"],
  ["+\u200e31\u00a06\u202f12345678", undefined, "31612345678"],
  ["+1 123 456 7890",       undefined, "11234567890"],
  ["+31 6 1234 567",        undefined, "3161234567"],
  ["+31 6",                 undefined, "!not_phone"],
  ["+31 6 1234 5678 9012 3456", undefined, "!not_phone"],
  ["+999 1234 5678",        undefined, "!not_phone"],
  ["+0 1234 5678",          undefined, "!not_phone"],
  ["+1 222 222 2222",       undefined, "!not_phone"],
  ["+11111111111",          undefined, "!not_phone"],
  // Without a country
  ["0031612345678",         undefined, "31612345678"],
  ["31612345678",           undefined, "31612345678"],
  ["31612345678.0",         undefined, "31612345678"],
  ["5215512345678",         undefined, "525512345678"],
  ["13812345678",           undefined, "!phone_country_missing"],
  ["11987654321",           undefined, "!phone_country_missing"],
  ["0612345678",            undefined, "!phone_country_missing"],
  ["6505551212",            undefined, "!phone_country_missing"],
  ["12345",                 undefined, "!not_phone"],
  // In a country
  ["06 12345678",           "NL",      "31612345678"],
  ["(0)6 12345678",         "NL",      "31612345678"],
  ["0031612345678",         "NL",      "31612345678"],
  ["31612345678",           "NL",      "31612345678"],
  ["16505551212",           "NL",      "16505551212"],
  ["+1 650 555 1212",       "NL",      "16505551212"],
  ["٠٦١٢٣٤٥٦٧٨",             "NL",      "31612345678"],
  ["650.555.1212",          "US",      "16505551212"],
  ["1 650 555 1212",        "US",      "16505551212"],
  ["011 31 6 12345678",     "US",      "31612345678"],
  ["0016505551212",         "US",      "16505551212"],
  ["0016505551212",         "JP",      "16505551212"],
  ["13812345678",           "CN",      "8613812345678"],
  ["11987654321",           "BR",      "5511987654321"],
  ["021 98765-4321",        "BR",      "5521987654321"],
  ["0 21 11 98765-4321",    "BR",      "5511987654321"],
  ["15 1234 5678",          "AR",      "541512345678"],
  ["011 15-2345-6789",      "AR",      "5491123456789"],
  ["8 912 345-67-89",       "RU",      "79123456789"],
  ["06 20 123 4567",        "HU",      "36201234567"],
  ["07624 369230",          "GB",      "447624369230"],
  ["555-1212",              "US",      "!not_phone"],
  ["9999999999",            "IN",      "!not_phone"],
  ["0000000000",            "NL",      "!not_phone"],
  ["0612345678",            "AQ",      "!phone_country_missing"],
  // No number at all
  ["1-800-FLOWERS",         "US",      "!not_phone"],
  ["3.16e10",               "NL",      "!not_phone"],
  ["06 12345678, 06 87654321", "NL",   "!not_phone"],
  ["06 12345678 + 1",       "NL",      "!not_phone"],
  ["call me",               "NL",      "!not_phone"],
  ["()",                    "NL",      "!not_phone"],
  ["unknown",               "NL",      undefined],
] as const)("phone %j in %j is %j", ([raw, country, expected]) => {
  expect(outcome(phone, raw, { country })).toBe(expected);
});

test("a phone number from a numeric column is read digit by digit", () => {
  expect(outcome(phone, 31612345678)).toBe("31612345678");
  expect(outcome(phone, 31612345678n)).toBe("31612345678");
});

/** The library's own answer, under the two conditions that Meta's format adds. */
function expected(text: string, country?: CountryCode): string | undefined {
  const options = country === undefined ? {} : { defaultCountry: country };
  const found = library.parsePhoneNumberFromString(text, { ...options, extract: false });
  if (!found?.isPossible()) return undefined;
  const digits = found.number.slice(1);
  const isOneDigit = new Set(found.nationalNumber).size === 1;
  return isOneDigit || digits.length < 7 || digits.length > 15 ? undefined : digits;
}

describe("the compiled plans agree with libphonenumber-js", () => {
  const countries = library.getCountries();
  const country = fc.constantFrom(...countries);
  const digits = (minLength: number, maxLength: number) =>
    fc.string({ unit: fc.constantFrom(..."0123456789"), minLength, maxLength });
  const lead = fc.constantFrom("", "0", "1", "8", "06", "15", "9", "044");

  test("on international numbers", () => {
    let decided = 0;
    const numbers = fc.tuple(country, fc.constantFrom("", "0", "1", "9"), digits(1, 12));
    fc.assert(
      fc.property(numbers, ([country, prefix, rest]) => {
        const number = library.getCountryCallingCode(country) + prefix + rest;
        const reading = readInternational(number);
        if (reading === "ask") return;
        decided++;
        expect(reading).toBe(expected(`+${number}`));
      }),
      { numRuns: 30_000 },
    );
    expect(decided).toBeGreaterThan(25_000);
  });

  test("on national numbers of every country", () => {
    let decided = 0;
    const numbers = fc.tuple(country, fc.boolean(), lead, digits(3, 12));
    fc.assert(
      fc.property(numbers, ([country, withCode, prefix, rest]) => {
        const code = withCode ? library.getCountryCallingCode(country) : "";
        const number = code + prefix + rest;
        const reading = readNational(number, country);
        if (reading === "ask") return;
        decided++;
        expect(reading).toBe(expected(number, country));
      }),
      { numRuns: 50_000 },
    );
    expect(decided).toBeGreaterThan(35_000);
  });

  test("on which numbers are given out", () => {
    let given = 0;
    const numbers = fc.tuple(country, digits(5, 11));
    fc.assert(
      fc.property(numbers, ([country, rest]) => {
        const number = askLibrary(rest, country);
        if (number === undefined) return;
        const found = library.parsePhoneNumberFromString(`+${number}`, { extract: false });
        if (found?.number !== `+${number}`) return;
        if (isAssigned(number)) given++;
        expect(isAssigned(number)).toBe(found.isValid());
      }),
      { numRuns: 20_000 },
    );
    expect(given).toBeGreaterThan(1_000);
  });
});
