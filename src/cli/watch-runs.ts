import { systemClock } from "../lib/clock.ts";
import type { Observe, RunEvent } from "../run/events.ts";
import { countsJson } from "./counts.ts";
import type { Io } from "./io.ts";
import type { Log } from "./log.ts";
import { count, elapsed } from "./text.ts";

/** Off a terminal, progress is one line in this time, however fast the rows go by. */
const LOG_EVERY_MS = 10_000;
/** On a terminal the live line is drawn at most this often. */
const DRAW_EVERY_MS = 100;

interface Progress {
  startedAt: number;
  from: string | undefined;
  until: string | undefined;
  through: string | undefined;
  read: number;
  settled: number;
  rejected: number;
}

/** Shows what runs are doing: a live line on a terminal, JSON log lines elsewhere. Both on stderr. */
export function watchRuns(io: Io, log: Log): { readonly observe: Observe; close(): void } {
  return io.isTty.stderr ? liveLine(io) : logLines(log);
}

function advance(progress: Progress, event: RunEvent): void {
  if (event.type === "run-started") {
    const { at: startedAt, from, until } = event;
    Object.assign(progress, newProgress(), { startedAt, from, until });
  } else if (event.type === "page-read") {
    progress.read += event.rows;
    progress.through = event.through.cursor;
  } else if (event.type === "batch-settled") {
    progress.settled = event.counts.read;
    progress.rejected = event.counts.deadLettered;
  }
}

function newProgress(): Progress {
  return {
    startedAt: 0,
    from: undefined,
    until: undefined,
    through: undefined,
    read: 0,
    settled: 0,
    rejected: 0,
  };
}

/** The share of the run's stretch of time that has been read; undefined for an integer cursor. */
function share({ from, until, through }: Progress): number | undefined {
  const [start, end, now] = [from, until, through].map((text) => Date.parse(text ?? ""));
  if (start === undefined || end === undefined || now === undefined) return undefined;
  const part = (now - start) / (end - start);
  return part > 0 && part <= 1 ? part : undefined;
}

function liveLine(io: Io): { readonly observe: Observe; close(): void } {
  const progress = newProgress();
  let drawnAt = 0;
  const clear = (): void => io.stderr("\r\u001b[2K");
  return {
    observe(event) {
      advance(progress, event);
      if (event.type === "warning") {
        clear();
        io.stderr(`! ${event.mapping}: ${event.message}\n`);
      } else if (event.type === "sink-waiting") {
        clear();
        io.stderr(`! ${event.mapping}: waiting ${elapsed(event.ms)}: ${event.reason}\n`);
      }
      const now = systemClock.now();
      if (event.type === "run-ended") clear();
      else if (now - drawnAt >= DRAW_EVERY_MS) {
        drawnAt = now;
        clear();
        io.stderr(liveText(event.mapping, progress, now));
      }
    },
    close: clear,
  };
}

/** `store_purchases  62 %  7 740 settled of 12 408 read  2 150 rows/s  3 rejected  eta 2 s`. */
function liveText(mapping: string, progress: Progress, now: number): string {
  const seconds = Math.max(0.001, (now - progress.startedAt) / 1000);
  const rate = progress.settled / seconds;
  const part = share(progress);
  const done = part === undefined ? "" : `  ${Math.round(part * 100)} %`;
  const eta = part === undefined ? "" : `  eta ${elapsed((seconds * 1000 * (1 - part)) / part)}`;
  return `${mapping}${done}  ${count(progress.settled, true)} settled of ${count(progress.read, true)} read  ${count(Math.round(rate), true)} rows/s  ${count(progress.rejected, true)} rejected${eta}`;
}

function logLines(log: Log): { readonly observe: Observe; close(): void } {
  const progress = newProgress();
  let loggedAt = 0;
  return {
    observe(event) {
      advance(progress, event);
      const fields = { mapping: event.mapping, run_id: event.run };
      switch (event.type) {
        case "run-started":
          loggedAt = event.at;
          log.info("run started", { ...fields, code: "run_started", until: event.until });
          return;
        case "page-read":
          return;
        case "batch-settled":
          if (event.at - loggedAt < LOG_EVERY_MS) return;
          loggedAt = event.at;
          log.info("progress", { ...fields, code: "progress", ...progressFields(progress) });
          return;
        case "sink-waiting":
          log.warn("waiting to send again", {
            ...fields,
            code: "sink_waiting",
            ms: event.ms,
            reason: event.reason,
          });
          return;
        case "warning":
          log.warn(event.message, { ...fields, code: event.code });
          return;
        case "run-ended": {
          const level = event.error === undefined ? "info" : "error";
          log[level]("run ended", {
            ...fields,
            code: "run_ended",
            status: event.status,
            ...countsJson(event.counts),
            error: event.error,
          });
          return;
        }
        default:
          event satisfies never;
      }
    },
    close: () => undefined,
  };
}

function progressFields(progress: Progress): Record<string, number> {
  return { rows_read: progress.read, settled: progress.settled, rejected: progress.rejected };
}
