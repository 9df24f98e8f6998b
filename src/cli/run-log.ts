import { pino } from "pino";
import { systemClock } from "../lib/clock.ts";
import type { Io } from "./io.ts";
import { type Log, type LogFields, plainLog } from "./log.ts";

/** The log of a command that runs for long: text on a terminal, one JSON object a line elsewhere. */
export function openLog(io: Io): Log {
  return io.isTty.stderr ? plainLog(io) : jsonLog(io);
}

function jsonLog(io: Io): Log {
  const logger = pino(
    {
      base: null,
      timestamp: () => `,"time":"${new Date(systemClock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => io.stderr(line) },
  );
  const at =
    (level: "info" | "warn" | "error") =>
    (message: string, fields: LogFields = {}): void =>
      logger[level](fields, message);
  return { info: at("info"), warn: at("warn"), error: at("error"), next: () => undefined };
}
