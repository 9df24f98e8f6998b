import { FIRST_YEAR } from "./birth-date.ts";
import { type Cleaner, Fault } from "./cleaner.ts";
import { personName } from "./name.ts";
import { prepared } from "./text.ts";

/*
 * The hashed parts of a name and of a date of birth, for those who may not send the whole. Only
 * Meta's SDK knows them: facebook-nodejs-business-sdk 24.0.1.
 */

const NOT_DAY = new Fault("not_birth_day", "a day of the month, 1 to 31");
const NOT_MONTH = new Fault("not_birth_month", "a month, 1 to 12");
const NOT_YEAR = new Fault(
  "not_birth_year",
  `a year of four digits, from ${FIRST_YEAR} to this year`,
);

/** The first letters of a name, cleaned as the whole name is. */
export function firstLetters(count: number): Cleaner {
  return (value, context) => {
    const name = personName(value, context);
    return typeof name === "string" ? Array.from(name).slice(0, count).join("") : name;
  };
}

function numeral(form: RegExp, last: number, fault: Fault): Cleaner {
  return (value) => {
    const text = prepared(value);
    if (typeof text !== "string") return text;
    const part = form.test(text) ? Number(text) : 0;
    return part >= 1 && part <= last ? text.padStart(2, "0") : fault;
  };
}

/** The day of the month of a date of birth, as two digits. */
export const birthDay = numeral(/^\d{1,2}$/, 31, NOT_DAY);

/** The month of a date of birth, as two digits. */
export const birthMonth = numeral(/^\d{1,2}$/, 12, NOT_MONTH);

/** The year of a date of birth, as four digits. */
export const birthYear: Cleaner = (value, { now }) => {
  const text = prepared(value);
  if (typeof text !== "string") return text;
  const year = /^\d{4}$/.test(text) ? Number(text) : 0;
  const thisYear = new Date(now * 1000).getUTCFullYear();
  return year < FIRST_YEAR || year > thisYear ? NOT_YEAR : text;
};
