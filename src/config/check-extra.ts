import { ELSEWHERE } from "../capi/fields/elsewhere.ts";
import { childrenOf } from "../capi/fields/groups.ts";
import { fieldOf, type Group } from "../capi/fields.ts";
import { didYouMean } from "../lib/did-you-mean.ts";
import { blockPath } from "./blocks.ts";
import { checkValue } from "./check-value.ts";
import type { Finding, Problems } from "./problems.ts";
import { membersOf, sameNameIn, synonymOf } from "./synonyms.ts";
import { entriesAt, type MapTree, pathText } from "./tree.ts";

const EXTRA = ["fields", "custom_data", "extra"];

/**
 * Properties of the user's own, which are sent as they are: whatever Meta has a parameter for must go
 * through its field, above all what is known of a person.
 */
export function checkExtra(mapping: MapTree, problems: Problems): void {
  for (const [name, entry] of entriesAt(mapping, EXTRA)) {
    checkValue({ tree: entry.tree, path: [...EXTRA, name], field: undefined }, problems);
    const hint = placeOf(name);
    const finding = hint === undefined ? likeness(name) : reserved(name, hint);
    if (finding !== undefined) problems.add(entry.key, finding);
  }
}

function reserved(name: string, hint: string): Finding {
  return {
    code: "reserved_property",
    message: `\`${name}\` in ${pathText(EXTRA)} is a parameter of Meta's, not a property of your own`,
    hint,
  };
}

/** The one name of a request's parameters that is also a good one for a property. */
const ORDINARY = "data";

/** Where a parameter of Meta's goes; undefined for a name that Meta does not have. */
function placeOf(name: string): string | undefined {
  if (membersOf("custom_data").includes(name)) {
    const up = "move it up to fields.custom_data";
    const isBoth = fieldOf("user_data", name) !== undefined;
    return isBoth ? `${up}, or map it under fields.user_data where it is the person's` : up;
  }
  const person = personPlace(name);
  if (person !== undefined) return person;
  const elsewhere = ELSEWHERE.find(({ group, wire }) => group !== "contents" && wire === name);
  if (elsewhere !== undefined && name !== ORDINARY) return `it is set by ${elsewhere.setBy}`;
  if (childrenOf("event").some((group) => group === name)) return `it is a block: fields.${name}`;
  return membersOf("event").includes(name) ? "map it under fields" : undefined;
}

/** A name of user_data in any spelling: none of them must go as it is. */
function personPlace(name: string): string | undefined {
  const field = fieldOf("user_data", sameNameIn("user_data", name) ?? name);
  if (field === undefined) return undefined;
  const as = field.name === name ? "" : ` as \`${field.name}\``;
  return `map it under fields.user_data${as}${field.hash ? ", where it is hashed" : ""}`;
}

/** Groups in whose parameters an own property may be meant, those of a person first. */
const LIKELY: readonly Group[] = ["user_data", "custom_data", "event"];

/** Letters from which on a slip of one letter is told apart from a name of one's own. */
const LONG_NAME = 7;

/** Readable names of what would tell who somebody is, if it went as it is. */
const PERSONAL: ReadonlySet<string> = new Set([
  "email",
  "phone",
  "first_name",
  "last_name",
  "date_of_birth",
  "zip",
  "client_ip_address",
]);

function likeness(name: string): Finding | undefined {
  for (const group of LIKELY) {
    const meant = meantBy(name, group);
    if (meant === undefined) continue;
    return {
      code: "property_spelling",
      severity: PERSONAL.has(meant) ? "error" : "warning",
      message: `\`${name}\` in ${pathText(EXTRA)} is sent as it is, did you mean the parameter \`${meant}\`?`,
      hint: `if so, map it under ${pathText(blockPath(group))}`,
    };
  }
  return undefined;
}

/** Words such as `total` and `time` are good names of one's own; those for a person are none. */
function meantBy(name: string, group: Group): string | undefined {
  if (group === "user_data") return synonymOf(group, name);
  const same = sameNameIn(group, name);
  if (same !== undefined || name.length < LONG_NAME) return same;
  return didYouMean(name, membersOf(group), 1);
}
