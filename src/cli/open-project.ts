import { resolve } from "node:path";
import { CONNECTORS } from "../../connectors/index.ts";
import type { Loaded } from "../config/load.ts";
import type { Mapping } from "../config/mapping.ts";
import { systemClock } from "../lib/clock.ts";
import { didYouMean } from "../lib/did-you-mean.ts";
import { ConfigError } from "../lib/errors.ts";
import type { GlobalFlags, Io } from "./io.ts";

/** The folder that `-C` or CAPISYNC_PROJECT_DIR names, or the one we are in. */
export function projectDir(flags: GlobalFlags, io: Io): string {
  return resolve(io.cwd, flags.projectDir ?? io.env.CAPISYNC_PROJECT_DIR ?? ".");
}

/** What connectors say about their own blocks in the project's files. */
export function connectorSchemas() {
  return Object.fromEntries(
    Object.entries(CONNECTORS).map(([type, connector]) => [type, connector.schemas]),
  );
}

/** Loads and checks the project; throws one ConfigError with all that is wrong. */
export async function openProject(
  flags: GlobalFlags,
  io: Io,
  options: { readonly requireEnv?: boolean } = {},
): Promise<Loaded> {
  const { loadProject } = await import("../config/load.ts");
  return loadProject(projectDir(flags, io), {
    connectors: connectorSchemas(),
    env: io.env,
    now: systemClock.now(),
    ...(flags.target === undefined ? {} : { target: flags.target }),
    ...(flags.connections === undefined
      ? {}
      : { connectionsFile: resolve(io.cwd, flags.connections) }),
    ...(flags.envFile === undefined ? {} : { envFile: resolve(io.cwd, flags.envFile) }),
    ...(options.requireEnv === undefined ? {} : { requireEnv: options.requireEnv }),
  });
}

const ATTRIBUTES: Readonly<Record<string, (mapping: Mapping) => readonly string[]>> = {
  tag: (mapping) => mapping.tags,
  destination: (mapping) => [mapping.destination],
  connection: (mapping) => [mapping.connection],
};

function matches(mapping: Mapping, pattern: string): boolean {
  const [attribute, word] = pattern.split(":", 2);
  const values = word === undefined ? undefined : ATTRIBUTES[attribute ?? ""]?.(mapping);
  const glob = values === undefined ? pattern : (word ?? "");
  const expression = new RegExp(
    `^${glob
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
  );
  return (values ?? [mapping.name]).some((value) => expression.test(value));
}

/** A pattern that fits disabled mappings alone would do nothing, and hardly be meant to. */
function refuseDisabled(mappings: readonly Mapping[], pattern: string): void {
  const fits = mappings.filter((mapping) => matches(mapping, pattern));
  if (fits.some((mapping) => mapping.enabled || mapping.name === pattern)) return;
  const names = fits.map((mapping) => mapping.name);
  throw new ConfigError(`--select ${pattern}: fits only disabled mappings: ${names.join(", ")}`, {
    hint: `set \`enabled: true\`, or name one as it is: --select ${names[0] ?? ""}`,
  });
}

/**
 * The mappings that `--select` asks for, each once, in the project's order. A name asked for by
 * itself is taken even when the mapping is disabled; a pattern that fits nothing is an error.
 */
export function selectMappings(
  mappings: readonly Mapping[],
  patterns: readonly string[],
): readonly Mapping[] {
  const unfit = patterns.find((pattern) => !mappings.some((mapping) => matches(mapping, pattern)));
  if (unfit !== undefined) {
    const names = mappings.map((mapping) => mapping.name);
    const near = didYouMean(unfit, names);
    throw new ConfigError(`--select ${unfit}: no mapping fits`, {
      hint: near === undefined ? `the mappings are: ${names.join(", ")}` : `did you mean ${near}?`,
    });
  }
  if (patterns.length === 0) return mappings.filter((mapping) => mapping.enabled);
  for (const pattern of patterns) refuseDisabled(mappings, pattern);
  return mappings.filter((mapping) =>
    patterns.some(
      (pattern) => pattern === mapping.name || (mapping.enabled && matches(mapping, pattern)),
    ),
  );
}
