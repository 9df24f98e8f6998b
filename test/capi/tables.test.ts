import { describe, expect, test } from "vitest";
import { COUNTRIES, countryOf } from "../../src/capi/countries.ts";
import { CURRENCY_CODES, currencyOf, minorUnitsOf } from "../../src/capi/currencies.ts";
import { MESSAGING_EVENTS, STANDARD_EVENTS, standardEventOf } from "../../src/capi/event-names.ts";
import { US_STATES, usStateOf } from "../../src/capi/states.ts";

describe("countries", () => {
  test("are the 249 of ISO 3166-1, each code once", () => {
    expect(COUNTRIES).toHaveLength(249);
    expect(new Set(COUNTRIES.map(([alpha2]) => alpha2)).size).toBe(249);
    expect(new Set(COUNTRIES.map(([, alpha3]) => alpha3)).size).toBe(249);
    for (const [alpha2, alpha3] of COUNTRIES) {
      expect(alpha2).toMatch(/^[A-Z]{2}$/);
      expect(alpha3).toMatch(/^[A-Z]{3}$/);
    }
  });

  test("are found by each of their codes and names, no two by the same", () => {
    for (const [alpha2, ...rest] of COUNTRIES) {
      for (const name of [alpha2, ...rest]) {
        expect([name, countryOf(name), countryOf(name.toUpperCase())]).toEqual([
          name,
          alpha2,
          alpha2,
        ]);
      }
    }
  });
});

describe("states of the US", () => {
  test("are fifty, the district, six territories and the military post", () => {
    expect(US_STATES).toHaveLength(50 + 1 + 6 + 3);
    expect(new Set(US_STATES.map(([code]) => code)).size).toBe(60);
  });

  test("are found by code and by name", () => {
    for (const [code, ...names] of US_STATES) {
      expect(usStateOf(code)).toBe(code);
      for (const name of names)
        expect(usStateOf(name.toLowerCase().replaceAll(" ", ""))).toBe(code);
    }
    expect(usStateOf("bayern")).toBeUndefined();
  });
});

describe("currencies", () => {
  test("have three letters and stand in the table once", () => {
    expect(new Set(CURRENCY_CODES).size).toBe(CURRENCY_CODES.length);
    for (const code of CURRENCY_CODES) expect(code).toMatch(/^[A-Z]{3}$/);
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
