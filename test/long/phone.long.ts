import type { CountryCode } from "libphonenumber-js";
import { expect, test } from "vitest";
import { readInternational, readNational } from "../../src/capi/clean/phone-plan.ts";
import { expected, library } from "../capi/clean/phone-oracle.ts";

const NUMBERS = 1_000_000;

/** A generator that gives the same numbers at each run, so that a disagreement can be found again. */
function digitsFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    // The constants of Numerical Recipes' linear congruential generator; its high bits are good.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const LEADS = ["", "", "0", "1", "8", "06", "15", "9", "044", "00", "011"];
const COUNTRIES = library.getCountries();

interface Sample {
  readonly number: string;
  readonly country: CountryCode;
  readonly isInternational: boolean;
}

/** A third begins with its country's calling code as after a `+`, a third as in the country. */
function sample(i: number, next: (below: number) => number): Sample {
  const country = COUNTRIES[i % COUNTRIES.length] ?? "NL";
  let number = i % 3 === 2 ? "" : library.getCountryCallingCode(country);
  number += LEADS[next(LEADS.length)] ?? "";
  for (let length = 3 + next(10); length > 0; length--) number += next(10);
  return { number, country, isInternational: i % 3 === 0 };
}

test("a million numbers of all countries are read as libphonenumber-js reads them", () => {
  const next = digitsFrom(20_261_121);
  const differing: string[] = [];
  let decided = 0;
  for (let i = 0; i < NUMBERS; i++) {
    const { number, country, isInternational } = sample(i, next);
    const reading = isInternational ? readInternational(number) : readNational(number, country);
    if (reading === "ask") continue;
    decided++;
    const answer = isInternational ? expected(`+${number}`) : expected(number, country);
    if (reading !== answer) differing.push(`${country} ${number}: ${reading}, not ${answer}`);
  }
  expect(differing).toEqual([]);
  expect(decided).toBeGreaterThan(0.7 * NUMBERS);
}, 600_000);
