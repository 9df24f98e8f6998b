import { SECONDS_PER_DAY } from "./calendar.ts";

/** What a wall clock's time means in a zone: how far the zone is ahead of UTC, in seconds. */
export interface Offsets {
  /** For a time that occurs twice the first occurrence; for one that is skipped the time before. */
  readonly earlier: number;
  readonly later: number;
  /** `fold`: the time occurs twice; `gap`: it does not occur. */
  readonly kind: "once" | "fold" | "gap";
}

/** All changes of clocks since 1972 fall on a quarter of an hour. */
const QUARTER = 900;
const MEMO_LIMIT = 65_536;

const LONG_OFFSET = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

/** A time zone by its IANA name. Asks ICU once per quarter of an hour, which then costs nothing. */
class Zone {
  readonly #format: Intl.DateTimeFormat;
  readonly #memo = new Map<number, Offsets>();

  /** Throws a RangeError for a name that ICU does not know. */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  }

  offsetsAt(wallSeconds: number): Offsets {
    const quarter = Math.floor(wallSeconds / QUARTER);
    const known = this.#memo.get(quarter);
    if (known !== undefined) return known;
    if (this.#memo.size >= MEMO_LIMIT) this.#memo.clear();
    const offsets = this.#resolve(quarter * QUARTER);
    this.#memo.set(quarter, offsets);
    return offsets;
  }

  /** No zone changes its clock twice in two days, so one change at most lies around a time. */
  #resolve(wall: number): Offsets {
    const before = this.#offset(wall - SECONDS_PER_DAY);
    const after = this.#offset(wall + SECONDS_PER_DAY);
    const isBefore = this.#offset(wall - before) === before;
    const isAfter = this.#offset(wall - after) === after;
    if (isBefore && isAfter) {
      return { earlier: before, later: after, kind: before === after ? "once" : "fold" };
    }
    if (isBefore) return { earlier: before, later: before, kind: "once" };
    if (isAfter) return { earlier: after, later: after, kind: "once" };
    return { earlier: before, later: after, kind: "gap" };
  }

  #offset(seconds: number): number {
    const match = LONG_OFFSET.exec(this.#format.format(seconds * 1000));
    if (match?.[1] === undefined) return 0;
    const [, sign, hours, minutes, rest = "0"] = match;
    const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
    return sign === "-" ? -offset : offset;
  }
}

const ZONES = new Map<string, Zone | undefined>();

function zoneOf(name: string): Zone | undefined {
  if (ZONES.has(name)) return ZONES.get(name);
  let zone: Zone | undefined;
  try {
    zone = new Zone(name);
  } catch {
    zone = undefined;
  }
  ZONES.set(name, zone);
  return zone;
}

/** The offsets of a zone at a wall clock's time; undefined for a zone that does not exist. */
export function offsetsIn(zone: string, wallSeconds: number): Offsets | undefined {
  return zoneOf(zone)?.offsetsAt(wallSeconds);
}
