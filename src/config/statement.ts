import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { statementsOf, withoutSemicolon } from "../lib/sql-text.ts";
import { findNamedFile, unreadable } from "./named-file.ts";
import type { Finding, Problems } from "./problems.ts";
import { shownPath } from "./project-files.ts";
import type { Statement } from "./read-mapping.ts";
import { type MapTree, nodeAt, textAt, valueRange } from "./tree.ts";
import { MAX_FILE_BYTES } from "./yaml-file.ts";

/** The mapping's SQL from `sql`, `sql_file` or `table`; undefined when there is none to be had. */
export async function readStatement(
  dir: string,
  file: string,
  mapping: MapTree,
  problems: Problems,
): Promise<Statement | undefined> {
  const path = textAt(mapping, ["source", "sql_file"]);
  if (path !== undefined) return readSqlFile(dir, file, path, mapping, problems);
  const table = textAt(mapping, ["source", "table"]);
  const node = nodeAt(mapping, ["source", table === undefined ? "sql" : "table"]);
  if (node?.kind !== "scalar" || typeof node.value !== "string") return undefined;
  const { value } = node;
  const sql = table === undefined ? value : `select * from ${quoted(value)}`;
  return checked(
    { sql: bare(sql), origin: `${node.range.file}:${node.firstLine}` },
    table === undefined ? "source.sql" : "source.table",
    (finding) => problems.add(node.range, finding),
  );
}

/** The schema lets only plain identifiers through, so that nothing in them needs escaping. */
function quoted(table: string): string {
  return table
    .split(".")
    .map((part) => `"${part}"`)
    .join(".");
}

/** Without what ends a statement, as it is going to stand in parentheses. */
function bare(sql: string): string {
  return withoutSemicolon(sql).trim();
}

function checked(
  statement: Statement,
  key: string,
  report: (finding: Finding) => void,
): Statement | undefined {
  if (statement.sql === "") {
    report({ code: "empty_sql", message: `${key}: expected a statement, found nothing` });
    return undefined;
  }
  const second = secondStatement(statement.sql);
  if (second !== undefined) {
    const line = statement.sql.slice(0, second).split("\n").length;
    report({
      code: "second_statement",
      message: `${key}: expected one statement, found a second one on its line ${line}`,
      hint: "keep one; what it needs first goes into `with … as (…)`",
    });
  }
  return statement;
}

/**
 * Where a second statement begins. A backslash before a quote escapes it in some warehouses and not in
 * others: then the warehouse is the judge.
 */
function secondStatement(sql: string): number | undefined {
  return /\\['"]/.test(sql) ? undefined : statementsOf(sql)[1]?.start;
}

const SQL_FILE = "source.sql_file";

async function readSqlFile(
  dir: string,
  file: string,
  path: string,
  mapping: MapTree,
  problems: Problems,
): Promise<Statement | undefined> {
  const report = (finding: Finding): void =>
    problems.add(valueRange(mapping, ["source", "sql_file"]), finding);
  const found = await findNamedFile(dir, file, SQL_FILE, path);
  if ("finding" in found) {
    report(found.finding);
    return undefined;
  }
  try {
    const text = await readFile(found.real, "utf8");
    if (text.length > MAX_FILE_BYTES) {
      report({ code: "file_too_large", message: `${SQL_FILE}: larger than 1 MiB` });
      return undefined;
    }
    const origin = shownPath(dir, resolve(dir, dirname(file), path));
    return checked({ sql: bare(text), origin }, SQL_FILE, report);
  } catch (error) {
    report(unreadable(file, SQL_FILE, path, error));
    return undefined;
  }
}
