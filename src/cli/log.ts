import type { Problem } from "../lib/errors.ts";
import type { Io } from "./io.ts";

/** Named values of a log line. Of them a person reads the hint alone. */
export type LogFields = Readonly<Record<string, unknown>> & { readonly hint?: string | undefined };

/** Where a command says what is not its result: on stderr. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The command to type next. Only people are told. */
  next(command: string): void;
}

/** For people: one line each, the hint below it. */
export function plainLog(io: Pick<Io, "stderr">): Log {
  const line =
    (label: string) =>
    (message: string, { hint }: LogFields = {}): void => {
      io.stderr(`${label}${message}\n`);
      if (hint !== undefined) io.stderr(`  ${hint}\n`);
    };
  return {
    info: line(""),
    warn: line("warning: "),
    error: line("error: "),
    next: (command) => io.stderr(`Next: ${command}\n`),
  };
}

const LEVELS = { error: "error", warning: "warn", note: "info" } as const;

/** One line for each problem with the project's files. */
export function logProblems(problems: readonly Problem[], log: Log): void {
  for (const { file, line, column, severity, code, message, hint } of problems) {
    const fields = { code, file, line, column, hint };
    log[LEVELS[severity]](`${file}:${line}:${column} ${message}`, fields);
  }
}
