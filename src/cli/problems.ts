import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Problem } from "../lib/errors.ts";
import type { Io } from "./io.ts";
import { maskerOf } from "./mask.ts";

/** Where the files of some problems are; without it no line of them is shown. */
export interface ProblemContext {
  readonly json: boolean;
  /** Absolute. */
  readonly project: string | undefined;
}

/** Prints what ended a command: as a list on stdout with `--json`, else for people on stderr. */
export function printProblems(
  problems: readonly Problem[],
  { json, project }: ProblemContext,
  io: Io,
): void {
  if (json) io.stdout(problemsJson(problems));
  else io.stderr(problemsText(problems, project));
}

/** One JSON list, every key always there. */
export function problemsJson(problems: readonly Problem[]): string {
  const list = problems.map(({ file, line, column, code, message, hint, severity }) => ({
    file,
    line,
    column,
    code,
    message,
    hint: hint ?? null,
    severity,
  }));
  return `${JSON.stringify(list, null, 2)}\n`;
}

/**
 * The form of compilers, with the line and carets below what is meant:
 *
 *     mappings/a.yaml:22:5 error[unknown_key] unknown key `curency` …
 *         22 |     curency: currency
 *            |     ^^^^^^^
 *            = own properties go under fields.custom_data.extra
 */
export function problemsText(problems: readonly Problem[], project: string | undefined): string {
  const lines = project === undefined ? () => undefined : lineReader(project);
  return problems.map((problem) => one(problem, lines(problem))).join("");
}

function one(problem: Problem, line: string | undefined): string {
  const { file, line: number, column, severity, code, message, hint } = problem;
  const margin = " ".repeat(String(number).length);
  const parts = [`${file}:${number}:${column} ${severity}[${code}] ${message}`];
  if (line !== undefined && problem.length !== undefined) {
    const { text, start, length } = excerpt(problem, line);
    parts.push(`    ${number} | ${text}`);
    parts.push(`    ${margin} | ${" ".repeat(start)}${"^".repeat(Math.max(length, 1))}`);
  }
  if (hint !== undefined) parts.push(`    ${margin} = ${hint}`);
  return `${parts.join("\n")}\n`;
}

/** A longer line is cut: what is meant is told by line and column too. */
const MAX_WIDTH = 120;

function excerpt(
  { column, length = 1, code, confidential }: Problem,
  line: string,
): { text: string; start: number; length: number } {
  const flat = line.replaceAll("\t", " ");
  const start = column - 1;
  const end = start + length;
  const hide = confidential ? maskerOf(flat, code !== "yaml_syntax") : undefined;
  const part = (from: number, to: number): string => hide?.(from, to) ?? flat.slice(from, to);
  const before = part(0, start);
  const meant = part(start, end);
  const after = part(end, flat.length).trimEnd();
  const room = Math.max(MAX_WIDTH - before.length, 0);
  return {
    text: `${before}${meant}${after}`.slice(0, MAX_WIDTH),
    start: Math.min(before.length, MAX_WIDTH),
    length: Math.min(meant.length, room),
  };
}

/** Reads each file once. */
function lineReader(project: string): (problem: Problem) => string | undefined {
  const files = new Map<string, readonly string[]>();
  return ({ file, line }) => {
    let lines = files.get(file);
    if (lines === undefined) {
      lines = readLines(join(project, file));
      files.set(file, lines);
    }
    return lines[line - 1];
  };
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8")
      .replace(/^\uFEFF/, "")
      .split(/\r?\n/);
  } catch {
    // The problem itself says that the file cannot be read; here only its excerpt is missing.
    return [];
  }
}

const GITHUB_WORDS = { error: "error", warning: "warning", note: "notice" } as const;

/** Workflow commands that GitHub shows beside the lines of a pull request. */
export function problemsGithub(problems: readonly Problem[], project: string, cwd: string): string {
  return problems
    .map(({ file, line, column, severity, code, message, hint }) => {
      const path = relative(cwd, resolve(project, file));
      const properties = Object.entries({ file: path, line, col: column, title: code })
        .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
        .join(",");
      const text = hint === undefined ? message : `${message}\n${hint}`;
      return `::${GITHUB_WORDS[severity]} ${properties}::${escapeData(text)}\n`;
    })
    .join("");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
