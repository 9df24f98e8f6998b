import { EXTINFO_SLOTS } from "../fields/extinfo.ts";
import { EXTINFO_VERSIONS } from "../fields/words.ts";
import { type Cleaner, Fault } from "./cleaner.ts";
import { listOf } from "./list.ts";
import { spellingIn } from "./one-of.ts";
import { textOf, trimmed } from "./text.ts";

const NOT_EXTINFO = new Fault(
  "not_extinfo",
  `a list of ${EXTINFO_SLOTS.count} texts that begins with ${EXTINFO_VERSIONS.join(" or ")} and has the OS version in its fifth place`,
);

const versionOf = spellingIn(EXTINFO_VERSIONS);

/**
 * Facts about a device in Meta's order, all as text. All slots must be there; unknown ones are empty.
 * The app data parameters page (read 2026)
 */
export const extinfo: Cleaner = (value) => {
  if (trimmed(value) === undefined) return undefined;
  const slots = listOf(value);
  if (slots?.length !== EXTINFO_SLOTS.count) return NOT_EXTINFO;
  const texts: string[] = [];
  for (const slot of slots) {
    const text = textOf(slot) ?? "";
    if (text instanceof Fault) return NOT_EXTINFO;
    texts.push(text.trim());
  }
  const version = versionOf(texts[EXTINFO_SLOTS.version] ?? "");
  if (version === undefined || texts[EXTINFO_SLOTS.osVersion] === "") return NOT_EXTINFO;
  texts[EXTINFO_SLOTS.version] = version;
  return texts;
};
