import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Holder } from "./store.ts";

/** This process as the holder of leases. */
export function thisHolder(): Holder {
  return {
    host: hostname(),
    bootId: bootId(),
    pid: process.pid,
    startedAt: `${procStat("self")?.startTime ?? performance.timeOrigin} ${pidNamespace()}`.trim(),
  };
}

/**
 * Whether the process that this holder was still runs. False is a proof: another start of this host,
 * a number that no process has, or one that another process has got since. Undefined when it cannot
 * be known from here, as for another host, or for another container under the same host name.
 */
export function isAlive(holder: Holder): boolean | undefined {
  if (holder.host !== hostname()) return undefined;
  const boot = bootId();
  if (boot !== "" && holder.bootId !== "" && boot !== holder.bootId) return false;
  const [started, namespace = ""] = holder.startedAt.split(" ");
  if (namespace !== pidNamespace()) return undefined;
  const found = procStat(String(holder.pid));
  if (found !== undefined) return found.startTime === started && !found.isDead;
  return processExists(holder.pid) ? undefined : false;
}

/** What the kernel calls this start of the host; empty where it has no name for it. */
function bootId(): string {
  return read("/proc/sys/kernel/random/boot_id")?.trim() ?? "";
}

/** Process numbers mean something within one namespace only; empty where there are none. */
function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    // No such file: not Linux, and numbers there are the host's.
    return "";
  }
}

/** Start time (field 22) and state (field 3) of a process. proc_pid_stat(5) */
function procStat(pid: string): { startTime: string; isDead: boolean } | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // Field 2 is the program's name in brackets, which may hold blanks and brackets.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const startTime = fields[22 - 3];
  if (startTime === undefined) return undefined;
  return { startTime, isDead: fields[0] === "Z" || fields[0] === "X" };
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM is the answer of a process that is another user's.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "latin1");
  } catch {
    // Absent or hidden; the caller then knows less.
    return undefined;
  }
}
