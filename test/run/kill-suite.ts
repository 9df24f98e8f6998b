import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { runCli, startCli } from "../servers/cli.ts";
import { type Database, freshDatabase } from "../servers/database.ts";
import { type ShopProject, STORE_MAPPING, seedOrders, shopProject } from "../servers/shop.ts";

// A round is a fresh project and sandbox, up to five runs killed one after the other, and a run that
// is left alone:
//
//   start ─► kill -9 ─► look into the state ─► start ─► kill -9 ─► … ─► a whole run ─► one with nothing to do
//
// Each run goes on where the kill before it left off, so the five fall into different rows.

const ROWS = 20_000;
/** Small batches and a slow answer, so that kills fall into every phase of a batch. */
const MAPPING = STORE_MAPPING.replace("batch_size: 1000", "batch_size: 100");
const LATENCY_MS = 50;
const KILLS_A_ROUND = 5;
/** A later run has less to do, so a kill comes within the first part of the time a whole one takes. */
const KILL_WITHIN = 0.5;

const PHASES = ["before the first attempt", "between T1 and T2", "between batches"] as const;
type Phase = (typeof PHASES)[number];

/** What one round starts from. */
interface Round extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly project: ShopProject;
  capisync(...args: readonly string[]): ReturnType<typeof runCli>;
}

/** Deterministic, so that a failure can be repeated: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What the state says right after the kill, read before the next run touches it. */
function phaseOf(stateFile: string, attemptsBefore: number): { phase: Phase; attempts: number } {
  if (!existsSync(stateFile)) return { phase: "before the first attempt", attempts: 0 };
  const database = new DatabaseSync(stateFile, { readOnly: true });
  try {
    const one = (sql: string): number =>
      Number(Object.values(database.prepare(sql).get() ?? {})[0]);
    // A kill may come before the tables are there.
    if (one("select count(*) from sqlite_master where name = 'attempt'") === 0) {
      return { phase: "before the first attempt", attempts: 0 };
    }
    const open = one("select count(*) from attempt where state = 'open'");
    const attempts = one(
      "select coalesce(max(seq), 0) from sqlite_sequence where name = 'attempt'",
    );
    if (open > 0) return { phase: "between T1 and T2", attempts };
    const isNew = attempts > attemptsBefore;
    return { phase: isNew ? "between batches" : "before the first attempt", attempts };
  } finally {
    database.close();
  }
}

async function startRound(database: Database): Promise<Round> {
  const sandbox = await startSandbox({ latencyMs: LATENCY_MS });
  const project = await shopProject({
    postgresUrl: database.url,
    endpoint: sandbox.url,
    mapping: MAPPING,
  });
  return {
    sandbox,
    project,
    capisync: (...args) => runCli(args, { cwd: project.dir, env: project.env }),
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await project[Symbol.asyncDispose]();
    },
  };
}

/** Kills a run after a while. False when there was no process left to be killed. */
async function killAfter(ms: number, { project }: Round): Promise<boolean> {
  const { child, finished } = startCli(["run", "--json"], { cwd: project.dir, env: project.env });
  const waiting = new AbortController();
  await Promise.race([finished, delay(ms, undefined, waiting)]);
  waiting.abort();
  if (child.exitCode !== null || !child.kill("SIGKILL")) return false;
  return (await finished).signal === "SIGKILL";
}

/** Up to `most` kills in a row, and the phase of each. */
async function killRepeatedly(
  round: Round,
  most: number,
  nextDelayMs: () => number,
): Promise<readonly Phase[]> {
  const phases: Phase[] = [];
  let attempts = 0;
  while (phases.length < most && (await killAfter(nextDelayMs(), round))) {
    const found = phaseOf(round.project.stateFile, attempts);
    attempts = found.attempts;
    phases.push(found.phase);
  }
  return phases;
}

/** What has to hold after the kills: every row arrived, and no repeat is unaccounted for. */
async function expectConservation(round: Round): Promise<void> {
  const last = await round.capisync("run", "--json");
  const after = await round.capisync("run", "--json");
  const status = await round.capisync("status", "--json");

  expect(last.code, last.stderr).toBe(0);
  expect(after.code, after.stderr).toBe(0);
  expect(JSON.parse(after.stdout).results[0].accepted).toBe(0);
  const stats = round.sandbox.stats();
  const ambiguous = JSON.parse(status.stdout).mappings[0].ambiguous_events;
  expect(stats.unique).toBe(ROWS);
  expect(stats.repeated).toBeLessThanOrEqual(ambiguous);
}

/** `kill -9` of `capisync run` at so many random moments, a fifth of them at least while requests are out. */
export function killSuite(kills: number): void {
  let database: Database;
  /** How long an undisturbed run takes here and now: kills are spread over it. */
  let wholeRunMs: number;

  beforeAll(async () => {
    database = await freshDatabase();
    await seedOrders(database.url, ROWS);
    const round = await startRound(database);
    const startedAt = performance.now();
    const whole = await round.capisync("run");
    wholeRunMs = performance.now() - startedAt;
    await round[Symbol.asyncDispose]();
    expect(whole.code, whole.stderr).toBe(0);
  });

  afterAll(() => database[Symbol.asyncDispose]());

  test(`a run killed ${kills} times sends every row, and repeats no more than it says`, {
    timeout: kills * 20_000,
  }, async () => {
    const random = randomFrom(20_261_121);
    const phases: Phase[] = [];
    let rounds = 0;

    while (phases.length < kills) {
      expect(++rounds, "rounds, many of them without a kill").toBeLessThanOrEqual(kills);
      const round = await startRound(database);
      try {
        const most = Math.min(KILLS_A_ROUND, kills - phases.length);
        phases.push(
          ...(await killRepeatedly(round, most, () => random() * KILL_WITHIN * wholeRunMs)),
        );
        await expectConservation(round);
      } finally {
        await round[Symbol.asyncDispose]();
      }
    }

    const counts = PHASES.map((phase) => [phase, phases.filter((each) => each === phase).length]);
    const told = counts.map(([phase, count]) => `${count} ${phase}`).join(", ");
    console.log(`${kills} kills in ${rounds} rounds: ${told}`);
    const midway = phases.filter((phase) => phase === "between T1 and T2").length;
    expect(midway).toBeGreaterThanOrEqual(Math.floor(kills / 5));
  });
}
