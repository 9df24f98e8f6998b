import { describe, expect, test } from "vitest";
import { countryOf } from "../../src/capi/countries.ts";
import { currencyOf, minorUnitsOf } from "../../src/capi/currencies.ts";
import { MESSAGING_EVENTS, STANDARD_EVENTS, standardEventOf } from "../../src/capi/event-names.ts";
import { usStateOf } from "../../src/capi/states.ts";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
/** All codes of two and of three letters that there can be. */
const PAIRS = LETTERS.flatMap((a) => LETTERS.map((b) => a + b));
const TRIPLES = PAIRS.flatMap((pair) => LETTERS.map((c) => pair + c));

describe("countries", () => {
  const alpha2 = PAIRS.filter((code) => countryOf(code) === code);

  test("are the 249 of ISO 3166-1, by both their codes", () => {
    const alpha3 = TRIPLES.filter((code) => countryOf(code) !== undefined);

    expect(alpha2).toHaveLength(249);
    expect(new Set(alpha3.map(countryOf)).size).toBe(249);
    // Written for a country, though they are no codes of ISO's.
    expect(alpha3).toHaveLength(249 + ["UAE", "PRC", "DRC", "KSA"].length);
    expect(PAIRS.filter((code) => countryOf(code) !== undefined)).toHaveLength(249 + 1);
    expect(countryOf("uk")).toBe("GB");
  });

  test("are told apart by every name in the table", () => {
    for (const [alpha2, name] of [
      ["CD", "Democratic Republic of the Congo"],
      ["CG", "Republic of the Congo"],
      ["KP", "Democratic People's Republic of Korea"],
      ["KR", "Republic of Korea"],
      ["DM", "Commonwealth of Dominica"],
      ["DO", "Dominican Republic"],
      ["GN", "Republic of Guinea"],
      ["GW", "Republic of Guinea-Bissau"],
      ["SD", "Republic of the Sudan"],
      ["SS", "Republic of South Sudan"],
      ["NE", "Republic of the Niger"],
      ["NG", "Federal Republic of Nigeria"],
      ["VG", "Virgin Islands (British)"],
      ["VI", "Virgin Islands (U.S.)"],
      ["WS", "Independent State of Samoa"],
      ["AD", "and"],
    ]) {
      expect([name, countryOf(String(name))]).toEqual([name, alpha2]);
    }
    expect(countryOf("")).toBeUndefined();
    expect(countryOf("&")).toBeUndefined();
    expect(countryOf("The and")).toBeUndefined();
  });

  test("are found by the names that Node gives them", () => {
    const names = new Intl.DisplayNames("en", { type: "region" });
    for (const code of alpha2)
      expect([code, countryOf(names.of(code) ?? "")]).toEqual([code, code]);
  });
});

describe("states of the US", () => {
  test("are fifty, the district, six territories and the military post", () => {
    const codes = PAIRS.map((code) => code.toLowerCase()).filter((code) => usStateOf(code));
    expect(codes).toHaveLength(50 + 1 + 6 + 3);
    for (const code of codes) expect(usStateOf(code)).toBe(code);
  });

  test.for([
    ["california", "ca"],
    ["usca", "ca"],
    ["northdakota", "nd"],
    ["washington", "wa"],
    ["washingtondc", "dc"],
    ["usvirginislands", "vi"],
    ["armedforcespacific", "ap"],
    ["bayern", undefined],
  ])("%s is %s", ([letters, code]) => {
    expect(usStateOf(String(letters))).toBe(code);
  });
});

describe("currencies", () => {
  test("are those of ISO 4217, and those in a till are taken", () => {
    const codes = TRIPLES.filter((code) => currencyOf(code) !== undefined);
    expect(codes).toHaveLength(178);
    expect(codes.filter((code) => currencyOf(code)?.standing !== "refused")).toHaveLength(154);
    expect(currencyOf("eur")).toBeUndefined();
  });

  // biome-ignore format: a table is read by its columns
  test.for([
    ["EUR", 2], ["USD", 2], ["HUF", 2], ["IDR", 2], ["COP", 2], ["PKR", 2],
    ["JPY", 0], ["KRW", 0], ["ISK", 0], ["VND", 0], ["CLP", 0], ["XOF", 0],
    ["KWD", 3], ["IQD", 3], ["TND", 3], ["BHD", 3],
  ] as const)("%s has %i digits of a minor unit", ([code, digits]) => {
    expect(minorUnitsOf(code)).toBe(digits);
  });

  test("that are no money in a till are refused, and the one that Meta refused", () => {
    for (const code of ["XXX", "XTS", "XAU", "XDR", "BOV", "CHE", "USN", "UYI", "MRU"]) {
      expect([code, currencyOf(code)?.standing]).toEqual([code, "refused"]);
    }
    for (const code of ["STN", "VES", "VED", "SLE", "ZWG", "XCG"]) {
      expect([code, currencyOf(code)?.standing]).toEqual([code, "new"]);
    }
    for (const code of ["EUR", "XAF", "XCD", "XPF"]) {
      expect([code, currencyOf(code)?.standing]).toEqual([code, "ordinary"]);
    }
  });
});

describe("standard event names", () => {
  // biome-ignore format: a table is read by its columns
  test.for([
    ["Purchase",           "website",            "Purchase"],
    ["purchase",           "website",            "Purchase"],
    ["add_to_cart",        "website",            "AddToCart"],
    ["Add To-Cart",        undefined,            "AddToCart"],
    ["append_value",       "physical_store",     "AppendValue"],
    ["other",              "physical_store",     "Other"],
    ["other",              "website",            undefined],
    ["lead submitted",     "business_messaging", "LeadSubmitted"],
    ["lead submitted",     "system_generated",   undefined],
    ["mobile_app_install", "app",                "MobileAppInstall"],
    ["Marketing Qualified Lead", "system_generated", undefined],
    ["constructor",        "toString",           undefined],
  ] as const)("%j from %s amounts to %s", ([name, source, expected]) => {
    expect(standardEventOf(name, source)).toBe(expected);
  });

  test("of messaging are the fourteen that Meta takes", () => {
    expect(MESSAGING_EVENTS.size).toBe(14);
    expect(MESSAGING_EVENTS.has("Lead")).toBe(false);
  });

  test("stand in one list each", () => {
    const names = Object.values(STANDARD_EVENTS).flat();
    expect(new Set(names).size).toBe(names.length);
  });
});
