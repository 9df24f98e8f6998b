import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { runCli, startCli } from "../servers/cli.ts";
import { freshDatabase } from "../servers/database.ts";
import { STORE_MAPPING, seedOrders, shopProject } from "../servers/shop.ts";

/** More of them where there is time: `.ci/run` asks for 50. */
const KILLS = Number(process.env.CAPISYNC_KILLS ?? 10);
const ROWS = 20_000;
/** Small batches and a slow answer, so that kills fall into every phase of a batch. */
const MAPPING = STORE_MAPPING.replace("batch_size: 1000", "batch_size: 100");
const LATENCY_MS = 50;
/** A later run has less to do, so a kill comes within the first part of the time a whole one takes. */
const KILL_WITHIN = 0.5;
type Phase = "before the first attempt" | "between T1 and T2" | "between batches";

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

let database: Awaited<ReturnType<typeof freshDatabase>>;

/** How long an undisturbed run takes here and now: kills are spread over it. */
let wholeRunMs: number;

beforeAll(async () => {
  database = await freshDatabase();
  await seedOrders(database.url, ROWS);
  const sandbox = await startSandbox({ latencyMs: LATENCY_MS });
  const project = await shopProject({
    postgresUrl: database.url,
    endpoint: sandbox.url,
    mapping: MAPPING,
  });
  const startedAt = performance.now();
  await runCli(["run"], { cwd: project.dir, env: project.env });
  wholeRunMs = performance.now() - startedAt;
  await project[Symbol.asyncDispose]();
  await sandbox.close();
});

afterAll(() => database[Symbol.asyncDispose]());

test(
  `a run killed ${KILLS} times sends every row, and repeats no more than it says`,
  async () => {
    const random = randomFrom(20_261_121);
    const phases: Record<Phase, number> = {
      "before the first attempt": 0,
      "between T1 and T2": 0,
      "between batches": 0,
    };
    let kills = 0;
    let rounds = 0;

    while (kills < KILLS) {
      rounds++;
      const sandbox = await startSandbox({ latencyMs: LATENCY_MS });
      const project = await shopProject({
        postgresUrl: database.url,
        endpoint: sandbox.url,
        mapping: MAPPING,
      });
      try {
        let attempts = 0;
        for (let inRound = 0; inRound < 5 && kills < KILLS; inRound++) {
          const { child, finished } = startCli(["run", "--json"], {
            cwd: project.dir,
            env: project.env,
          });
          await Promise.race([finished, delay(random() * KILL_WITHIN * wholeRunMs)]);
          // A kill counts only if the process was there to be killed.
          if (child.exitCode !== null || !child.kill("SIGKILL")) break;
          if ((await finished).signal !== "SIGKILL") break;
          kills++;
          const found = phaseOf(project.stateFile, attempts);
          attempts = found.attempts;
          phases[found.phase]++;
        }

        const last = await runCli(["run", "--json"], { cwd: project.dir, env: project.env });
        const after = await runCli(["run", "--json"], { cwd: project.dir, env: project.env });
        const status = await runCli(["status", "--json"], { cwd: project.dir, env: project.env });

        expect(last.code, last.stderr).toBe(0);
        expect(after.code, after.stderr).toBe(0);
        expect(JSON.parse(after.stdout).results[0].accepted).toBe(0);
        const stats = sandbox.stats();
        const ambiguous = JSON.parse(status.stdout).mappings[0].ambiguous_events;
        expect(stats.unique).toBe(ROWS);
        expect(stats.repeated).toBeLessThanOrEqual(ambiguous);
      } finally {
        await sandbox.close();
        await project[Symbol.asyncDispose]();
        await rm(dirname(project.stateFile), { recursive: true, force: true });
      }
    }

    console.log(`kills: ${kills} in ${rounds} rounds: ${JSON.stringify(phases)}`);
    // A fifth of them at least: 10 of 50.
    expect(phases["between T1 and T2"]).toBeGreaterThanOrEqual(Math.floor(KILLS / 5));
  },
  KILLS * 20_000,
);
