import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { isMissing } from "./environment.ts";
import type { Finding } from "./problems.ts";

/** A file that a mapping names: where it is, or why it cannot be had. */
export type NamedFile = { readonly real: string } | { readonly finding: Finding };

/**
 * Looks for the file that a mapping names under `key`, from the mapping's own folder on. It must be
 * inside the project, links included: whoever may write a mapping may not read the machine.
 */
export async function findNamedFile(
  project: string,
  mappingFile: string,
  key: string,
  path: string,
): Promise<NamedFile> {
  const absolute = resolve(project, dirname(mappingFile), path);
  if (!isInside(project, absolute)) return { finding: outside(key) };
  try {
    const real = await realpath(absolute);
    return isInside(await realpath(project), real) ? { real } : { finding: outside(key) };
  } catch (error) {
    return { finding: unreadable(mappingFile, key, path, error) };
  }
}

/** What is told of a file that is not there or cannot be read. */
export function unreadable(
  mappingFile: string,
  key: string,
  path: string,
  error: unknown,
): Finding {
  const what = isMissing(error) ? "does not exist" : "cannot be read";
  return {
    code: "missing_file",
    message: `${key}: \`${path}\` ${what}`,
    hint: `a path is read from the mapping's own folder on: ${join(dirname(mappingFile), path)}`,
  };
}

function outside(key: string): Finding {
  return {
    code: "file_outside",
    message: `${key}: expected a file inside the project, found one outside`,
    hint: "move the file into the project",
  };
}

function isInside(dir: string, path: string): boolean {
  const way = relative(dir, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
