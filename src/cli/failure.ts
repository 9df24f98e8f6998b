import {
  BusyError,
  ConfigError,
  InvariantError,
  LimitError,
  RefusedError,
  UnavailableError,
} from "../lib/errors.ts";
import type { RunStatus } from "../state/store.ts";
import { EXIT, type Io } from "./io.ts";
import { logProblems, plainLog } from "./log.ts";
import { Stopped } from "./process-io.ts";

const CODES = [
  [ConfigError, EXIT.config],
  [UnavailableError, EXIT.unavailable],
  [RefusedError, EXIT.refused],
  [BusyError, EXIT.busy],
  [LimitError, EXIT.failed],
  [InvariantError, EXIT.bug],
] as const;

/** The exit code that goes with what ended a run. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Stopped) return error.exitCode;
  return CODES.find(([type]) => error instanceof type)?.[1] ?? EXIT.bug;
}

/** What an error makes of a run, and its text as it may be kept. */
export function judge(error: unknown): { readonly status: RunStatus; readonly text: string } {
  const { message } = describe(error);
  if (error instanceof Stopped) return { status: "stopped", text: message };
  if (error instanceof RefusedError || error instanceof ConfigError) {
    return { status: "refused", text: message };
  }
  if (error instanceof UnavailableError || error instanceof BusyError) {
    return { status: "unavailable", text: message };
  }
  return { status: "failed", text: message };
}

/** The text of an error as it may be shown: message and hint; of a foreign error its type alone. */
export function describe(error: unknown): { readonly message: string; readonly hint?: string } {
  if (error instanceof Stopped) return { message: error.message };
  const known = CODES.some(([type]) => error instanceof type);
  if (known && error instanceof Error) {
    const hint = "hint" in error && typeof error.hint === "string" ? error.hint : undefined;
    return hint === undefined ? { message: error.message } : { message: error.message, hint };
  }
  // The message of a foreign error may quote a row or a secret; its type and place may not.
  const name = error instanceof Error ? error.name : typeof error;
  const place =
    error instanceof Error ? error.stack?.match(/\bat .*?([\w-]+\.[jt]s:\d+:\d+)/)?.[1] : "";
  return {
    message: `unexpected ${name}${place ? ` at ${place}` : ""}`,
    hint: "this is a bug in capisync: nothing was lost; please report it with this line",
  };
}

/** How a command that failed is to be told of. */
export interface Telling {
  readonly json: boolean;
  /** The command logs: off a terminal every line on stderr is a JSON object. */
  readonly logs: boolean;
}

/** Prints what ended a command and returns its exit code. */
export async function report(error: unknown, { json, logs }: Telling, io: Io): Promise<number> {
  const code = exitCodeOf(error);
  const isLogged = logs && !io.isTty.stderr;
  const log = isLogged ? (await import("./run-log.ts")).openLog(io) : plainLog(io);
  if (error instanceof ConfigError && error.problems.length > 0) {
    const { printProblems } = await import("./problems.ts");
    if (json || !isLogged) {
      printProblems(error.problems, { json, project: error.project }, io);
      return code;
    }
    logProblems(error.problems, log);
  }
  const { message, hint } = describe(error);
  if (json) io.stdout(`${JSON.stringify({ error: { message, hint, exit_code: code } })}\n`);
  log.error(message, { hint, exit_code: code });
  return code;
}
