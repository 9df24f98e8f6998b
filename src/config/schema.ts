import { z } from "zod";
import { parseDuration } from "../lib/duration.ts";

/*
 * Small schemas that the files share. A schema's own message is the words from "expected" on; the
 * key before them and what was found after them are added where the place is known.
 */

/** A text that is not empty. */
export const text = z
  .string({ error: "expected a text" })
  .min(1, "expected a text that is not empty");

/** A column of the source's result. */
export const column = z
  .string({ error: "expected the name of a column" })
  .min(1, "expected the name of a column");

/** A column's value in the file: `const`, a default, a comparison. */
export const literal = z.union([z.string(), z.number(), z.boolean()], {
  error: "expected a text, a number, true or false",
});

export const flag = z.boolean({ error: "expected true or false" });

/** A whole number within bounds, both included. */
export function whole(min: number, max: number) {
  const error = `expected a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, error).max(max, error);
}

/** A map of known keys; another kind of value is answered with an example. */
export function keys<Shape extends z.ZodRawShape>(shape: Shape, example: string) {
  const error = `expected a map such as \`${example}\``;
  return z.strictObject(shape, {
    error: ({ code }) => (code === "invalid_type" ? error : undefined),
  });
}

/** One of a few words. */
export function word<const T extends readonly [string, ...string[]]>(...words: T) {
  return z.enum(words, { error: `expected ${wordList(words)}` });
}

/** `a`, `b` or `c`. */
export function wordList(words: readonly string[]): string {
  const quoted = words.map((each) => `\`${each}\``);
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} or ${last}`;
}

/** `15m` to seconds. */
export const duration = parsed(
  "expected a duration such as `90s`, `15m`, `2h` or `7d`",
  parseDuration,
);

/** A duration of at most or at least so many seconds; `error` says why. */
export function durationWithin(
  { min = 0, max = Number.POSITIVE_INFINITY }: { readonly min?: number; readonly max?: number },
  error: string,
) {
  return duration.refine((seconds) => seconds >= min && seconds <= max, { error });
}

/** `5/s` or `300/m` to requests per second. */
export const rate = parsed("expected a rate such as `5/s` or `300/m`", (written) => {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)\/(s|m)$/.exec(written);
  const perSecond = Number(match?.[1]) / (match?.[2] === "m" ? 60 : 1);
  return perSecond > 0 ? perSecond : undefined;
});

/** `5%` to a share between 0 and 1. */
export const percent = parsed("expected a percentage such as `5%`", (written) => {
  const match = /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(written);
  const share = Number(match?.[1]) / 100;
  return share <= 1 ? share : undefined;
});

/** An IANA time zone. */
export const zone = parsed("expected a time zone such as `Europe/Amsterdam`", (written) =>
  isZone(written) ? written : undefined,
);

/** A text that `read` understands; its undefined is an error. */
export function parsed<T>(error: string, read: (written: string) => T | undefined) {
  return z.string({ error }).transform((written, context): T => {
    const value = read(written);
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message: error });
    return z.NEVER;
  });
}

/** Asking Intl costs milliseconds, and a project names the same zone in every mapping. */
const ZONES = new Map<string, boolean>();

function isZone(name: string): boolean {
  const known = ZONES.get(name) ?? askForZone(name);
  ZONES.set(name, known);
  return known;
}

function askForZone(name: string): boolean {
  // Offsets such as +02:00 are zones to Intl, and would be wrong for half of the year.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
