import { resolve } from "node:path";
import type { Mapping, MappingTest } from "../config/mapping.ts";
import { systemClock } from "../lib/clock.ts";
import { ConfigError } from "../lib/errors.ts";
import type { Cells } from "../lib/value.ts";
import { runMappingTest, type TestResult } from "../run/mapping-test.ts";
import { EXIT, type GlobalFlags, type Io } from "./io.ts";
import { openProject, selectMappings } from "./open-project.ts";
import { readCells } from "./rows-file.ts";

/** What `capisync test` may be told. */
export interface TestFlags extends GlobalFlags {
  readonly select?: readonly string[];
}

/** A test that was run, and where it stands. */
interface Outcome extends TestResult {
  /** `mappings/a.yaml:12`. */
  readonly place: string;
}

/**
 * `capisync test`: runs the tests that stand in the mappings. Opens no warehouse and no network, and
 * needs no credentials. Ends in 1 when one fails.
 */
export async function test(flags: TestFlags, io: Io): Promise<number> {
  const { project } = await openProject(flags, io, { requireEnv: false });
  const mappings = selectMappings(project.mappings, flags.select ?? []);
  const outcomes: Outcome[] = [];
  for (const mapping of mappings) {
    for (const each of mapping.tests) outcomes.push(await runOne(mapping, each, project.dir));
  }
  const failed = outcomes.filter(({ differences }) => differences.length > 0).length;
  io.stdout(flags.json === true ? json(outcomes, failed) : text(outcomes, failed, mappings));
  return failed === 0 ? EXIT.ok : EXIT.failed;
}

async function runOne(mapping: Mapping, each: MappingTest, dir: string): Promise<Outcome> {
  const place = `${mapping.file}:${each.place.line}`;
  const given = await rowsOf(each, dir);
  if (given instanceof ConfigError) {
    const { message, hint } = given;
    const differences = [message, ...(hint === undefined ? [] : [hint])];
    return { mapping: mapping.name, name: each.name, differences, place };
  }
  const nowMs = each.nowMs ?? systemClock.now();
  return { ...runMappingTest(mapping, each, given, nowMs), place };
}

/** A file that cannot be read fails its own test and hides none of the others. */
async function rowsOf(
  { given }: MappingTest,
  dir: string,
): Promise<readonly Cells[] | ConfigError> {
  if (!("file" in given)) return given;
  try {
    return await readCells(resolve(dir, given.file), `given ${given.file}`);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function json(outcomes: readonly Outcome[], failed: number): string {
  const tests = outcomes.map(({ mapping, name, differences }) => ({
    mapping,
    name,
    passed: differences.length === 0,
    differences,
  }));
  return `${JSON.stringify({ tests, passed: outcomes.length - failed, failed }, null, 2)}\n`;
}

function text(outcomes: readonly Outcome[], failed: number, mappings: readonly Mapping[]): string {
  const [first] = mappings;
  if (outcomes.length === 0) {
    const which = first === undefined ? "a mapping" : first.file;
    return `no tests; put rows and what is to become of them under \`tests:\` in ${which}\n`;
  }
  const width = Math.max(...outcomes.map(({ mapping }) => mapping.length));
  const lines = outcomes.map(({ mapping, name, differences, place }) => {
    const head = `${mapping.padEnd(width)}  ${name}`;
    if (differences.length === 0) return `ok    ${head}\n`;
    return [`FAIL  ${head}  (${place})`, ...differences.map((each) => `      ${each}`), ""].join(
      "\n",
    );
  });
  const passed = `${outcomes.length - failed} passed`;
  const next = first === undefined ? "" : `; next: capisync preview ${first.name}`;
  return `${lines.join("")}${failed === 0 ? `${passed}${next}` : `${passed}, ${failed} failed`}\n`;
}
