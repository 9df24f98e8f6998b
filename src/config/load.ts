import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ConfigError, type Problem } from "../lib/errors.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { interpolate, type Variables } from "./interpolate.ts";
import { type Common, loadMappings } from "./load-mappings.ts";
import { Problems } from "./problems.ts";
import type { Project } from "./project.ts";
import { findMappingFiles, readYaml, shownPath } from "./project-files.ts";
import { isFolderInside, projectSchema } from "./project-schema.ts";
import { type Connections, type ConnectorSchemas, readConnections } from "./read-connections.ts";
import { parseTree } from "./schema-problems.ts";
import { nodeAt, type Tree, textAt } from "./tree.ts";
import { explainUnknownKey } from "./unknown-keys.ts";

export interface LoadOptions {
  /** By `type:` in connections.yaml. */
  readonly connectors: ConnectorSchemas;
  /** Before CAPISYNC_TARGET and `default_target`. */
  readonly target?: string;
  /** Before CAPISYNC_CONNECTIONS and the project folder. */
  readonly connectionsFile?: string;
  /** In place of `.env` in the project folder. */
  readonly envFile?: string;
  readonly env: Environment;
  /** Unix ms; without it nothing is said of the age of API versions. */
  readonly now?: number;
  /** True: also notes of what Meta advises and a mapping does not do. */
  readonly advice?: boolean;
  /** False: a variable that is not set is a warning; for commands that open nothing. */
  readonly requireEnv?: boolean;
  /** Problems of other mapping files are left out; absolute paths of files or folders. */
  readonly only?: readonly string[];
}

export interface Loaded {
  readonly project: Project;
  /** Warnings and notes; errors are thrown. */
  readonly problems: readonly Problem[];
}

const PROJECT_FILE = "capisync.yaml";
const DEFAULT_STATE_FILE = ".capisync/state.db";

/**
 * Reads a project folder and checks all of it. Throws one `ConfigError` with everything that is
 * wrong with every file, in the order of files and lines.
 */
export async function loadProject(dir: string, options: LoadOptions): Promise<Loaded> {
  const root = resolve(dir);
  await assertProject(root);
  const problems = new Problems();
  const env = await readEnvironment(root, options.env, options.envFile);
  const variables: Variables = { dir: root, env, require: options.requireEnv ?? true };

  const file = await readYaml(root, join(root, PROJECT_FILE), problems);
  const tree = file && interpolate(file, variables, problems);
  const settings =
    tree && parseTree(projectSchema, tree, problems, { unknownKey: explainUnknownKey });
  const connections = await loadConnections(root, options, variables, problems);
  const paths = await findMappingFiles(root, mappingFolders(tree), problems);
  const common: Common = {
    root,
    timezone: settings?.timezone,
    defaults: nodeAt(tree, ["defaults"]),
    connections,
    schemas: options.connectors,
    advice: options.advice ?? false,
  };
  const mappings = await loadMappings(paths, common, problems);

  const isMapping = new Set(paths.map((path) => shownPath(root, path)));
  const found = problems
    .sorted((of) => !isMapping.has(of) || isWanted(root, of, options.only))
    .map((each) => (isMapping.has(each.file) ? each : { ...each, confidential: true }));
  throwErrors(root, found);
  return {
    project: {
      dir: root,
      name: settings?.name ?? "",
      target: connections?.target,
      state: { file: resolve(root, settings?.state?.url ?? DEFAULT_STATE_FILE) },
      connections: connections?.connections ?? {},
      destinations: connections?.destinations ?? {},
      mappings,
    },
    problems: found,
  };
}

async function assertProject(root: string): Promise<void> {
  const exists = await stat(join(root, PROJECT_FILE)).then(
    () => true,
    () => false,
  );
  if (exists) return;
  const hint = "go to the project's folder, or name it with -C DIR";
  throw new ConfigError(`${root} is no capisync project: there is no ${PROJECT_FILE} in it`, {
    stage: "config",
    hint,
    problems: [
      {
        file: PROJECT_FILE,
        line: 1,
        column: 1,
        severity: "error",
        code: "missing_project",
        message: `${root} is no capisync project: there is no ${PROJECT_FILE} in it`,
        hint,
      },
    ],
  });
}

/** A file or folder that the caller asked for, or all when none was named. */
function isWanted(root: string, file: string, only: readonly string[] | undefined): boolean {
  if (only === undefined || only.length === 0) return true;
  return only.some((path) => {
    const shown = shownPath(root, path);
    return shown === "" || shown === file || file.startsWith(`${shown}/`);
  });
}

function throwErrors(project: string, problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return;
  const files = new Set(errors.map(({ file }) => file));
  const count = errors.length === 1 ? "1 problem" : `${errors.length} problems`;
  const where = files.size === 1 ? [...files][0] : `${files.size} files`;
  throw new ConfigError(`${count} in ${where}`, {
    stage: "config",
    hint: "mend the files and type: capisync validate",
    problems,
    project,
  });
}

/** Read from the tree, so that mappings are still found when something else in the file is wrong. */
function mappingFolders(file: Tree | undefined): readonly string[] {
  const list = nodeAt(file, ["mapping_paths"]);
  const items = list?.kind === "list" ? list.items : [];
  const folders = items.map((item) => textAt(item, [])).filter((name) => name !== undefined);
  const inside = folders.filter(isFolderInside);
  return inside.length === 0 ? ["mappings"] : inside;
}

async function loadConnections(
  root: string,
  options: LoadOptions,
  variables: Variables,
  problems: Problems,
): Promise<Connections | undefined> {
  const named = options.connectionsFile ?? variables.env.CAPISYNC_CONNECTIONS;
  const path = resolve(root, named || "connections.yaml");
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (!exists) {
    problems.add(
      { file: shownPath(root, path), line: 1, column: 1, length: 0 },
      {
        code: "missing_file",
        message: "the file with connections and destinations does not exist",
        hint: "make it, or name yours with --connections or CAPISYNC_CONNECTIONS",
      },
    );
    return undefined;
  }
  const file = await readYaml(root, path, problems);
  if (file === undefined) return undefined;
  const target = options.target ?? (variables.env.CAPISYNC_TARGET || undefined);
  return readConnections(file, target, variables, options.connectors, problems, options.now);
}
