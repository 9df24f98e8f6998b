import { sha256 } from "../lib/hash.ts";
import { jsonText } from "../lib/json.ts";
import type { Value } from "../lib/value.ts";
import { textOf } from "./text.ts";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/** All pairs of base32 digits, so that ten bits are one look-up. */
const PAIRS: readonly string[] = Array.from({ length: 1024 }, (_, bits) =>
  [ALPHABET[bits >> 5], ALPHABET[bits & 31]].join(""),
);

/** Hexadecimal digits that make four base32 digits. */
const GROUP = 5;

/** RFC 4648 base32 in lower case and without padding, of bytes given in hexadecimal. */
function base32(hex: string): string {
  let text = "";
  let bits = 0;
  for (let i = 0; i < hex.length; i++) {
    const code = hex.charCodeAt(i);
    bits = (bits << 4) | (code > CODE_OF_9 ? code - CODE_OF_A + 10 : code - CODE_OF_0);
    if (i % GROUP !== GROUP - 1) continue;
    text += PAIRS[bits >> 10];
    text += PAIRS[bits & 1023];
    bits = 0;
  }
  const rest = hex.length % GROUP;
  const last = bits << (4 * (GROUP - rest));
  return rest === 0 ? text : text + tail(last, Math.ceil((rest * 4) / 5));
}

function tail(bits: number, digits: number): string {
  return [PAIRS[bits >> 10], PAIRS[bits & 1023]].join("").slice(0, digits);
}

const CODE_OF_0 = 48;
const CODE_OF_9 = 57;
const CODE_OF_A = 97;

/** A key column's value as the text that goes into an id; a number and its text are the same. */
function keyText(value: Value): string | null {
  if (value === null) return null;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return textOf(value) ?? jsonText(value);
}

/**
 * The event_id of rows without one of their own: a pure function of the mapping's id, the event's
 * name and the primary key, never of anything that changes. The key values stand in a JSON array,
 * so that ("a", "bc") and ("ab", "c") differ.
 *
 * INVARIANT: the same row gives the same id in every release; else all rows would be sent again.
 */
export function deriveEventId(mappingId: string, eventName: string, key: readonly Value[]): string {
  return base32(sha256(`v1|${JSON.stringify([mappingId, eventName, ...key.map(keyText)])}`));
}
