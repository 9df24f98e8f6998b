/** A stretch of one line of a file. Lines and columns count from 1. */
export interface Range {
  /** Relative to the project folder. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Characters; 0 when no single stretch is meant. */
  readonly length: number;
}

/**
 * A YAML value that remembers where it was written. Project defaults and targets are merged as
 * trees, so that a problem in a merged value still points to the file that holds it.
 */
export type Tree = MapTree | ListTree | ScalarTree;

export interface MapTree {
  readonly kind: "map";
  readonly range: Range;
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  readonly key: Range;
  readonly tree: Tree;
}

export interface ListTree {
  readonly kind: "list";
  readonly range: Range;
  readonly items: readonly Tree[];
}

export type Scalar = string | number | boolean | null;

export interface ScalarTree {
  readonly kind: "scalar";
  readonly range: Range;
  readonly value: Scalar;
  /** Line on which the text itself begins: below the `|` of a block. */
  readonly firstLine: number;
  /**
   * `file`: as written. `default`: the default of a variable, so text even where a number is meant.
   * `variable`: put in from outside, so it may be secret and is never shown. `unknown`: a variable
   * that is not set, or a value that YAML changed; no further problems with it are reported.
   */
  readonly origin: "file" | "default" | "variable" | "unknown";
}

export type Path = readonly (string | number)[];

/** The value at a path; undefined where the tree does not go that far. */
export function nodeAt(tree: Tree | undefined, path: Path): Tree | undefined {
  let node = tree;
  for (const step of path) {
    if (node?.kind === "map") node = node.entries.get(String(step))?.tree;
    else if (node?.kind === "list") node = node.items[Number(step)];
    else return undefined;
  }
  return node;
}

/** The text at a path; undefined when something else stands there. */
export function textAt(tree: Tree | undefined, path: Path): string | undefined {
  const node = nodeAt(tree, path);
  return node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
}

/** The entries of the map at a path; empty when no map stands there. */
export function entriesAt(tree: Tree | undefined, path: Path): ReadonlyMap<string, Entry> {
  const node = nodeAt(tree, path);
  return node?.kind === "map" ? node.entries : NO_ENTRIES;
}

const NO_ENTRIES: ReadonlyMap<string, Entry> = new Map();

/** Where the value at a path stands; of a value that is not there, where its nearest parent is. */
export function valueRange(tree: Tree, path: Path): Range {
  return nodeAt(tree, path)?.range ?? keyRange(tree, path.slice(0, -1));
}

/** Where the key at a path stands; for a list element or the root, the value itself. */
export function keyRange(tree: Tree, path: Path): Range {
  if (path.length === 0) return { ...tree.range, length: 0 };
  const parent = nodeAt(tree, path.slice(0, -1));
  const step = path[path.length - 1] ?? "";
  const own =
    parent?.kind === "map" ? parent.entries.get(String(step))?.key : nodeAt(parent, [step])?.range;
  return own ?? keyRange(tree, path.slice(0, -1));
}

/** Lays `over` on `base`: maps key by key, anything else replaced, as are the keys in `whole`. */
export function merge(base: Tree | undefined, over: Tree, whole: readonly string[] = []): Tree {
  if (base?.kind !== "map" || over.kind !== "map") return over;
  const entries = new Map(base.entries);
  for (const [name, entry] of over.entries) {
    const below = whole.includes(name) ? undefined : entries.get(name)?.tree;
    entries.set(name, { key: entry.key, tree: merge(below, entry.tree) });
  }
  return { kind: "map", range: over.range, entries };
}

/** The same tree with every scalar replaced by what `change` makes of it. */
export function mapScalars(
  tree: Tree,
  change: (scalar: ScalarTree, path: Path) => ScalarTree,
  path: Path = [],
): Tree {
  if (tree.kind === "scalar") return change(tree, path);
  if (tree.kind === "list") {
    return { ...tree, items: tree.items.map((item, i) => mapScalars(item, change, [...path, i])) };
  }
  const entries = new Map<string, Entry>();
  for (const [name, { key, tree: child }] of tree.entries) {
    entries.set(name, { key, tree: mapScalars(child, change, [...path, name]) });
  }
  return { ...tree, entries };
}

/** The map without some of its keys. */
export function without(tree: MapTree, names: readonly string[]): MapTree {
  const entries = new Map([...tree.entries].filter(([name]) => !names.includes(name)));
  return { ...tree, entries };
}

/** Plain data for a schema. Maps have no prototype, so that no key can reach one. */
export function toData(tree: Tree): unknown {
  if (tree.kind === "scalar") return tree.value;
  if (tree.kind === "list") return tree.items.map(toData);
  const data: Record<string, unknown> = Object.create(null);
  for (const [name, { tree: child }] of tree.entries) data[name] = toData(child);
  return data;
}

/** A path as it is written in messages: `fields.custom_data.value.transform[0].divide`. */
export function pathText(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}
