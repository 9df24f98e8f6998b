import { type ChildProcess, spawn } from "node:child_process";

/** How a process ended, and what it said. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** All of its environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** It is killed after this long; never when not given. */
  readonly timeoutMs?: number;
}

/** Starts a program, no shell between, with nothing to read. */
export function startCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): Started {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: options.timeoutMs,
    killSignal: "SIGTERM",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  const finished = new Promise<Finished>((done, fail) => {
    child.on("error", fail);
    child.on("close", (code, signal) => done({ code, signal, stdout, stderr }));
  });
  return { child, finished };
}

/**
 * Runs a program to its end and returns its stdout. Throws, with all that it said, when it does not
 * end well.
 */
export async function succeed(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const { code, signal, stdout, stderr } = await startCommand(file, args, options).finished;
  if (code === 0) return stdout;
  throw new Error(`${stdout}${stderr}${[file, ...args].join(" ")}: ended with ${signal ?? code}`);
}
