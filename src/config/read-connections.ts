import type { z } from "zod";
import { didYouMean } from "../lib/did-you-mean.ts";
import { interpolate, type Variables } from "./interpolate.ts";
import type { Problems } from "./problems.ts";
import type { Connection, Destination } from "./project.ts";
import { connectionsSchema } from "./project-schema.ts";
import { readDestination } from "./read-destination.ts";
import { wordList } from "./schema.ts";
import { parseTree } from "./schema-problems.ts";
import {
  type Entry,
  entriesAt,
  type MapTree,
  merge,
  nodeAt,
  type Tree,
  textAt,
  valueRange,
  without,
} from "./tree.ts";

/** What connectors say of the blocks that are theirs, by `type:`. */
export type ConnectorSchemas = Readonly<
  Record<string, { readonly connection: z.ZodType; readonly options: z.ZodType }>
>;

/** connections.yaml with one target chosen. */
export interface Connections {
  readonly target: string | undefined;
  readonly connections: Readonly<Record<string, Connection>>;
  readonly destinations: Readonly<Record<string, Destination>>;
  /** All names that stand in the file, also of blocks that are wrong, and a connection's type. */
  readonly names: {
    readonly connections: ReadonlyMap<string, string | undefined>;
    readonly destinations: readonly string[];
  };
}

/**
 * Merges the target, puts the variables in and reads every block. `nowMs`: what API versions are
 * judged by; without it nothing is said of their age.
 */
export function readConnections(
  file: MapTree,
  wantedTarget: string | undefined,
  variables: Variables,
  schemas: ConnectorSchemas,
  problems: Problems,
  nowMs?: number,
): Connections {
  // The shape is checked before variables are put in: that a block is a map does not hang on them.
  parseTree(connectionsSchema, file, problems);
  const target = wantedTarget ?? defaultTarget(file, variables, problems);
  const over = target === undefined ? undefined : targetBlock(file, target, wantedTarget, problems);
  const read = (block: "connections" | "destinations"): ReadonlyMap<string, Entry> => {
    const base = nodeAt(file, [block]);
    const change = nodeAt(over, [block]);
    const merged = change === undefined ? base : merge(base, change);
    if (merged === undefined) return new Map();
    return entriesAt(interpolate(merged, variables, problems, [block]), []);
  };
  const connections = read("connections");
  const destinations = read("destinations");
  return {
    target,
    connections: readBlocks(connections, (name, tree) =>
      readConnection(name, tree, schemas, problems),
    ),
    destinations: readBlocks(destinations, (name, tree) =>
      readDestination(name, tree, { target, variables, nowMs }, problems),
    ),
    names: {
      connections: new Map(
        [...connections].map(([name, { tree }]) => [name, textAt(tree, ["type"])]),
      ),
      destinations: [...destinations.keys()],
    },
  };
}

function defaultTarget(
  file: MapTree,
  variables: Variables,
  problems: Problems,
): string | undefined {
  const node = nodeAt(file, ["default_target"]);
  return node === undefined
    ? undefined
    : textAt(interpolate(node, variables, problems, ["default_target"]), []);
}

function targetBlock(
  file: MapTree,
  target: string,
  wanted: string | undefined,
  problems: Problems,
): Tree | undefined {
  const targets = entriesAt(file, ["targets"]);
  const block = targets.get(target)?.tree;
  if (block !== undefined) return block.kind === "map" ? block : undefined;
  const near = didYouMean(target, targets.keys());
  const place = wanted === undefined ? ["default_target"] : ["targets"];
  problems.add(valueRange(file, place), {
    code: "unknown_target",
    message: `target \`${target}\` does not stand under targets${near === undefined ? "" : `, did you mean \`${near}\`?`}`,
    hint:
      targets.size === 0
        ? `add \`targets: { ${target}: {} }\``
        : `the targets are ${wordList([...targets.keys()])}`,
  });
  return undefined;
}

function readBlocks<T>(
  entries: ReadonlyMap<string, Entry>,
  read: (name: string, tree: MapTree) => T | undefined,
): Readonly<Record<string, T>> {
  const blocks: Record<string, T> = Object.create(null);
  for (const [name, { tree }] of entries) {
    const block = tree.kind === "map" ? read(name, tree) : undefined;
    if (block !== undefined) blocks[name] = block;
  }
  return blocks;
}

function readConnection(
  name: string,
  tree: MapTree,
  schemas: ConnectorSchemas,
  problems: Problems,
): Connection | undefined {
  const type = textAt(tree, ["type"]);
  const types = Object.keys(schemas);
  if (type === undefined || !types.includes(type)) {
    const near = type === undefined ? undefined : didYouMean(type, types);
    problems.add(valueRange(tree, ["type"]), {
      code: type === undefined ? "missing_key" : "unknown_connector",
      message:
        type === undefined
          ? `missing key \`type\` in connections.${name}, expected ${wordList(types)}`
          : `connections.${name}.type: no connector \`${type}\`${near === undefined ? `, expected ${wordList(types)}` : `, did you mean \`${near}\`?`}`,
    });
    return undefined;
  }
  const schema = schemas[type]?.connection;
  if (schema === undefined) return undefined;
  const settings = parseTree(schema, without(tree, ["type"]), problems, {
    at: ["connections", name],
  });
  return { name, type, settings };
}
