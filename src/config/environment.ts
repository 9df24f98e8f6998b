import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { ConfigError } from "../lib/errors.ts";

/** Variables by name, as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The variables of the process over those of `.env` in the project folder, or of the file that
 * was named instead. A missing `.env` is nothing; a missing named file is an error.
 */
export async function readEnvironment(
  dir: string,
  env: Environment,
  envFile: string | undefined,
): Promise<Environment> {
  const path = envFile ?? join(dir, ".env");
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    if (envFile === undefined && isMissing(cause)) return "";
    throw new ConfigError(`${path}: the file with variables cannot be read`, {
      stage: "config",
      hint: "mend the path, or leave --env-file out to read .env in the project folder",
      cause,
    });
  });
  return { ...parseEnv(text), ...env };
}

/** Whether a read failed because nothing is there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
