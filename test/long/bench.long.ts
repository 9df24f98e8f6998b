import { resolve } from "node:path";
import { expect, test } from "vitest";
import {
  type EventCost,
  formatCosts,
  formatResults,
  median,
  type Results,
} from "../bench/results.ts";
import { CLI } from "../servers/cli.ts";
import { succeed } from "../servers/command.ts";
import { newcomerEnv } from "./newcomer-env.ts";

// Figures are printed, never judged: a test that fails on a busy machine says nothing of the code.

const BENCH = resolve(import.meta.dirname, "../bench/run.ts");
const ENV = newcomerEnv();

test("the bench delivers every order through all three contenders and compares them", {
  timeout: 600_000,
}, async () => {
  const args = [BENCH, "--rows", "50000", "--rounds", "1", "--json"];

  const stdout = await succeed(process.execPath, args, { env: ENV, timeoutMs: 590_000 });

  const results: Results & { readonly events: readonly EventCost[] } = JSON.parse(stdout);
  console.log(formatResults(results));
  console.log(formatCosts(results.events));
  expect(results).toMatchObject({ rows: 50_000, rounds: 1 });
  expect(results.standings.map(({ contender }) => contender)).toEqual(["a", "b", "c"]);
  for (const { medianEventsPerSecond } of results.standings) {
    expect(medianEventsPerSecond).toBeGreaterThan(0);
  }
  expect(Object.keys(results.ratios)).toEqual(["b/a", "b/c"]);
  expect(results.events).toHaveLength(3);
  for (const { ratio } of results.events) expect(ratio).toBeGreaterThan(0);
});

test("the command line tells its help next to a Node that does nothing", {
  timeout: 120_000,
}, async () => {
  const timed = async (args: readonly string[]): Promise<number> => {
    const startedAt = performance.now();
    await succeed(process.execPath, args, { env: ENV });
    return performance.now() - startedAt;
  };
  const help: number[] = [];
  const nothing: number[] = [];

  // In turns, so that a slow moment meets both.
  for (let round = 0; round < 7; round++) {
    help.push(await timed([CLI, "--help"]));
    nothing.push(await timed(["-e", "0"]));
  }

  const [top, bottom] = [median(help), median(nothing)];
  console.log(
    `--help ${top.toFixed(0)} ms, node alone ${bottom.toFixed(0)} ms, ratio ${(top / bottom).toFixed(2)}`,
  );
  expect(await succeed(process.execPath, [CLI, "--help"], { env: ENV })).toContain("run");
});
