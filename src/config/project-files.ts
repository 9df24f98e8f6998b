import { isUtf8 } from "node:buffer";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import type { Finding, Problems } from "./problems.ts";
import type { MapTree } from "./tree.ts";
import { MAX_FILE_BYTES, parseYaml } from "./yaml-file.ts";

/** A path as messages show it: from the project folder on, with forward slashes. */
export function shownPath(dir: string, path: string): string {
  return relative(dir, path).split(sep).join("/");
}

/** Reads and parses one file; undefined with a problem when that fails. */
export async function readYaml(
  dir: string,
  path: string,
  problems: Problems,
): Promise<MapTree | undefined> {
  const file = shownPath(dir, path);
  const read = await readText(path);
  if (typeof read === "string") return parseYaml(file, read, problems);
  problems.add({ file, line: 1, column: 1, length: 0 }, read);
  return undefined;
}

/** The text of a file, or why it cannot be had. */
async function readText(path: string): Promise<string | Finding> {
  try {
    if ((await stat(path)).size > MAX_FILE_BYTES) {
      return {
        code: "file_too_large",
        message: "the file is larger than 1 MiB, which no configuration is",
        hint: "keep data out of it; a long statement goes into a file named by `sql_file`",
      };
    }
    const bytes = await readFile(path);
    if (isUtf8(bytes)) return bytes.toString("utf8");
    return { code: "not_utf8", message: "the file is not UTF-8 text", hint: "save it as UTF-8" };
  } catch {
    return {
      code: "unreadable_file",
      message: "the file cannot be read",
      hint: "check its permissions",
    };
  }
}

/**
 * All mapping files below the folders, absolute and in order. Hidden folders are left out: in a
 * mounted Kubernetes volume they hold a second copy of every file.
 */
export async function findMappingFiles(
  dir: string,
  folders: readonly string[],
  problems: Problems,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const folder of folders) {
    const root = resolve(dir, folder);
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => {
      problems.add(
        { file: "capisync.yaml", line: 1, column: 1, length: 0 },
        {
          code: "missing_folder",
          message: `folder \`${folder}\` for mappings does not exist`,
          hint: "make the folder, or name yours under `mapping_paths:`",
        },
      );
      return [];
    });
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      const isHidden = relative(root, path)
        .split(sep)
        .some((part) => part.startsWith("."));
      if (isHidden || entry.isDirectory() || !/\.ya?ml$/.test(entry.name)) continue;
      found.add(path);
    }
  }
  return [...found].sort();
}

/** A mapping's name: its file's, without the extension. */
export function nameOf(path: string): string {
  return basename(path).replace(/\.ya?ml$/, "");
}
