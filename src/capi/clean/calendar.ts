export const SECONDS_PER_DAY = 86_400;
export const MS_PER_DAY = 86_400_000;

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** True for a day that the Gregorian calendar has. Months count from 1. */
export function isDay(year: number, month: number, day: number): boolean {
  if (day < 1) return false;
  if (month === 2 && day === 29) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (DAYS_IN_MONTH[month - 1] ?? 0);
}

/**
 * Days from 1970-01-01 to a day of the Gregorian calendar. Years begin in March here, so that the
 * leap day comes last; 719 468 days lie between 0000-03-01 and the epoch.
 */
export function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const monthFromMarch = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return 365 * shifted + leapDays + dayOfYear - 719_468;
}

/**
 * Milliseconds since midnight of what a clock shows; NaN for what none shows. `24:00` is the next
 * day's midnight, `:60` a leap second.
 */
export function clockMs(hours: number, minutes: number, seconds: number, ms: number): number {
  const total = ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms;
  const isClock = hours < 24 && minutes < 60 && seconds <= 60;
  return isClock || total === MS_PER_DAY ? total : Number.NaN;
}
