const DAY_MS = 86_400_000;

/** `2026-11-01 01:30:00` on the wall clocks of an IANA zone, at an instant in Unix ms. */
export function wallClock(at: number, timezone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((each) => each.type === type)?.value ?? "";
  const date = `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
  return `${date} ${part("hour")}:${part("minute")}:${part("second")}`;
}

/**
 * True when the zone's wall clocks are set back in the year around `at`, so that a time without an
 * offset can occur twice. Undefined when there is no such zone.
 */
export function changesClocks(at: number, timezone: string): boolean | undefined {
  try {
    const distances = Array.from({ length: 14 }, (_, month) => {
      const then = Math.floor(at / 1000) * 1000 + month * 28 * DAY_MS;
      return Date.parse(`${wallClock(then, timezone).replace(" ", "T")}Z`) - then;
    });
    return new Set(distances).size > 1;
  } catch {
    return undefined;
  }
}
