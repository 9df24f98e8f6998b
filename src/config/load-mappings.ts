import { checkDatasets } from "./check-datasets.ts";
import { checkMapping } from "./check-mapping.ts";
import { noteAdvice } from "./check-notes.ts";
import { checkTests } from "./check-tests.ts";
import type { Mapping } from "./mapping.ts";
import { isMappingId, mappingSchema, REPLACED_WHOLE } from "./mapping-schema.ts";
import type { Problems } from "./problems.ts";
import { nameOf, readYaml, shownPath } from "./project-files.ts";
import type { Connections, ConnectorSchemas } from "./read-connections.ts";
import { readMapping } from "./read-mapping.ts";
import { parseTree } from "./schema-problems.ts";
import { readStatement } from "./statement.ts";
import { entriesAt, type MapTree, merge, nodeAt, type Range, type Tree, textAt } from "./tree.ts";
import { explainUnknownKey } from "./unknown-keys.ts";

/** What the mappings of one project have in common. */
export interface Common {
  readonly root: string;
  readonly timezone: string | undefined;
  /** The `defaults:` block of capisync.yaml. */
  readonly defaults: Tree | undefined;
  /** Undefined when connections.yaml could not be read: then names in it are not checked. */
  readonly connections: Connections | undefined;
  readonly schemas: ConnectorSchemas;
  /** Whether to note what Meta advises and a mapping does not do. */
  readonly advice: boolean;
}

/** Reads and checks every mapping file; those that are wrong are missing from the result. */
export async function loadMappings(
  paths: readonly string[],
  common: Common,
  problems: Problems,
): Promise<readonly Mapping[]> {
  const files = await Promise.all(
    paths.map(
      async (path): Promise<MappingFile> => ({
        name: nameOf(path),
        file: shownPath(common.root, path),
        tree: await readYaml(common.root, path, problems),
      }),
    ),
  );
  checkIds(files, problems);
  const mappings: Mapping[] = [];
  for (const file of files) {
    const mapping = await loadMapping(file, common, problems);
    if (mapping !== undefined) mappings.push(mapping);
  }
  checkDatasets(mappings, problems);
  return mappings;
}

interface MappingFile {
  readonly name: string;
  readonly file: string;
  readonly tree: MapTree | undefined;
}

async function loadMapping(
  { name, file, tree: own }: MappingFile,
  { root, timezone, defaults, connections, schemas, advice }: Common,
  problems: Problems,
): Promise<Mapping | undefined> {
  const tree = own && merge(defaults, own, REPLACED_WHOLE);
  if (tree?.kind !== "map") return undefined;
  const telling = { file, unknownKey: explainUnknownKey };
  const written = parseTree(mappingSchema, tree, problems, telling);
  checkMapping(tree, connections?.names, problems);
  if (advice) noteAdvice(tree, problems);
  await checkTests(root, file, tree, advice, problems);
  const statement = await readStatement(root, file, tree, problems);
  const options = readSourceOptions(tree, connections, schemas, problems);
  if (written === undefined || statement === undefined) return undefined;
  return readMapping(written, tree, { name, file, statement, options, timezone });
}

/** `source.options` through the schema of the connector that the mapping's connection is of. */
function readSourceOptions(
  tree: MapTree,
  connections: Connections | undefined,
  schemas: ConnectorSchemas,
  problems: Problems,
): unknown {
  const name = textAt(tree, ["source", "connection"]) ?? "";
  const type = connections?.names.connections.get(name) ?? "";
  const schema = Object.hasOwn(schemas, type) ? schemas[type]?.options : undefined;
  if (schema === undefined) return undefined;
  const given = nodeAt(tree, ["source", "options"]);
  const options = given ?? { kind: "map", range: tree.range, entries: entriesAt(undefined, []) };
  return parseTree(schema, options, problems, { at: ["source", "options"] });
}

/** Two mappings must share neither the name they are selected by nor the id their state is under. */
function checkIds(files: readonly MappingFile[], problems: Problems): void {
  const ids = new Map<string, string>();
  const names = new Map<string, string>();
  for (const { name, file, tree } of files) {
    const id = textAt(tree, ["id"]) ?? name;
    const start = { file, line: 1, column: 1, length: 0 };
    const range = nodeAt(tree, ["id"])?.range ?? start;
    if (range === start && !isMappingId(name)) reportName(start, problems);
    reportShared(range, id, ids.get(id), names.get(name), problems);
    ids.set(id, ids.get(id) ?? file);
    names.set(name, names.get(name) ?? file);
  }
}

function reportName(range: Range, problems: Problems): void {
  problems.add(range, {
    code: "invalid_id",
    message:
      "the file's name is the mapping's id, expected letters, digits, `_`, `-` and `.`, at most 100",
    hint: "rename the file or set `id:`",
  });
}

function reportShared(
  range: Range,
  id: string,
  sameId: string | undefined,
  sameName: string | undefined,
  problems: Problems,
): void {
  if (sameId !== undefined) {
    problems.add(range, {
      code: "duplicate_id",
      message: `mapping id \`${id}\` is that of ${sameId} too, so they would share one checkpoint`,
      hint: "set another `id:` in one of the two",
    });
  } else if (sameName !== undefined) {
    problems.add(range, {
      code: "duplicate_name",
      message: `${sameName} has the same file name, so neither could be selected`,
      hint: "rename one of the two",
    });
  }
}
