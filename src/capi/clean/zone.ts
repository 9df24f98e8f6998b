import { createRequire } from "node:module";

/** What a wall clock's time means in a zone: how far the zone is ahead of UTC, in seconds. */
export interface Offsets {
  /** For a time that occurs twice the first occurrence; for one that is skipped the time before. */
  readonly earlier: number;
  readonly later: number;
  /** `fold`: the time occurs twice; `gap`: it does not occur. */
  readonly kind: "once" | "fold" | "gap";
}

/** Clocks have been changed on a quarter of an hour everywhere since 2023. */
const QUARTER = 900;
const MEMO_LIMIT = 65_536;

type Temporal = typeof import("temporal-polyfill/fns/PlainDateTime");

let loaded: Temporal | undefined;

/** Loads Temporal on first use: most timestamps carry their offset and do without it. */
function temporal(): Temporal {
  loaded ??= createRequire(import.meta.url)("temporal-polyfill/fns/PlainDateTime") as Temporal;
  return loaded;
}

/** Undefined for a zone that does not exist. */
function resolve(zone: string, wallSeconds: number): Offsets | undefined {
  const { create, toZonedDateTime } = temporal();
  const wall = new Date(wallSeconds * 1000);
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth() + 1, wall.getUTCDate()];
  const [hour, minute] = [wall.getUTCHours(), wall.getUTCMinutes()];
  const local = create(year, month, day, hour, minute);
  try {
    const first = toZonedDateTime(local, zone, { disambiguation: "earlier" });
    const last = toZonedDateTime(local, zone, { disambiguation: "later" });
    const before = wallSeconds - first.epochMilliseconds / 1000;
    const after = wallSeconds - last.epochMilliseconds / 1000;
    if (before === after) return { earlier: before, later: after, kind: "once" };
    if (first.day === day && first.hour === hour && first.minute === minute) {
      return { earlier: before, later: after, kind: "fold" };
    }
    // Of a skipped time Temporal's later reading is the one by the clock before the change.
    return { earlier: after, later: before, kind: "gap" };
  } catch {
    return undefined;
  }
}

/** A zone's offsets by quarters of an hour: Temporal takes 10 us for one, a look-up 0.1 us. */
class Zone {
  readonly name: string;
  readonly #memo = new Map<number, Offsets>();

  constructor(name: string) {
    this.name = name;
  }

  offsetsAt(wallSeconds: number): Offsets | undefined {
    const quarter = Math.floor(wallSeconds / QUARTER);
    const known = this.#memo.get(quarter);
    if (known !== undefined) return known;
    const offsets = resolve(this.name, quarter * QUARTER);
    if (this.#memo.size >= MEMO_LIMIT) this.#memo.clear();
    if (offsets !== undefined) this.#memo.set(quarter, offsets);
    return offsets;
  }
}

const ZONES = new Map<string, Zone>();
let last = new Zone("UTC");

/** The offsets of a zone at a wall clock's time; undefined for a zone that does not exist. */
export function offsetsIn(zone: string, wallSeconds: number): Offsets | undefined {
  if (last.name !== zone) {
    last = ZONES.get(zone) ?? new Zone(zone);
    ZONES.set(zone, last);
  }
  return last.offsetsAt(wallSeconds);
}
