/**
 * Errors end a run; what is wrong with one row is an issue, not an error. The class says who must
 * act, and the command line turns it into the exit code.
 *
 *   ConfigError       a file or flag is wrong            the user edits            exit 2
 *   UnavailableError  not reachable or throttled         time                      exit 3
 *   RefusedError      token, permission, SQL             the user acts elsewhere   exit 4
 *   BusyError         another run holds the mapping      later                     exit 5
 *   LimitError        too many rejected rows             the user looks            exit 1
 *   InvariantError    the tool itself is wrong           its developers            exit 70
 *
 * A message says where, what was found, what was expected and what to do; it holds no row value.
 */

/** The part of a run in which an error arose. */
export type Stage = "config" | "source" | "map" | "validate" | "send" | "state";

export interface ErrorDetails {
  readonly stage?: Stage;
  /** What to do about it, one imperative sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

class CapisyncError extends Error {
  readonly stage: Stage | undefined;
  readonly hint: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.stage = details.stage;
    this.hint = details.hint;
  }
}

/** One thing wrong with one file, at a place. Lines and columns count from 1. */
export interface Problem {
  /** Relative to the project folder. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters from `column` on are meant; for the carets. */
  readonly length?: number;
  readonly severity: "error" | "warning" | "note";
  /** Stable, snake_case. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** The file may hold secrets: of the line, nothing but what is meant may be shown. */
  readonly confidential?: boolean;
}

/** A file or flag is wrong; `problems` holds all that was found, of every file. */
export class ConfigError extends CapisyncError {
  readonly problems: readonly Problem[];
  /** The folder that the problems' files are relative to, absolute. */
  readonly project: string | undefined;

  constructor(
    message: string,
    details: ErrorDetails & { problems?: readonly Problem[]; project?: string } = {},
  ) {
    super(message, details);
    this.problems = details.problems ?? [];
    this.project = details.project;
  }
}

/** A warehouse, Meta or the state store cannot be reached or asks to wait. Nothing is lost. */
export class UnavailableError extends CapisyncError {}

/** Token, permission, dataset or SQL: the answer will not change by itself. */
export class RefusedError extends CapisyncError {}

/** Another run holds the mapping's lease, or took it while this one ran. */
export class BusyError extends CapisyncError {}

/** More rows were rejected than `max_error_rate` allows. */
export class LimitError extends CapisyncError {}

/** The tool's own books do not balance. */
export class InvariantError extends CapisyncError {}

/** All of the above by name, for whoever must tell them from foreign errors. */
export const ERROR_CLASSES = {
  ConfigError,
  UnavailableError,
  RefusedError,
  BusyError,
  LimitError,
  InvariantError,
} as const;
