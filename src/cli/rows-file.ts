import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { ConfigError } from "../lib/errors.ts";
import { parseJson } from "../lib/json.ts";
import type { Cells, Value } from "../lib/value.ts";
import { alignRows, type Rows } from "../source/rows.ts";

const READERS: Readonly<Record<string, (text: string, file: string) => Promise<readonly Cells[]>>> =
  {
    ".ndjson": async (text, file) => lines(text, file),
    ".jsonl": async (text, file) => lines(text, file),
    ".json": async (text, file) => document(text, file),
    ".csv": csv,
  };

/** The rows of the file that `--rows` names, as a warehouse would hand them over. */
export async function readRowsFile(path: string, shown: string): Promise<Rows> {
  return alignRows(await readCells(path, `--rows ${shown}`));
}

/**
 * Reads rows from NDJSON, a JSON list or CSV with a header line, told apart by the file's extension.
 * An empty cell of CSV is null, and white space around a cell is no part of it. Numbers keep all their
 * digits. `where` begins the message of what is wrong.
 */
export async function readCells(path: string, where: string): Promise<readonly Cells[]> {
  const reader = READERS[extname(path).toLowerCase()];
  if (reader === undefined) {
    throw new ConfigError(
      `${where}: expected a file that ends in ${Object.keys(READERS).join(", ")}`,
      { hint: "write one JSON object a line into a file named rows.ndjson" },
    );
  }
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(`${where}: cannot be read (${cause.code ?? cause.name})`, {
      hint: `it was looked for at ${path}`,
      cause,
    });
  });
  return reader(text.replace(/^\uFEFF/, ""), where);
}

function lines(text: string, file: string): readonly Cells[] {
  const rows: Cells[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() !== "") rows.push(objectOf(parseJson(line), `${file}:${i + 1}`));
  }
  return rows;
}

/** A JSON list of objects; anything else is read as one object a line. */
function document(text: string, file: string): readonly Cells[] {
  if (!text.trimStart().startsWith("[")) return lines(text, file);
  const list = parseJson(text);
  if (!Array.isArray(list)) {
    throw new ConfigError(`${file}: is not JSON, expected a list of objects`);
  }
  return (list as readonly Value[]).map((entry, i) => objectOf(entry, `${file}, entry ${i + 1}`));
}

function objectOf(value: Value | undefined, place: string): Cells {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Cells;
  throw new ConfigError(
    `${place}: expected a JSON object, found ${value === undefined ? "text that is not JSON" : "another kind of JSON"}`,
    { hint: 'write each row as {"column": value, …}' },
  );
}

/** Names that csv files of other programs have between their columns instead of a comma. */
const SEPARATORS: Readonly<Record<string, string>> = { ";": "semicolons", "\t": "tabs" };

/** One column with separators in its name is a whole header that was not taken apart. */
function assertSeparated(header: readonly string[], file: string): void {
  const [only = "", second] = header;
  const found = Object.keys(SEPARATORS).find((separator) => only.includes(separator));
  if (second !== undefined || found === undefined) return;
  throw new ConfigError(`${file}:1: ${SEPARATORS[found]} separate the columns, expected commas`, {
    hint: "save the file with commas, or as NDJSON",
  });
}

async function csv(text: string, file: string): Promise<readonly Cells[]> {
  const { CsvError, parse } = await import("csv-parse/sync");
  try {
    const [header = [], ...records] = parse(text, { bom: true, skipEmptyLines: true, trim: true });
    assertSeparated(header, file);
    const repeated = header.find((name, i) => header.indexOf(name) !== i);
    if (repeated !== undefined) {
      throw new ConfigError(`${file}:1: column ${repeated} stands twice in the header`, {
        hint: "give each column a name of its own",
      });
    }
    return records.map((record) =>
      Object.fromEntries(header.map((name, i) => [name, record[i] || null])),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Its message may quote a cell; its code and line do not.
    const line = "lines" in error && typeof error.lines === "number" ? error.lines : 1;
    throw new ConfigError(`${file}:${line}: is not CSV (${error.code})`, {
      hint: "check quotes, and that every line has as many cells as the header",
    });
  }
}
