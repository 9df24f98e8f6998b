import { type Cleaner, Fault } from "./cleaner.ts";
import { listOf } from "./list.ts";
import { textOf } from "./text.ts";

const NOT_EXTINFO = new Fault(
  "not_extinfo",
  "a list of 16 texts that begins with a2 or i2 and has the OS version in its fifth place",
);

/** All slots must be there; unknown ones are empty. The app data parameters page (read 2026). */
const SLOTS = 16;
const VERSIONS: ReadonlySet<string> = new Set(["a2", "i2"]);
const OS_VERSION = 4;

/** Facts about a device in Meta's order, all as text. */
export const extinfo: Cleaner = (value) => {
  if (value === null || value === "") return undefined;
  const slots = listOf(value);
  if (slots?.length !== SLOTS) return NOT_EXTINFO;
  const texts: string[] = [];
  for (const slot of slots) {
    const text = textOf(slot) ?? "";
    if (text instanceof Fault) return NOT_EXTINFO;
    texts.push(text.trim());
  }
  return VERSIONS.has(texts[0] ?? "") && texts[OS_VERSION] !== "" ? texts : NOT_EXTINFO;
};
