import { type Cleaner, Fault } from "./cleaner.ts";
import { SUFFIX } from "./digest.ts";
import { trimmed } from "./text.ts";

const NOT_FBC = new Fault("not_fbc", "a click id of the form fb.1.1700000000000.AbC");
const NOT_FBP = new Fault("not_fbp", "a browser id of the form fb.1.1700000000000.123");

/** `fb`, the domain's depth, milliseconds, the id; and what Meta's parameter builder may add. */
const SHAPE = new RegExp(`^fb\\.\\d+\\.(\\d+)\\.[^.\\s]+(?:\\.(?:${SUFFIX}))?$`);

/** Milliseconds have 13 digits until the year 2286; ten are seconds, written by mistake. */
const DIGITS_OF_SECONDS = 10;

/** Passed on byte for byte: the id's last part is case-sensitive. */
function cookie(fault: Fault): Cleaner {
  return (value, context) => {
    const text = trimmed(value);
    if (typeof text !== "string") return text;
    const time = SHAPE.exec(text)?.[1];
    if (time === undefined) return fault;
    if (time.length <= DIGITS_OF_SECONDS) context.notice("click_time_in_seconds");
    return text;
  };
}

/** The click id of the `_fbc` cookie. */
export const fbc = cookie(NOT_FBC);

/** The browser id of the `_fbp` cookie. */
export const fbp = cookie(NOT_FBP);
