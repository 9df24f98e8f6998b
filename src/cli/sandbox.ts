import { once } from "node:events";
import { ConfigError } from "../lib/errors.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../sandbox/sandbox.ts";
import { EXIT, type GlobalFlags, type Io } from "./io.ts";

interface SandboxFlags extends GlobalFlags {
  readonly port?: number;
  readonly strict?: boolean;
  readonly latency?: number;
}

const DEFAULT_PORT = 8401;

async function start(options: SandboxOptions): Promise<Sandbox> {
  try {
    return await startSandbox(options);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    throw new ConfigError(`--port ${options.port}: it cannot be listened on (${code})`, {
      hint: "name another port, or 0 for any free one",
      cause: error,
    });
  }
}

/** `capisync sandbox`: serves until it is told to stop. The address goes to stdout, requests to stderr. */
export async function sandbox(flags: SandboxFlags, io: Io): Promise<number> {
  const running = await start({
    port: flags.port ?? DEFAULT_PORT,
    strict: flags.strict,
    latencyMs: flags.latency,
    log: (line) => io.stderr(`${line}\n`),
  });
  try {
    if (flags.json === true) {
      io.stdout(`${JSON.stringify({ url: running.url, port: running.port })}\n`);
    } else {
      io.stdout(`Meta sandbox on ${running.url}\n\n`);
      io.stdout("Under the destination in connections.yaml; any access token will do:\n");
      io.stdout(`    endpoint: ${running.url}\n\n`);
      io.stdout(`Statistics: curl ${running.url}/_sandbox/stats\n`);
    }
    if (!io.signal.aborted) await once(io.signal, "abort");
    return EXIT.ok;
  } finally {
    await running.close();
  }
}
