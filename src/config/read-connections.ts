import type { z } from "zod";
import { didYouMean } from "../lib/did-you-mean.ts";
import { interpolate, type Variables } from "./interpolate.ts";
import type { Problems } from "./problems.ts";
import { type Connection, type Destination, Secret } from "./project.ts";
import { connectionsSchema, destinationSchema, isLoopback } from "./project-schema.ts";
import { wordList } from "./schema.ts";
import { parseTree } from "./schema-problems.ts";
import {
  type Entry,
  entriesAt,
  keyRange,
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

/** Merges the target, puts the variables in and reads every block. */
export function readConnections(
  file: MapTree,
  wantedTarget: string | undefined,
  variables: Variables,
  schemas: ConnectorSchemas,
  problems: Problems,
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
      readDestination(name, tree, variables, problems),
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

function readDestination(
  name: string,
  tree: MapTree,
  variables: Variables,
  problems: Problems,
): Destination | undefined {
  const at = ["destinations", name];
  const written = parseTree(destinationSchema, tree, problems, { at });
  refuseClearToken(name, tree, problems);
  if (written === undefined) return variables.require ? undefined : placeholder(name);
  return {
    name,
    datasetId: written.dataset_id,
    accessToken: new Secret(written.access_token),
    apiVersion: written.api_version,
    endpoint: written.endpoint,
    testEventCode: written.test_event_code,
    partnerAgent: written.partner_agent,
    ratePerSecond: written.rate_limit,
    deliver: written.deliver,
  };
}

/** Stands for a destination whose variables are not set, where nothing is going to be sent. */
function placeholder(name: string): Destination {
  return {
    name,
    datasetId: "",
    accessToken: new Secret(""),
    apiVersion: "",
    endpoint: "",
    testEventCode: undefined,
    partnerAgent: undefined,
    ratePerSecond: undefined,
    deliver: false,
  };
}

function refuseClearToken(name: string, tree: MapTree, problems: Problems): void {
  const token = nodeAt(tree, ["access_token"]);
  if (token?.kind !== "scalar" || typeof token.value !== "string") return;
  const isClear = token.origin === "file" || token.origin === "default";
  if (!isClear || isLoopback((textAt(tree, ["endpoint"]) ?? "").replace(/\/$/, ""))) return;
  problems.add(keyRange(tree, ["access_token"]), {
    code: "clear_text_token",
    message: `destinations.${name}.access_token: a token stands here in clear text, expected a variable or a file`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text itself is meant
    hint: "write `${META_TOKEN}` or `${file:/run/secrets/meta_token}`; if the file was ever committed, make a new token",
  });
}
