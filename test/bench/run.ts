/**
 * `npm run bench`: how fast orders travel from PostgreSQL to a sink that only counts, (a) through
 * a bare loop written by hand, (b) through `capisync run` with ledger, journal and checkpoints,
 * (c) through a script on Meta's official SDK. The three take turns, so that a slow moment of the
 * machine meets them all; medians are compared. Before them, what one event costs from row to JSON.
 *
 *   --rows N      orders (default 1000000)
 *   --rounds N    turns of each (default 3)
 *   --only a,b,c  the ones to run
 *   --json        one JSON document on stdout
 *
 * The exit code is 1 when a contender did not deliver every order, and never for being slow.
 */
import { spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { startPostgres } from "../servers/embedded-postgres.ts";
import { SHIPPED_FLAGS } from "../servers/shipped-flags.ts";
import type { Report } from "./contender.ts";
import { type Measured, measure } from "./measure.ts";
import {
  type Contender,
  type EventCost,
  formatCosts,
  formatResults,
  type Round,
  resultsOf,
  TITLES,
} from "./results.ts";
import { seed } from "./seed.ts";

interface Options {
  readonly rows: number;
  readonly rounds: number;
  readonly only: readonly Contender[];
  readonly json: boolean;
}

/** What all contenders of one bench share. */
interface Track {
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const HERE = import.meta.dirname;
const ROOT = join(HERE, "..", "..");

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      rows: { type: "string", default: "1000000" },
      rounds: { type: "string", default: "3" },
      only: { type: "string", default: Object.keys(TITLES).join(",") },
      json: { type: "boolean", default: false },
    },
  });
  const only = values.only.split(",");
  const unknown = only.find((name) => !Object.hasOwn(TITLES, name));
  if (unknown !== undefined) throw new Error(`--only: found "${unknown}", expected a, b or c`);
  return {
    rows: positive("--rows", values.rows),
    rounds: positive("--rounds", values.rounds),
    only: only as Contender[],
    json: values.json,
  };
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`${flag}: found "${text}", expected a whole number above 0`);
}

/** The counting sink in its own process. */
async function startSink(): Promise<{ url: string; received(): Promise<number>; stop(): void }> {
  const child = spawn(process.execPath, [join(HERE, "sink.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const url: string | undefined = (await lines.next()).value;
  if (url === undefined) throw new Error("the sink ended before it listened");
  return {
    url,
    received: async () => {
      const answer = (await (await fetch(url)).json()) as { readonly events: number };
      return answer.events;
    },
    stop: () => child.stdin.end(),
  };
}

async function runScript(name: string, track: Track): Promise<[Measured, Report]> {
  const measured = await measure([join(HERE, name)], track.env, track.signal);
  return [measured, JSON.parse(measured.stdout) as Report];
}

/** The command as the bin runs it, in a fresh copy of the project: nothing is known beforehand. */
async function runCapisync(track: Track): Promise<[Measured, Report]> {
  const folder = await mkdtemp(join(tmpdir(), "capisync-bench-"));
  try {
    await cp(join(HERE, "project"), folder, { recursive: true });
    const flags = [...SHIPPED_FLAGS, join(ROOT, "src", "cli.ts")];
    const measured = await measure(
      [...flags, "run", "-C", folder, "--json"],
      track.env,
      track.signal,
    );
    const { results } = JSON.parse(measured.stdout) as {
      readonly results: readonly { readonly accepted: number; readonly duration_ms: number }[];
    };
    const [result] = results;
    if (result === undefined) throw new Error("capisync run --json: results[] is empty");
    return [measured, { events: result.accepted, durationMs: result.duration_ms }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const RUNS: Readonly<Record<Contender, (track: Track) => Promise<[Measured, Report]>>> = {
  a: (track) => runScript("bare.ts", track),
  b: runCapisync,
  c: (track) => runScript("sdk.ts", track),
};

/** What one event costs from row to JSON, in a process of its own. */
async function eventCosts(signal: AbortSignal): Promise<readonly EventCost[]> {
  const { stdout } = await measure([...SHIPPED_FLAGS, join(HERE, "event.ts")], {}, signal);
  return JSON.parse(stdout) as EventCost[];
}

async function bench(options: Options, signal: AbortSignal): Promise<readonly Round[]> {
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const postgres = await startPostgres({ settings: { max_wal_size: "4GB" } });
  const sink = await startSink();
  try {
    say(`seeding ${options.rows} orders`);
    const url = await postgres.createDatabase("bench");
    await seed(url, options.rows, signal);
    const env = { BENCH_PG_URL: url, BENCH_ENDPOINT: sink.url };
    const rounds: Round[] = [];
    let before = 0;
    for (let round = 1; round <= options.rounds; round++) {
      for (const contender of options.only) {
        const [measured, done] = await RUNS[contender]({ env, signal });
        const received = (await sink.received()) - before;
        before += received;
        if (done.events !== options.rows || received !== options.rows) {
          throw new Error(
            `(${contender}): ${options.rows} orders, ${done.events} by its own count, ${received} received`,
          );
        }
        const eventsPerSecond = (done.events * 1000) / done.durationMs;
        rounds.push({ contender, eventsPerSecond, ...measured });
        say(`round ${round}: (${contender}) ${TITLES[contender]} ${Math.round(eventsPerSecond)}/s`);
      }
    }
    return rounds;
  } finally {
    sink.stop();
    await postgres.stop();
  }
}

const options = readOptions();
const stop = new AbortController();
const EXIT_BY_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;
for (const [signal, code] of Object.entries(EXIT_BY_SIGNAL)) {
  // `on`, not `once`: while a listener stands, PostgreSQL leaves it to us when to end.
  process.on(signal, () => stop.abort(code));
}
try {
  const events = await eventCosts(stop.signal);
  const results = resultsOf(await bench(options, stop.signal));
  const machine = {
    rows: options.rows,
    rounds: options.rounds,
    node: process.version,
    cores: availableParallelism(),
  };
  const title = Object.entries(machine).map(([name, value]) => `${name} ${value}`);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ ...machine, ...results, events }, undefined, 2)}\n`
      : `${title.join(", ")}\n\n${formatResults(results)}\n${formatCosts(events)}`,
  );
} catch (error) {
  process.stderr.write(
    stop.signal.aborted ? "stopped\n" : `${error instanceof Error ? error.message : error}\n`,
  );
  process.exitCode = stop.signal.aborted ? Number(stop.signal.reason) : 1;
}
