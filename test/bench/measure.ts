import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";

/** How one process went. */
export interface Measured {
  readonly stdout: string;
  /** From spawn to exit. */
  readonly wallMs: number;
  /** Undefined where the system has no /proc. */
  readonly peakRssMb: number | undefined;
}

/** How often the peak is read; what a process gains in its last moment is not seen. */
const SAMPLE_MS = 50;

/** Runs `node` with these arguments to its end. What it said is shown when it fails. */
export async function measure(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Measured> {
  signal.throwIfAborted();
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = (): void => void child.kill("SIGTERM");
  signal.addEventListener("abort", stop, { once: true });
  const stdout = text(child.stdout);
  const stderr = text(child.stderr);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });

  let running = true;
  const settled = ended.finally(() => {
    running = false;
  });
  settled.catch(() => undefined);
  let peakRssMb: number | undefined;
  while (running) {
    peakRssMb = (await peakOf(child.pid)) ?? peakRssMb;
    await Promise.race([settled, delay(SAMPLE_MS)]);
  }
  const code = await settled;
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  const wallMs = performance.now() - began;
  if (code !== 0) {
    throw new Error(`${await stdout}${await stderr}node ${args.join(" ")}: exit code ${code}`);
  }
  return { stdout: await stdout, wallMs, peakRssMb };
}

/** The most memory the process has held so far, as the kernel keeps it. */
async function peakOf(pid: number | undefined): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}
