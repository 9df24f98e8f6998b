import { GROUP_NAMES, type Group } from "../capi/fields/groups.ts";
import { FIELDS, fieldOf } from "../capi/fields.ts";
import type { When } from "../capi/rules/needs.ts";
import { blockPath } from "./blocks.ts";
import { mappingSchema } from "./mapping-schema.ts";
import { isMisspelt } from "./schema-problems.ts";
import { synonymOf } from "./synonyms.ts";
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

/** A constant of a mapping: its text, and where it stands. */
export interface Constant {
  readonly text: string;
  readonly path: Path;
}

/** Where the members of a field's block stand: `contents.id` under the items. */
function blockOf(field: string): { readonly path: Path; readonly wire: string } {
  const [wire = ""] = field.split(".").reverse();
  return { path: blockPath(groupOf(field)), wire };
}

function groupOf(field: string): Group {
  const [block] = field.split(".");
  return GROUP_NAMES.find((each) => each === block) ?? "event";
}

/** The blocks that a field can be written in: its own, and where Meta documents it besides. */
function groupsOf(field: string, wire: string): readonly Group[] {
  const own = groupOf(field);
  const others = FIELDS.filter((each) => each.wire === wire && each.sentIn === own);
  return [own, ...others.map((each) => each.group).filter((group) => group !== own)];
}

/** The value that a mapping gives a field, by its wire name as a path, and the name it has there. */
export function mappedAt(
  mapping: MapTree,
  field: string,
): (Entry & { readonly path: Path }) | undefined {
  const { wire } = blockOf(field);
  for (const group of groupsOf(field, wire)) {
    const path = blockPath(group);
    for (const [name, entry] of entriesAt(mapping, path)) {
      const known = name === wire || fieldOf(group, name)?.wire === wire;
      if (known) return { ...entry, path: [...path, name] };
    }
  }
  return undefined;
}

/** Whether a field is mapped under any of its names, or was meant to be. */
export function isMapped(mapping: MapTree, field: string): boolean {
  if (mappedAt(mapping, field) !== undefined) return true;
  const { path, wire } = blockOf(field);
  if (isNoMap(mapping, path)) return true;
  const group = groupOf(field);
  const isMeant = (key: string): boolean => {
    const name = synonymOf(group, key);
    return name !== undefined && (name === wire || fieldOf(group, name)?.wire === wire);
  };
  return (
    isMisspelt(wire, mapping, path, mappingSchema) ||
    [...entriesAt(mapping, path).keys()].some(isMeant)
  );
}

/** Whether something else than a map stands where members are to be, which is told by itself. */
function isNoMap(mapping: MapTree, path: Path): boolean {
  return path.some((_, i) => {
    const block = nodeAt(mapping, path.slice(0, i + 1));
    return block !== undefined && block.kind !== "map";
  });
}

/** What a field always is: the literal of the whole mapping, or the field's own constant. */
export function constantOf(mapping: MapTree, field: string): Constant | undefined {
  const own = mappedAt(mapping, field);
  const paths: Path[] = field.includes(".") ? [] : [[field]];
  if (own !== undefined) paths.push([...own.path, "const"]);
  return constantsAt(mapping, paths)[0];
}

/** All that a mapping writes out for a field: what it always is, or what its last steps can give. */
export function constantsOf(mapping: MapTree, field: string): readonly Constant[] {
  const always = constantOf(mapping, field);
  if (always !== undefined) return [always];
  const own = mappedAt(mapping, field);
  return own === undefined ? [] : constantsAt(mapping, givenBySteps(mapping, own.path));
}

function constantsAt(mapping: MapTree, paths: readonly Path[]): readonly Constant[] {
  return paths.flatMap((path) => {
    const node = nodeAt(mapping, path);
    if (node?.kind !== "scalar" || node.value === null) return [];
    return [{ text: String(node.value), path }];
  });
}

/**
 * Whether some rows may have this value in a field: it is written out for them, or their own column
 * gives it.
 */
export function mayBe(mapping: MapTree, field: string, value: string): boolean {
  if (constantsOf(mapping, field).some(({ text }) => text === value)) return true;
  const own = mappedAt(mapping, field);
  return own !== undefined && constantOf(mapping, field) === undefined && isOpen(own.tree);
}

/** Whether a field's steps let its column's own words through: none of the last ones is a `map`. */
function isOpen(field: Tree): boolean {
  const steps = nodeAt(field, ["transform"]);
  for (const step of steps?.kind === "list" ? steps.items.toReversed() : []) {
    if (textAt(step, ["otherwise"]) === "keep") return true;
    const [key] = entriesAt(step, []).keys();
    if (key === "map") return false;
    if (key !== "default" && key !== "otherwise") return true;
  }
  return true;
}

/** Where the last `map` of a field's steps, and what stands behind it, write their words. */
export function givenBySteps(tree: Tree, field: Path): readonly Path[] {
  const steps = nodeAt(tree, [...field, "transform"]);
  const paths: Path[] = [];
  for (let i = (steps?.kind === "list" ? steps.items.length : 0) - 1; i >= 0; i--) {
    const step: Path = [...field, "transform", i];
    const [key] = entriesAt(tree, step).keys();
    if (key === "default") paths.push([...step, key]);
    else if (key === "otherwise") paths.push([...step, key, "const"]);
    else {
      const words = entriesAt(tree, [...step, "map"]).keys();
      return [...[...words].map((word): Path => [...step, "map", word]), ...paths];
    }
  }
  return paths;
}

/** Whether all of it holds of some of a mapping's rows, as far as it writes them out. */
export function holds(mapping: MapTree, when: When): boolean {
  return Object.entries(when).every(([field, wanted]) =>
    wanted === "mapped"
      ? mappedAt(mapping, field) !== undefined
      : constantsOf(mapping, field).some(({ text }) => wanted.includes(text)),
  );
}

/** A field as it is written in a mapping: `fields.user_data.email`. */
export function writtenName(field: string): string {
  const { path, wire } = blockOf(field);
  return pathText([...path, fieldOf(groupOf(field), wire)?.name ?? wire]);
}

/** Whether the mapping turns a rule into a notice; which rules it may is the schema's to say. */
export function isSoftened(mapping: MapTree, code: string): boolean {
  return textAt(mapping, ["rules", code]) === "warn";
}
