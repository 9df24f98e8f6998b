import { resolve } from "node:path";
import { CONNECTORS } from "../../connectors/index.ts";
import { readInstant } from "../config/instant.ts";
import type { Mapping } from "../config/mapping.ts";
import type { Project } from "../config/project.ts";
import { systemClock } from "../lib/clock.ts";
import { didYouMean } from "../lib/did-you-mean.ts";
import { ConfigError } from "../lib/errors.ts";
import type { Column, Row } from "../lib/value.ts";
import { userSql } from "../source/query.ts";
import type { Source } from "../source/source.ts";
import { compile, type TransformEnv } from "../transform/compile.ts";
import type { Item } from "../transform/item.ts";
import { validate, validateSettings } from "../validate/validate.ts";
import { EXIT, type GlobalFlags, type Io } from "./io.ts";
import { openProject } from "./open-project.ts";
import { previewLines, previewText } from "./preview-text.ts";
import { readRowsFile } from "./rows-file.ts";

/** What `capisync preview` may be told. */
export interface PreviewFlags extends GlobalFlags {
  readonly limit?: number;
  /** A file of rows, instead of the warehouse. */
  readonly rows?: string;
  readonly as?: "table" | "events" | "payload";
  /** ISO 8601; the time by which ages are judged. */
  readonly now?: string;
}

/** Rows to read from a warehouse when nothing else is said. */
const DEFAULT_LIMIT = 5;

/** `capisync preview`: rows, what they become, and why some do not; sends and writes nothing. */
export async function preview(name: string, flags: PreviewFlags, io: Io): Promise<number> {
  const offline = flags.rows !== undefined;
  const { project } = await openProject(flags, io, { requireEnv: !offline });
  const mapping = mappingNamed(project, name);
  return previewMapping(mapping, flags, io, () => openSource(project, mapping, io.signal));
}

/** The command without its project: one mapping, and a way to its source for when it is needed. */
export async function previewMapping(
  mapping: Mapping,
  flags: PreviewFlags,
  io: Io,
  open: () => Promise<Source>,
): Promise<number> {
  const nowMs = flags.now === undefined ? systemClock.now() : timeOf(flags.now);
  const { columns, rows } =
    flags.rows === undefined
      ? await rowsOfSource(mapping, flags.limit ?? DEFAULT_LIMIT, open, io.signal)
      : await rowsOfFile(flags.rows, flags.limit, io);
  const onAbsent = flags.rows === undefined ? undefined : absentTeller(flags.rows, columns, io);
  const items = itemsOf(mapping, columns, rows, nowMs, onAbsent);
  const form = flags.as ?? "table";
  if (flags.json === true || form === "payload") {
    io.stdout(previewLines(items, mapping, form === "payload"));
  } else {
    io.stdout(previewText(items, mapping, form));
    io.stderr(`\nNext: capisync ${nextCommand(mapping, items)}\n`);
  }
  return EXIT.ok;
}

function mappingNamed(project: Project, name: string): Mapping {
  const found = project.mappings.find((mapping) => mapping.name === name);
  if (found !== undefined) return found;
  const names = project.mappings.map((mapping) => mapping.name);
  const near = didYouMean(name, names);
  throw new ConfigError(`there is no mapping named ${name}`, {
    hint: near === undefined ? `the mappings are: ${names.join(", ")}` : `did you mean ${near}?`,
  });
}

function timeOf(text: string): number {
  const instant = readInstant(text);
  if (instant === undefined || instant.zone === "none") {
    throw new ConfigError(`--now ${text}: expected an ISO 8601 time with its offset`, {
      hint: "write it like 2026-11-20T12:00:00Z",
    });
  }
  return instant.ms;
}

interface Rows {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

async function rowsOfFile(file: string, limit: number | undefined, io: Io): Promise<Rows> {
  const { columns, rows } = await readRowsFile(resolve(io.cwd, file), file);
  return { columns, rows: rows.slice(0, limit) };
}

async function openSource(
  project: Project,
  mapping: Mapping,
  signal: AbortSignal,
): Promise<Source> {
  const connection = project.connections[mapping.connection];
  const connector = CONNECTORS[connection?.type ?? ""];
  if (connection === undefined || connector === undefined) {
    throw new ConfigError(`${mapping.file}: connection ${mapping.connection} has no connector`);
  }
  return connector.open(connection.settings, mapping.source.options, signal);
}

async function rowsOfSource(
  mapping: Mapping,
  limit: number,
  open: () => Promise<Source>,
  signal: AbortSignal,
): Promise<Rows> {
  const source = await open();
  try {
    const sql = userSql(mapping.source);
    const columns = await source.describe(sql, signal);
    const rows: Row[] = [];
    // The statement ends on a line of its own, since its last one may be a comment.
    const query = { sql: `select * from (\n${sql}\n) q\nlimit ${limit}`, params: [] };
    for await (const page of source.read(query, signal)) rows.push(...page);
    return { columns, rows: rows.slice(0, limit) };
  } finally {
    await source[Symbol.asyncDispose]();
  }
}

/** A file need not hold what no row of it has; a warehouse's result has all columns of its query. */
function absentTeller(file: string, columns: readonly Column[], io: Io): OnAbsent {
  const known = columns.map((column) => column.name);
  return (name) => {
    const near = didYouMean(name, known);
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    io.stderr(`warning: ${file} has no column ${name}, which is empty in every row then${hint}\n`);
  };
}

type OnAbsent = NonNullable<TransformEnv["onAbsent"]>;

function itemsOf(
  mapping: Mapping,
  columns: readonly Column[],
  rows: readonly Row[],
  nowMs: number,
  onAbsent: OnAbsent | undefined,
): readonly Item[] {
  // A file without a row has no columns to compile against.
  if (rows.length === 0) return [];
  const transform = compile(mapping, columns, onAbsent === undefined ? {} : { onAbsent });
  const settings = { nowMs, ...validateSettings(mapping) };
  return rows.map((row, seq) => validate(transform(row, seq, nowMs), settings));
}

function nextCommand(mapping: Mapping, items: readonly Item[]): string {
  return items.some((item) => item.kind === "event")
    ? `run --select ${mapping.name} --dry-run`
    : `validate ${mapping.file}`;
}
