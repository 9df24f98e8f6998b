import { daysSinceEpoch, isDay, SECONDS_PER_DAY } from "./calendar.ts";
import { type Cleaner, Fault, type FieldOptions } from "./cleaner.ts";
import { prepared } from "./text.ts";

/** "1900 to current year": the customer information parameters (read 2026). */
export const FIRST_YEAR = 1900;

const NOT_DATE = new Fault("not_date", "a date with a four-digit year, such as 1997-02-16");
const DATE_ORDER_MISSING = new Fault(
  "date_order_missing",
  "a date that reads one way only, or `date_order`",
);
const DATE_OUT_OF_RANGE = new Fault("date_out_of_range", `a day from ${FIRST_YEAR}-01-01 to today`);

/** What may follow a day: a clock's time, its half of the day, its zone; none of it is read. */
const TIME_OF_DAY =
  "(?:[Tt ]\\d{1,2}:\\d{2}[\\d:.]*(?: ?[AaPp][Mm])?(?: ?(?:[A-Za-z]{1,5}|[+-][\\d:]{2,9}))?)?";
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const YEAR_FIRST = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${TIME_OF_DAY}$`);
const YEAR_LAST = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})${TIME_OF_DAY}$`);

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The day a text says, of whatever calendar; a timestamp's own day, never moved between zones. */
function read(text: string, order: FieldOptions["date_order"]): Day | Fault {
  const compact = COMPACT.exec(text);
  if (compact !== null) return dayOf(compact[1], compact[2], compact[3]);
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst !== null) return dayOf(yearFirst[1], yearFirst[3], yearFirst[4]);
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast === null) return NOT_DATE;
  const [, first, separator, second, year] = yearLast;
  if (separator === "." || Number(first) > 12) return dayOf(year, second, first);
  if (Number(second) > 12 || Number(first) === Number(second)) return dayOf(year, first, second);
  if (order === "dmy") return dayOf(year, second, first);
  return order === "mdy" ? dayOf(year, first, second) : DATE_ORDER_MISSING;
}

function dayOf(year?: string, month?: string, day?: string): Day {
  return { year: Number(year), month: Number(month), day: Number(day) };
}

/** A date of birth as `YYYYMMDD`. */
export const birthDate: Cleaner = (value, context) => {
  const text = prepared(value);
  if (typeof text !== "string") return text;
  const found = read(text, context.options.date_order);
  if (found instanceof Fault) return found;
  const { year, month, day } = found;
  if (!isDay(year, month, day)) return NOT_DATE;
  const today = Math.floor(context.now / SECONDS_PER_DAY);
  if (year < FIRST_YEAR || daysSinceEpoch(year, month, day) > today) return DATE_OUT_OF_RANGE;
  return String(year * 10_000 + month * 100 + day);
};
