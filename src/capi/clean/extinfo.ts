import { EXTINFO_VERSIONS } from "../fields/words.ts";
import { type Cleaner, Fault } from "./cleaner.ts";
import { listOf } from "./list.ts";
import { spellingIn } from "./one-of.ts";
import { textOf, trimmed } from "./text.ts";

const NOT_EXTINFO = new Fault(
  "not_extinfo",
  "a list of 16 texts that begins with a2 or i2 and has the OS version in its fifth place",
);

/** All slots must be there; unknown ones are empty. The app data parameters page (read 2026). */
const SLOTS = 16;
const OS_VERSION = 4;

const versionOf = spellingIn(EXTINFO_VERSIONS);

/** Facts about a device in Meta's order, all as text. */
export const extinfo: Cleaner = (value) => {
  if (trimmed(value) === undefined) return undefined;
  const slots = listOf(value);
  if (slots?.length !== SLOTS) return NOT_EXTINFO;
  const texts: string[] = [];
  for (const slot of slots) {
    const text = textOf(slot) ?? "";
    if (text instanceof Fault) return NOT_EXTINFO;
    texts.push(text.trim());
  }
  const version = versionOf(texts[0] ?? "");
  if (version === undefined || texts[OS_VERSION] === "") return NOT_EXTINFO;
  texts[0] = version;
  return texts;
};
