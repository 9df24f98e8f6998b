import { expect, test } from "vitest";
import { country, countryCode } from "../../../src/capi/clean/country.ts";
import { postalCode } from "../../../src/capi/clean/postal-code.ts";
import { state } from "../../../src/capi/clean/state.ts";
import { outcome } from "./outcome.ts";

// biome-ignore format: a table is read by its columns
test.for([
  ["US-CA",                "US",      "ca"],
  ["new  york",            "US",      "ny"],
  ["D.C.",                 "US",      "dc"],
  ["Washington, D.C.",     "US",      "dc"],
  ["Washington",           "US",      "wa"],
  ["West Virginia",        "US",      "wv"],
  ["Puerto Rico",          "US",      "pr"],
  ["U.S. Virgin Islands",  "US",      "vi"],
  ["Armed Forces Pacific", "US",      "ap"],
  ["AE",                   "US",      "ae"],
  ["Bavaria",              "US",      "!not_us_state"],
  ["zz",                   "US",      "!not_us_state"],
  ["12",                   "US",      "!not_us_state"],
  ["California",           undefined, "ca"],
  ["tx",                   undefined, "tx"],
  ["US-TX",                undefined, "tx"],
  ["Bayern",               undefined, "bayern"],
  ["Bayern",               "DE",      "bayern"],
  ["Québec",               "CA",      "québec"],
  ["QC",                   "CA",      "qc"],
  ["NSW",                  "AU",      "nsw"],
  ["Provence-Alpes-Côte d'Azur", "FR", "provencealpescôtedazur"],
  ["Region 5",             "CL",      "region"],
  ["東京都",                "JP",      "東京都"],
  ["75",                   "FR",      "!not_state"],
  ["none",                 "FR",      undefined],
] as const)("state %j in %s is %j", ([raw, country, expected]) => {
  expect(outcome(state, raw, { country })).toBe(expected);
});

// biome-ignore format: a table is read by its columns
test.for([
  ["940351234",   "US",      "94035"],
  ["94035 1234",  "US",      "94035"],
  ["94035",       "US",      "94035"],
  ["00901-1234",  "PR",      "00901"],
  ["96910",       "GU",      "96910"],
  ["2139",        "US",      "!not_zip_code"],
  ["M1 1AE",      "US",      "!not_zip_code"],
  ["94035-12",    "US",      "!not_zip_code"],
  ["94035-1234",  undefined, "94035"],
  ["94035 1234",  undefined, "94035"],
  ["94035-1234",  "MX",      "940351234"],
  ["1234 AB",     "NL",      "1234ab"],
  ["SW1A\u00a02AA", "GB",    "sw1a2aa"],
  ["00-950",      "PL",      "00950"],
  ["01310\u2013100", "BR",   "01310100"],
  ["1012 AB",     undefined, "1012ab"],
  ["05",          "FR",      "05"],
  ["7",           "FR",      "!not_postal_code"],
  ["- -",         "FR",      "!not_postal_code"],
  ["n/a",         "FR",      undefined],
] as const)("postal code %j in %s is %j", ([raw, country, expected]) => {
  expect(outcome(postalCode, raw, { country })).toBe(expected);
});

test("a postal code from a numeric column keeps what digits it has", () => {
  expect(outcome(postalCode, 94_035, { country: "US" })).toBe("94035");
  expect(outcome(postalCode, 2139, { country: "US" })).toBe("!not_zip_code");
});

// biome-ignore format: a table is read by its columns
test.for([
  ["us",                          "us"],
  [" Usa ",                       "us"],
  ["U.S.A.",                      "us"],
  ["United States of America",    "us"],
  ["uk",                          "gb"],
  ["England",                     "gb"],
  ["UAE",                         "ae"],
  ["Holland",                     "nl"],
  ["The Netherlands",             "nl"],
  ["South Korea",                 "kr"],
  ["Korea, Republic of",          "kr"],
  ["Republic of Korea",           "kr"],
  ["North Korea",                 "kp"],
  ["Russia",                      "ru"],
  ["Vietnam",                     "vn"],
  ["Viet Nam",                    "vn"],
  ["Burma",                       "mm"],
  ["Macau",                       "mo"],
  ["Czech Republic",              "cz"],
  ["Turkey",                      "tr"],
  ["TÜRKİYE",                     "tr"],
  ["Côte d'Ivoire",               "ci"],
  ["Cote d\u2019Ivoire",          "ci"],
  ["Ivory Coast",                 "ci"],
  ["St. Lucia",                   "lc"],
  ["Saint Kitts & Nevis",         "kn"],
  ["Trinidad & Tobago",           "tt"],
  ["Bahamas, The",                "bs"],
  ["DEU",                         "de"],
  ["na",                          "na"],
  ["Germny",                      "!not_country"],
  ["zz",                          "!not_country"],
  ["EN",                          "!not_country"],
  ["Deutschland",                 "!not_country"],
  ["12",                          "!not_country"],
  ["N/A",                         undefined],
] as const)("country %j is %j", ([raw, expected]) => {
  expect(outcome(country, raw)).toBe(expected);
});

test("a country for other cleaners is its code in upper case", () => {
  expect(countryCode("Netherlands")).toBe("NL");
  expect(countryCode("nowhere")).toBeUndefined();
  expect(countryCode(null)).toBeUndefined();
});
