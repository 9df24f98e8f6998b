import { EXIT, type Io } from "./io.ts";

/** The reason of an abort by a signal; carries the exit code that goes with it. */
export class Stopped extends Error {
  readonly exitCode: number;

  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`stopped by ${signal}`);
    this.name = "Stopped";
    this.exitCode = signal === "SIGINT" ? EXIT.sigint : EXIT.sigterm;
  }
}

/**
 * The real process as an `Io`. The first SIGINT or SIGTERM aborts `signal`, so that what is in
 * flight can be settled; a second one ends the process at once.
 */
export function processIo(target: NodeJS.Process): Io & { close(): void } {
  const stop = new AbortController();
  const on = (name: "SIGINT" | "SIGTERM") => (): void => {
    const reason = new Stopped(name);
    if (stop.signal.aborted) target.exit(reason.exitCode);
    stop.abort(reason);
  };
  const listeners = { SIGINT: on("SIGINT"), SIGTERM: on("SIGTERM") };
  target.on("SIGINT", listeners.SIGINT);
  target.on("SIGTERM", listeners.SIGTERM);
  // A reader that went away (`| head`) is no failure of ours.
  target.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    stdout: (text) => void target.stdout.write(text),
    stderr: (text) => void target.stderr.write(text),
    env: target.env,
    cwd: target.cwd(),
    isTty: { stdout: target.stdout.isTTY === true, stderr: target.stderr.isTTY === true },
    signal: stop.signal,
    close() {
      target.off("SIGINT", listeners.SIGINT);
      target.off("SIGTERM", listeners.SIGTERM);
    },
  };
}
