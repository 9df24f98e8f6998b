import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { ConfigError } from "../lib/errors.ts";
import { parseJson } from "../lib/json.ts";
import type { Column, Kind, Row, Value } from "../lib/value.ts";

/** The rows of a file, as a warehouse would hand them over. */
export interface RowsFile {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

type Cells = { readonly [column: string]: Value };

const READERS: Readonly<Record<string, (text: string, file: string) => Promise<readonly Cells[]>>> =
  {
    ".ndjson": async (text, file) => lines(text, file),
    ".jsonl": async (text, file) => lines(text, file),
    ".json": async (text, file) => document(text, file),
    ".csv": csv,
  };

/**
 * Reads rows from NDJSON, a JSON list or CSV with a header line, told apart by the file's extension.
 * Columns are the keys in the order in which they first occur; a key that a row lacks is null there,
 * and so is an empty cell of CSV. Numbers keep all their digits.
 */
export async function readRowsFile(path: string, shown: string): Promise<RowsFile> {
  const reader = READERS[extname(path).toLowerCase()];
  if (reader === undefined) {
    throw new ConfigError(
      `--rows ${shown}: expected a file that ends in ${Object.keys(READERS).join(", ")}`,
      { hint: "write one JSON object a line into a file named rows.ndjson" },
    );
  }
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(`--rows ${shown}: cannot be read (${cause.code ?? cause.name})`, {
      hint: "give a path relative to the folder you are in",
      cause,
    });
  });
  return align(await reader(text.replace(/^\uFEFF/, ""), shown));
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
    throw new ConfigError(`--rows ${file}: is not JSON, expected a list of objects`);
  }
  return (list as readonly Value[]).map((entry, i) => objectOf(entry, `${file}, entry ${i + 1}`));
}

function objectOf(value: Value | undefined, place: string): Cells {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Cells;
  throw new ConfigError(
    `--rows ${place}: expected a JSON object, found ${value === undefined ? "text that is not JSON" : "another kind of JSON"}`,
    { hint: 'write each row as {"column": value, …}' },
  );
}

async function csv(text: string, file: string): Promise<readonly Cells[]> {
  const { CsvError, parse } = await import("csv-parse/sync");
  try {
    const [header = [], ...records] = parse(text, { bom: true, skipEmptyLines: true });
    const repeated = header.find((name, i) => header.indexOf(name) !== i);
    if (repeated !== undefined) {
      throw new ConfigError(`--rows ${file}:1: column ${repeated} stands twice in the header`, {
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
    throw new ConfigError(`--rows ${file}:${line}: is not CSV (${error.code})`, {
      hint: "check quotes, and that every line has as many cells as the header",
    });
  }
}

function align(rows: readonly Cells[]): RowsFile {
  const kinds = new Map<string, Set<Kind>>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      const seen = kinds.get(name) ?? new Set();
      const kind = kindOf(value);
      if (kind !== undefined) seen.add(kind);
      kinds.set(name, seen);
    }
  }
  const columns = [...kinds].map(([name, seen]) => {
    const kind = commonKind(seen);
    return { name, type: kind, kind };
  });
  return {
    columns,
    rows: rows.map((row) =>
      columns.map(({ name }) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null)),
    ),
  };
}

function kindOf(value: Value): Kind | undefined {
  switch (typeof value) {
    case "string":
      return "text";
    case "boolean":
      return "boolean";
    case "bigint":
      return "integer";
    case "number":
      return Number.isInteger(value) ? "integer" : "decimal";
    default:
      return value === null ? undefined : "json";
  }
}

/** One kind for a column: a list or object makes it JSON, whole numbers and decimals are decimals. */
function commonKind(seen: ReadonlySet<Kind>): Kind {
  const [only] = seen;
  if (seen.size === 0) return "text";
  if (seen.size === 1 && only !== undefined) return only;
  const isNumeric = [...seen].every((kind) => kind === "integer" || kind === "decimal");
  return isNumeric ? "decimal" : "other";
}
