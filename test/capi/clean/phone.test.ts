import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { phone } from "../../../src/capi/clean/phone.ts";
import {
  askLibrary,
  isAssigned,
  readInternational,
  readNational,
} from "../../../src/capi/clean/phone-plan.ts";
import { outcome } from "./outcome.ts";
import { expected, library } from "./phone-oracle.ts";

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
  ["0612345678",            "",        "!phone_country_missing"],
  ["+31612345678",          "",        "31612345678"],
  // With its own country's calling code, without a plus
  ["4915123456789",         "DE",      "4915123456789"],
  ["4922302020404",         "DE",      "4922302020404"],
  ["49 (0)151 23456789",    "DE",      "4915123456789"],
  ["62812345678",           "ID",      "62812345678"],
  ["628123456789",          "ID",      "628123456789"],
  ["38343201234",           "XK",      "38343201234"],
  ["436641234567",          "AT",      "436641234567"],
  ["43524955477",           "AT",      "43524955477"],
  ["015123456789",          "DE",      "4915123456789"],
  ["04921 234567",          "DE",      "494921234567"],
  ["0812345678",            "ID",      "62812345678"],
  ["043201234",             "XK",      "38343201234"],
  ["004915123456789",       "DE",      "4915123456789"],
  // The zero of Italy, and the one that is only dialled
  ["+39 (0) 312 345 6789",  undefined, "393123456789"],
  ["0039 (0)312 3456789",   undefined, "393123456789"],
  ["+39 (0)6 6982 1234",    "IT",      "390669821234"],
  ["(+39) (0)2 1234567",    undefined, "39021234567"],
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

// biome-ignore format: a table is read by its columns
test.for([
  ["06 12 34 56 78",                           "FR",      "33612345678"],
  ["01.42.68.53.00",                           "FR",      "33142685300"],
  ["+33 (0)6 12 34 56 78",                     "FR",      "33612345678"],
  ["030 901820",                               "DE",      "4930901820"],
  ["0171/1234567",                             "DE",      "491711234567"],
  ["0049 30 901820",                           "DE",      "4930901820"],
  ["06 6982 1234",                             "IT",      "390669821234"],
  ["347 123 4567",                             "IT",      "393471234567"],
  ["612 34 56 78",                             "ES",      "34612345678"],
  ["912 34 56 78",                             "ES",      "34912345678"],
  ["0470 12 34 56",                            "BE",      "32470123456"],
  ["044 668 18 00",                            "CH",      "41446681800"],
  ["0664 1234567",                             "AT",      "436641234567"],
  ["070-123 45 67",                            "SE",      "46701234567"],
  ["412 34 567",                               "NO",      "4741234567"],
  ["32 12 34 56",                              "DK",      "4532123456"],
  ["041 2345678",                              "FI",      "358412345678"],
  ["512 345 678",                              "PL",      "48512345678"],
  ["601 123 456",                              "CZ",      "420601123456"],
  ["0712 034 567",                             "RO",      "40712034567"],
  ["691 234 5678",                             "GR",      "306912345678"],
  ["912 345 678",                              "PT",      "351912345678"],
  ["085 012 3456",                             "IE",      "353850123456"],
  ["07400 123456",                             "GB",      "447400123456"],
  ["44 7400 123456",                           "GB",      "447400123456"],
  ["+44 (0) 7400 123456",                      "GB",      "447400123456"],
  ["(+44)(0)20 7946 0958",                     "GB",      "442079460958"],
  ["(416) 555-0123",                           "CA",      "14165550123"],
  ["55 1234 5678",                             "MX",      "525512345678"],
  ["044 55 1234 5678",                         "MX",      "!not_phone"],
  ["(11) 98765-4321",                          "BR",      "5511987654321"],
  ["011 2345-6789",                            "AR",      "541123456789"],
  ["321 1234567",                              "CO",      "573211234567"],
  ["9 6123 4567",                              "CL",      "56961234567"],
  ["0412 345 678",                             "AU",      "61412345678"],
  ["(02) 9374 4000",                           "AU",      "61293744000"],
  ["0011 31 6 12345678",                       "AU",      "31612345678"],
  ["021 123 4567",                             "NZ",      "64211234567"],
  ["090-1234-5678",                            "JP",      "819012345678"],
  ["010 31 6 12345678",                        "JP",      "31612345678"],
  ["010-1234-5678",                            "KR",      "821012345678"],
  ["138 1234 5678",                            "CN",      "8613812345678"],
  ["098765 43210",                             "IN",      "919876543210"],
  ["9876543210",                               "IN",      "919876543210"],
  ["0301 2345678",                             "PK",      "923012345678"],
  ["0812-3456-7890",                           "ID",      "6281234567890"],
  ["081 234 5678",                             "TH",      "66812345678"],
  ["091 234 56 78",                            "VN",      "84912345678"],
  ["0905 123 4567",                            "PH",      "639051234567"],
  ["8123 4567",                                "SG",      "6581234567"],
  ["012-345 6789",                             "MY",      "60123456789"],
  ["050 123 4567",                             "AE",      "971501234567"],
  ["051 234 5678",                             "SA",      "966512345678"],
  ["050-234-5678",                             "IL",      "972502345678"],
  ["0501 234 56 78",                           "TR",      "905012345678"],
  ["0100 123 4567",                            "EG",      "201001234567"],
  ["071 123 4567",                             "ZA",      "27711234567"],
  ["0802 123 4567",                            "NG",      "2348021234567"],
  ["0712 123456",                              "KE",      "254712123456"],
  ["050 123 4567",                             "UA",      "380501234567"],
  ["8 771 000 9998",                           "KZ",      "77710009998"],
  ["+7 (912) 345-67-89",                       "US",      "79123456789"],
  ["650-555-1212 ext 12",                      "US",      "16505551212"],
  ["+44 20 7946 0958",                         "US",      "442079460958"],
  ["011 44 20 7946 0958",                      "US",      "442079460958"],
  ["+1 650 555 1212 extension 5",              undefined, "16505551212"],
  ["+1 650 555 1212 extn. 12",                 undefined, "16505551212"],
  ["+1 650 555 1212, ext: 9",                  undefined, "16505551212"],
  ["+1 650 555 1212X12",                       undefined, "16505551212"],
  ["+1 (650) 555\u20131212",                   undefined, "16505551212"],
  ["+(31) 6 12345678",                         undefined, "31612345678"],
  ["TEL: +31 6 12345678",                      undefined, "31612345678"],
  ["tel:+1-650-555-1212;ext=5",                undefined, "16505551212"],
  ["\uff0b\uff14\uff14\uff12\uff10\uff17\uff19\uff14\uff16\uff10\uff19\uff15\uff18",undefined, "442079460958"],
  ["+\u0967 650 555 1212",                     undefined, "16505551212"],
  ["00 44 20 7946 0958",                       undefined, "442079460958"],
  ["00 (44) 20 7946 0958",                     undefined, "442079460958"],
  ["447400123456",                             undefined, "447400123456"],
  ["44 7400-123456",                           undefined, "447400123456"],
  ["491711234567",                             undefined, "491711234567"],
  ["8613812345678",                            undefined, "8613812345678"],
  ["5511987654321",                            undefined, "5511987654321"],
  ["919876543210",                             undefined, "919876543210"],
  ["+521 55 1234 5678",                        undefined, "525512345678"],
  ["0052 1 55 1234 5678",                      undefined, "525512345678"],
  ["+525512345678",                            undefined, "525512345678"],
  ["+52 1 55 1234 567",                        undefined, "521551234567"],
  ["+4930901820",                              undefined, "4930901820"],
  ["4930901820",                               undefined, "!phone_country_missing"],
  ["316123456789",                             undefined, "!phone_country_missing"],
  ["011 44 20 7946 0958",                      undefined, "!phone_country_missing"],
  ["11111111111",                              undefined, "!phone_country_missing"],
  ["123456",                                   undefined, "!not_phone"],
  ["+1 650 555 121",                           undefined, "!not_phone"],
  ["+1 650 555 12123",                         undefined, "!not_phone"],
  ["+44 20 7946 09581234",                     undefined, "!not_phone"],
  ["+",                                        undefined, "!not_phone"],
  ["31+612345678",                             undefined, "!not_phone"],
  ["+31612345678 +31687654321",                undefined, "!not_phone"],
  ["+31612345678; +31687654321",               undefined, "!not_phone"],
  ["3.16E+10",                                 undefined, "!not_phone"],
  ["+3.1612345678e10",                         undefined, "!not_phone"],
  ["00000000000",                              undefined, "!not_phone"],
  ["0044",                                     undefined, "!not_phone"],
  ["+1 (650) 555-CALL",                        undefined, "!not_phone"],
  ["N/A",                                      undefined, undefined],
  ["-",                                        undefined, undefined],
  ["\u200b",                                   "NL",      undefined],
  ["+31 6 12345678.0",                          undefined, "316123456780"],
  ["31612345678.05",                            undefined, "!phone_country_missing"],
  ["+31 6 12345678 tel:",                       undefined, "!not_phone"],
  ["+1 650 x5 555 1212",                        undefined, "!not_phone"],
  ["(+1) 123 456 7890",                         undefined, "11234567890"],
  ["(+31) 6 1234 567",                          undefined, "3161234567"],
  ["+49 521 1234567890",                        undefined, "495211234567890"],
  ["\uff0b1 123 456 7890",                      undefined, "11234567890"],
  ["tel: +1 123 456 7890",                      undefined, "11234567890"],
  ["+1 123 456 7890 x5",                        undefined, "11234567890"],
  ["00 1 123 456 7890",                         undefined, "11234567890"],
  ["1234567",                                   undefined, "!phone_country_missing"],
  ["13012345678",                               "CN",      "8613012345678"],
  ["0011234567890",                             "US",      "11234567890"],
  ["11234567890",                               "FR",      "!not_phone"],
  ["00",                                        "NL",      "!not_phone"],
  ["0031",                                      "NL",      "!not_phone"],
  ["+31",                                       "NL",      "!not_phone"],
  ["011",                                       "US",      "!not_phone"],
  ["06 1234 5678 9012 3456 78",                 "NL",      "!not_phone"],
  ["+49 30 1234567890123",                      undefined, "!not_phone"],
  ["+290 2345",                                 undefined, "2902345"],
  ["+247 4321",                                 undefined, "!not_phone"],
  ["80012345678",                              undefined, "80012345678"],
  ["80002345678901",                           undefined, "!phone_country_missing"],
] as const)("phone %j in %j is %j, as its people write it", ([raw, country, expected]) => {
  expect(outcome(phone, raw, { country })).toBe(expected);
});

test("a phone number that is no text is refused", () => {
  expect(outcome(phone, true, { country: "NL" })).toBe("!not_text");
  expect(outcome(phone, ["0612345678"], { country: "NL" })).toBe("!not_text");
  expect(outcome(phone, null, { country: "NL" })).toBeUndefined();
});

test("a phone number from a numeric column is read digit by digit", () => {
  expect(outcome(phone, 31612345678)).toBe("31612345678");
  expect(outcome(phone, 31612345678n)).toBe("31612345678");
});

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
      { numRuns: 10_000 },
    );
    expect(decided).toBeGreaterThan(8_300);
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
      { numRuns: 15_000 },
    );
    expect(decided).toBeGreaterThan(10_500);
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
      { numRuns: 10_000 },
    );
    expect(given).toBeGreaterThan(500);
  });
});
