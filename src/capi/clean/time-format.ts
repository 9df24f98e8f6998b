import { clockMs, daysSinceEpoch, isDay, MS_PER_DAY } from "./calendar.ts";
import { type CleanContext, Fault } from "./cleaner.ts";
import { instantOf, instantOfDate, NOT_TIME, offsetSeconds } from "./instant.ts";
import { fractionMs } from "./timestamp.ts";

// A format is written in the tokens that `to_timestamp` of PostgreSQL and of Snowflake share, in
// upper or lower case:
//
//   YYYY          year, four digits           AM or PM   half of the day, for HH12
//   MM, DD        month, day                  FF         fraction of a second, any length (FF3 too)
//   HH24, HH12    hour                        TZH        hours of the offset with their sign
//   MI, SS        minute, second              TZM        minutes of the offset
//
// Everything else stands for itself: signs, digits, single letters (the T of ISO 8601), and words in
// double quotes. Blanks stand for one or more blanks. Months to seconds may have one digit where
// no other token or digit touches them: `DD/MM/YYYY` reads `1/2/2026`.

const FORMAT_UNKNOWN = new Fault(
  "time_format_unknown",
  "a `format` of YYYY, MM, DD, HH24, MI, SS and the like that holds a whole date",
);

type Token = "YYYY" | "MM" | "DD" | "HH24" | "HH12" | "AM" | "MI" | "SS" | "FF" | "TZH" | "TZM";

const PIECE = /"([^"]+)"|(yyyy|mm|dd|hh24|hh12|mi|ss|ff[1-9]?|am|pm|tzh|tzm)|(\s+)|./gis;
const DIGIT_NEXT = /^(?:\d|yyyy|mm|dd|hh|mi|ss|ff|tzm)/i;
/** What no literal is: letters in a row, which are a token that is not known, and half a quote. */
const STRAY = /[a-z]{2}|"/i;

/** The tokens of a fixed shape; the others are numbers of two digits. */
const SHAPES: Readonly<Partial<Record<Token, string>>> = {
  YYYY: "\\d{4}",
  FF: "\\d+",
  AM: "[ap]m",
  TZH: "[+-]\\d{2}",
  TZM: "\\d{2}",
};

/** What a token is nothing without. */
const NEEDS: readonly (readonly [token: Token, needed: readonly Token[]])[] = [
  ["HH12", ["AM"]],
  ["AM", ["HH12"]],
  ["MI", ["HH24", "HH12"]],
  ["SS", ["MI"]],
  ["FF", ["SS"]],
  ["TZH", ["HH24", "HH12"]],
  ["TZM", ["TZH"]],
];

interface Format {
  /** Its groups are named for the tokens. */
  readonly pattern: RegExp;
  /** Of a text that is not written so. */
  readonly fault: Fault;
}

/** Undefined for what is no format: a word nobody knows, a token twice, half a date. */
function compile(format: string): Format | undefined {
  const literals = format.replace(PIECE, (written: string, quoted?: string, name?: string) =>
    quoted === undefined && name === undefined ? written : " ",
  );
  if (STRAY.test(literals)) return undefined;
  const tokens: Token[] = [];
  let source = "";
  let isAfterToken = false;
  for (const piece of format.matchAll(PIECE)) {
    const [written, quoted, name, blanks] = piece;
    if (name !== undefined) {
      const token = tokenOf(name);
      tokens.push(token);
      const next = format.slice(piece.index + written.length);
      source += groupOf(token, isAfterToken || DIGIT_NEXT.test(next));
    } else source += blanks === undefined ? RegExp.escape(quoted ?? written) : "\\s+";
    isAfterToken = name !== undefined;
  }
  if (!isWhole(tokens)) return undefined;
  const fault = new Fault("not_time", `a time that \`format: ${format}\` describes`);
  return { pattern: new RegExp(`^${source}$`, "i"), fault };
}

function tokenOf(name: string): Token {
  const upper = name.toUpperCase();
  if (upper === "PM") return "AM";
  return (upper.startsWith("FF") ? "FF" : upper) as Token;
}

function groupOf(token: Token, isFixed: boolean): string {
  const shape = SHAPES[token] ?? (isFixed ? "\\d{2}" : "\\d{1,2}");
  return `(?<${token}>${shape})`;
}

/** A date, each token once, and none without those that it needs. */
function isWhole(tokens: readonly Token[]): boolean {
  const has = (token: Token) => tokens.includes(token);
  const isOnce = new Set(tokens).size === tokens.length && !(has("HH24") && has("HH12"));
  const isDate = has("YYYY") && has("MM") && has("DD");
  return isOnce && isDate && NEEDS.every(([token, needed]) => !has(token) || needed.some(has));
}

const FORMATS = new Map<string, Format | Fault>();

function formatOf(text: string): Format | Fault {
  let format = FORMATS.get(text);
  if (format === undefined) {
    format = compile(text) ?? FORMAT_UNKNOWN;
    FORMATS.set(text, format);
  }
  return format;
}

/** True for a text that the option `format` takes. */
export function isTimeFormat(text: string): boolean {
  return formatOf(text) !== FORMAT_UNKNOWN;
}

/** Unix milliseconds of a text that is written in a format. */
export function readFormatted(text: string, format: string, context: CleanContext): number | Fault {
  const known = formatOf(format);
  if (known instanceof Fault) return known;
  const found = known.pattern.exec(text)?.groups;
  const ms = found === undefined ? NOT_TIME : instantIn(found, context);
  return ms === NOT_TIME ? known.fault : ms;
}

type Found = Readonly<Partial<Record<string, string>>>;

function instantIn(found: Found, context: CleanContext): number | Fault {
  const { YYYY, MM, DD, MI = 0, SS = 0, FF = "" } = found;
  const [year, month, day] = [Number(YYYY), Number(MM), Number(DD)];
  if (year === 0 || !isDay(year, month, day)) return NOT_TIME;
  const days = daysSinceEpoch(year, month, day);
  const hours = hoursIn(found);
  if (hours === undefined) return instantOfDate(days, context);
  const clock = clockMs(hours, Number(MI), Number(SS), fractionMs(FF, 0, FF.length));
  return instantOf(days * MS_PER_DAY + clock, offsetIn(found), context);
}

/** Undefined for a date without a time of day, NaN for an hour that its half of the day lacks. */
function hoursIn({ HH24, HH12, AM }: Found): number | undefined {
  if (HH12 === undefined) return HH24 === undefined ? undefined : Number(HH24);
  const hours = Number(HH12);
  if (hours < 1 || hours > 12) return Number.NaN;
  return (hours % 12) + (String(AM).toUpperCase() === "PM" ? 12 : 0);
}

function offsetIn({ TZH, TZM }: Found): number | undefined {
  if (TZH === undefined) return undefined;
  const seconds = offsetSeconds(Number(TZH.slice(1)), Number(TZM ?? 0), 0);
  return TZH.startsWith("-") ? -seconds : seconds;
}
