import { childrenOf, GROUP_NAMES, pathOf } from "../capi/fields/groups.ts";
import { FIELDS, type Field, fieldOf, type Group } from "../capi/fields.ts";
import { blockPath, isLongForm } from "./blocks.ts";
import { checkExtra } from "./check-extra.ts";
import { checkValue } from "./check-value.ts";
import { VALUE_KEYS } from "./field-schema.ts";
import type { Problems } from "./problems.ts";
import {
  type Entry,
  entriesAt,
  type MapTree,
  nodeAt,
  type Path,
  pathText,
  type Tree,
  textAt,
} from "./tree.ts";

/** Columns of the source that a field's value names. */
export function columnsOf(tree: Tree | undefined): readonly string[] {
  if (tree?.kind === "scalar") return typeof tree.value === "string" ? [tree.value] : [];
  const single = SINGLE.flatMap((key) => textAt(tree, [key]) ?? []);
  const lists = ["first_of", "all_of"].flatMap((key) => {
    const list = nodeAt(tree, [key]);
    return list?.kind === "list" ? list.items.flatMap(columnsOf) : [];
  });
  return [...single, ...lists];
}

/** Keys of a value that name one column. */
const SINGLE = ["column", ...FIELDS.flatMap(({ join }) => join?.keys ?? [])];

/** What a schema cannot say of the fields: what each takes, and what excludes what. */
export function checkFields(mapping: MapTree, problems: Problems): void {
  const seen = new Map<string, Path>();
  for (const group of GROUP_NAMES) {
    const path = blockPath(group);
    const entries = entriesAt(mapping, path);
    if (group !== "event" && isLongForm(entries.keys())) {
      checkWhole(group, path, entries, problems);
      continue;
    }
    for (const [name, entry] of entries) {
      const field = fieldOf(group, name);
      if (field === undefined) continue;
      reportTwice(field, [...path, name], entry, seen, problems);
      if (isNested(group, name, entry.tree)) checkNested(name, path, entry.tree, problems);
      else checkValue({ tree: entry.tree, path: [...path, name], field }, problems);
    }
  }
  checkExtra(mapping, problems);
  checkKeyColumns(mapping, problems);
}

function reportTwice(
  field: Field,
  path: Path,
  entry: Entry,
  seen: Map<string, Path>,
  problems: Problems,
): void {
  const key = pathOf(field.sentIn, field.wire);
  const other = seen.get(key);
  seen.set(key, path);
  if (other === undefined) return;
  const parent = pathText(path.slice(0, -1));
  const isBeside = pathText(other.slice(0, -1)) === parent;
  problems.add(entry.key, {
    code: "same_field_twice",
    message: isBeside
      ? `\`${path.at(-1)}\` and \`${other.at(-1)}\` in ${parent} are the same field`
      : `${pathText(path)} and ${pathText(other)} are the same field`,
    hint: isBeside
      ? `keep one of the two; \`${field.name}\` is the readable name`
      : `keep one of the two; it is sent as ${key}`,
  });
}

/** Whether a field's value is written as the members of the group of that name. */
function isNested(group: Group, name: string, tree: Tree): tree is MapTree {
  const isGroup = childrenOf(group).some((child) => child === name);
  return (
    isGroup && tree.kind === "map" && tree.entries.size > 0 && !isLongForm(tree.entries.keys())
  );
}

/** One value for a whole group is checked as the field that it is; members have no place beside it. */
function checkWhole(
  group: Group,
  path: Path,
  entries: ReadonlyMap<string, Entry>,
  problems: Problems,
): void {
  for (const [name, entry] of entries) {
    if (fieldOf(group, name) === undefined) continue;
    problems.add(entry.key, {
      code: "conflicting_keys",
      message: `${pathText(path)}: \`${name}\` is a member, and here one value stands for them all`,
      hint: "write the members only, or the one value only",
    });
  }
}

/** What says more of one column has no meaning beside members. */
function checkNested(name: string, path: Path, tree: MapTree, problems: Problems): void {
  for (const [key, entry] of tree.entries) {
    if (!VALUE_KEYS.includes(key)) continue;
    problems.add(entry.key, {
      code: "conflicting_keys",
      message: `${pathText([...path, name])}: \`${key}\` is said of one column, and here stand members`,
      hint: `put \`${key}\` on the member that it is meant for`,
    });
  }
}

/** Hashed ids, which say nothing of a person to whoever has no list of them. */
const ID_KEYS = ["external_id", "app_user_id"];

/**
 * The key is kept in the state, in the clear, to find a row again; an e-mail address must not be
 * there. Of what is hashed, only ids may be a key.
 */
function checkKeyColumns(mapping: MapTree, problems: Problems): void {
  const written = nodeAt(mapping, ["source", "primary_key"]);
  const items = written?.kind === "list" ? written.items : written === undefined ? [] : [written];
  const keys = new Set(items.flatMap(columnsOf).map((name) => name.toLowerCase()));
  for (const [name, { tree }] of entriesAt(mapping, ["fields", "user_data"])) {
    const field = fieldOf("user_data", name);
    if (field?.hash !== true || ID_KEYS.includes(field.wire)) continue;
    const shared = columnsOf(tree).find((each) => keys.has(each.toLowerCase()));
    if (shared === undefined) continue;
    problems.add(tree.range, {
      code: "contact_in_key",
      message: `fields.user_data.${name}: column \`${shared}\` is part of source.primary_key, and keys are kept as they are`,
      hint: "use a key without personal data, such as an order number",
    });
  }
}
