import {
  isStandardMisspelt,
  MAX_NAME_LENGTH,
  MESSAGING_EVENTS,
  STANDARD_EVENTS,
  standardEventOf,
} from "../capi/event-names.ts";
import { didYouMean } from "../lib/did-you-mean.ts";
import { constantOf, constantsOf } from "./mapped.ts";
import type { Problems } from "./problems.ts";
import { wordList } from "./schema.ts";
import { type MapTree, type Path, pathText, type Range, valueRange } from "./tree.ts";

/** Holds every name that a mapping spells out against those that Meta knows. */
export function checkEventName(mapping: MapTree, problems: Problems): void {
  const source = constantOf(mapping, "action_source")?.text;
  for (const { text, path } of constantsOf(mapping, "event_name")) {
    const place = { path, name: text, range: valueRange(mapping, path) };
    if (source === "business_messaging") checkMessagingName(place, problems);
    else checkSpelling(place, source, problems);
    checkLength(place, problems);
  }
}

/** A name and where it is written. */
interface Spelled {
  readonly path: Path;
  readonly name: string;
  readonly range: Range;
}

/** `purchase` and `Purchas` are custom events to Meta, and hardly ever what was meant. */
function checkSpelling(
  { path, name, range }: Spelled,
  source: string | undefined,
  problems: Problems,
): void {
  const standard = isStandardMisspelt(name, source)
    ? standardEventOf(name, source)
    : nearEvent(name, source);
  if (standard === undefined || standard === name) return;
  problems.add(range, {
    code: "event_name_spelling",
    severity: "warning",
    message: `${pathText(path)}: \`${name}\` is a custom event, did you mean the standard event \`${standard}\`?`,
  });
}

/**
 * The standard event that a name misses by a letter, or by two in a long one. The first letter is hardly
 * ever the wrong one, and Unsubscribe and Repurchase are good names of one's own.
 */
function nearEvent(name: string, actionSource: string | undefined): string | undefined {
  const first = name.slice(0, 1).toLowerCase();
  const known = Object.values(STANDARD_EVENTS)
    .flat()
    .filter((each) => each.toLowerCase().startsWith(first))
    .filter((each) => standardEventOf(each, actionSource) === each);
  return didYouMean(name, known, name.length < 8 ? 1 : 2);
}

function checkMessagingName({ path, name, range }: Spelled, problems: Problems): void {
  if (MESSAGING_EVENTS.has(name)) return;
  const near = standardEventOf(name, "business_messaging") ?? didYouMean(name, MESSAGING_EVENTS);
  const isAllowed = near !== undefined && MESSAGING_EVENTS.has(near);
  problems.add(range, {
    code: "messaging_name",
    message: `${pathText(path)}: \`${name}\` is no event that a business_messaging event may be, expected ${wordList([...MESSAGING_EVENTS])}`,
    hint: isAllowed
      ? `did you mean \`${near}\`?`
      : "Meta refuses any other name, one's own included",
  });
}

function checkLength({ path, name, range }: Spelled, problems: Problems): void {
  if (name.length <= MAX_NAME_LENGTH) return;
  problems.add(range, {
    code: "event_name_long",
    severity: "warning",
    message: `${pathText(path)}: expected at most ${MAX_NAME_LENGTH} characters, found ${name.length}`,
    hint: "shorten the name",
  });
}
