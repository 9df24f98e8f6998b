import { isAbsolute, relative, resolve } from "node:path";
import { type LoadOptions, loadProject } from "../config/load.ts";
import type { ConnectorSchemas } from "../config/read-connections.ts";
import { systemClock } from "../lib/clock.ts";
import { ConfigError, type Problem } from "../lib/errors.ts";
import { EXIT, type GlobalFlags, type Io } from "./io.ts";
import { connectorSchemas, projectDir } from "./open-project.ts";
import { stateProblems } from "./orphans.ts";
import { problemsGithub, problemsJson, problemsText } from "./problems.ts";

export interface ValidateFlags extends GlobalFlags {
  /** Warnings fail too. */
  readonly strict?: boolean;
  /** False with `--no-env`: a variable that is not set is a warning. */
  readonly env?: boolean;
  readonly format?: "text" | "json" | "github";
}

/** What loading a project came to. */
interface Outcome {
  readonly problems: readonly Problem[];
  /** Names of the mappings that are good; undefined when something is wrong. */
  readonly mappings: readonly string[] | undefined;
}

/**
 * Checks a project's files and prints what is wrong with them. Opens no warehouse and no network; of
 * the state, when there is one, it asks which mappings it knows.
 * `paths` narrow what is told of mappings to those files or folders. `now`, in Unix ms, is what API
 * versions are judged by.
 */
export async function validate(
  paths: readonly string[],
  flags: ValidateFlags,
  io: Io,
  connectors: ConnectorSchemas = connectorSchemas(),
  now = systemClock.now(),
): Promise<number> {
  const project = projectDir(flags, io);
  const only = paths.map((path) => resolve(io.cwd, path));
  const { problems, mappings } = await check(project, only, flags, io, { connectors, now });
  const failing = problems.filter(
    ({ severity }) => severity === "error" || (flags.strict === true && severity === "warning"),
  );
  const format = flags.json === true ? "json" : (flags.format ?? "text");
  if (format === "json") io.stdout(problemsJson(problems));
  else if (format === "github") io.stdout(problemsGithub(problems, project, io.cwd));
  else {
    io.stdout(problemsText(problems, project));
    io.stdout(`${summary(problems, mappings ?? [], failing.length > 0, again(paths, flags))}\n`);
  }
  return failing.length > 0 ? EXIT.config : EXIT.ok;
}

async function check(
  project: string,
  only: readonly string[],
  flags: ValidateFlags,
  io: Io,
  known: Pick<LoadOptions, "connectors" | "now">,
): Promise<Outcome> {
  try {
    const { project: loaded, problems } = await loadProject(project, {
      ...known,
      env: io.env,
      advice: true,
      only,
      ...(flags.target === undefined ? {} : { target: flags.target }),
      ...(flags.connections === undefined
        ? {}
        : { connectionsFile: resolve(io.cwd, flags.connections) }),
      ...(flags.envFile === undefined ? {} : { envFile: resolve(io.cwd, flags.envFile) }),
      ...(flags.env === false ? { requireEnv: false } : {}),
    });
    const files = loaded.mappings.map(({ file, name }) => ({ path: resolve(project, file), name }));
    assertFound(only, files, project);
    const wanted = files.filter(({ path }) => isWithin(path, only));
    const all = [...problems, ...(await stateProblems(loaded))];
    return { problems: all, mappings: wanted.map(({ name }) => name) };
  } catch (error) {
    if (error instanceof ConfigError && error.problems.length > 0) {
      return { problems: error.problems, mappings: undefined };
    }
    throw error;
  }
}

function isWithin(path: string, only: readonly string[]): boolean {
  return only.length === 0 || only.some((root) => isBelow(root, path));
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === "" || !(way.startsWith("..") || isAbsolute(way));
}

/** A path that holds no mapping is a slip of the finger, not a success. */
function assertFound(
  only: readonly string[],
  files: readonly { readonly path: string }[],
  project: string,
): void {
  const stray = only.find((root) => !files.some(({ path }) => isBelow(root, path)));
  if (stray === undefined) return;
  throw new ConfigError(`${stray}: no mapping of the project in ${project} is there`, {
    stage: "config",
    hint: "name a mapping's file or a folder of them, or nothing for all",
  });
}

/** The command that was typed, to type it again. */
function again(paths: readonly string[], flags: ValidateFlags): string {
  const dir = flags.projectDir === undefined ? [] : ["-C", flags.projectDir];
  const strict = flags.strict === true ? ["--strict"] : [];
  return ["capisync validate", ...dir, ...strict, ...paths].join(" ");
}

/** The last line: what came of it and what to type next. */
function summary(
  problems: readonly Problem[],
  mappings: readonly string[],
  isFailed: boolean,
  command: string,
): string {
  const tally = (["error", "warning", "note"] as const)
    .map((severity) => [severity, problems.filter((each) => each.severity === severity).length])
    .filter(([, count]) => count !== 0)
    .map(([severity, count]) => `${count} ${severity}${count === 1 ? "" : "s"}`)
    .join(", ");
  if (isFailed) return `${tally}; mend the files and type: ${command}`;
  const good =
    mappings.length === 1 ? "1 mapping is valid" : `${mappings.length} mappings are valid`;
  const told = tally === "" ? good : `${good}, ${tally}`;
  const [first] = mappings;
  return first === undefined
    ? `${told}; put a mapping into mappings/ and type: ${command}`
    : `${told}; next: capisync preview ${first}`;
}
