import fc from "fast-check";
import { expect, test } from "vitest";
import { judge, judgeWild, noCounts } from "../property/judge.ts";
import { KINDS } from "../property/kinds.ts";
import { soundCase } from "../property/sound.ts";

const EVENTS = 200_000;
const TIMEOUT_MS = 600_000;

/** Not that of the short test, and always the same one, so that a failure can be looked at again. */
const SEED = 1_000_000;

test(
  "200 000 events of random rows and mappings are all taken by the strict sandbox",
  () => {
    const { kinds, ...counts } = judgeWild(EVENTS, SEED);

    console.log({ seed: SEED, ...counts });
    expect(counts.event).toBeGreaterThanOrEqual(EVENTS);
    expect(counts.refused).toBe(0);
    expect(kinds.size).toBe(KINDS.length);
  },
  TIMEOUT_MS,
);

test(
  "of all rows built to be valid none is rejected",
  () => {
    const counts = noCounts();
    for (const kind of KINDS) {
      fc.assert(
        fc.property(soundCase(kind, 40), (one) => judge(one, counts)),
        { numRuns: 100, seed: SEED },
      );
    }

    console.log({ seed: SEED, ...counts, kinds: counts.kinds.size });
    expect(counts).toMatchObject({ event: counts.rows, rejected: 0, refused: 0 });
    expect(counts.rows).toBeGreaterThan(20_000);
  },
  TIMEOUT_MS,
);
