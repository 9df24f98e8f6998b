import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RULES } from "../../src/capi/rules.ts";
import type { Issue } from "../../src/lib/issue.ts";
import { FAULTS, type Fault } from "./faults.ts";
import { type Judged, judgedRows, refusalOfMapped, subcodesOf } from "./judge.ts";
import { kindNamed } from "./kinds.ts";
import { soundCase } from "./sound.ts";

const SEED = 20_261_120;

function named(issues: readonly Issue[] | undefined): readonly string[] {
  return (issues ?? []).map(({ field, code }) => `${field}: ${code}`);
}

/** How a row ended, in the words of the table of faults. */
function endOf({ item }: Judged): Omit<Fault, "name" | "into" | "put"> {
  const { kind: ends } = item;
  switch (ends) {
    case "event":
      return { ends, issues: [], notices: named(item.notices) };
    case "rejected":
      return { ends, issues: named(item.issues), notices: named(item.notices) };
    case "excluded":
      return { ends, issues: [item.reason], notices: [] };
    default:
      return { ends, issues: [], notices: [] };
  }
}

/** Rules that no mapping can break: nets below what is decided before them. */
const OUT_OF_REACH = [
  "event_too_old", // Told as expired, with the margin.
  "action_source_unknown", // The field's own cleaner refuses the word.
  "contact_not_hashed", // Nothing but hashes comes out of a contact field.
  "data_use_option", // limited_data_use writes the flags itself.
  "data_use_not_limited",
];

test("every rule that a row can break has a fault below", () => {
  const told = FAULTS.flatMap(({ issues = [], notices = [] }) => [...issues, ...notices]);
  const codes = new Set(told.map((words) => words.split(": ")[1]));
  const missing = RULES.map(({ code }) => code).filter((code) => !codes.has(code));

  expect(missing.toSorted()).toEqual(OUT_OF_REACH.toSorted());
});

describe("a valid row with one fault put in", () => {
  test.for(FAULTS)("ends by that fault and no other: $name ($into)", (fault) => {
    const { ends, issues = [], notices = [] } = fault;

    fc.assert(
      fc.property(soundCase(kindNamed(fault.into), 5), (one) => {
        for (const judged of judgedRows(fault.put(one))) {
          expect(endOf(judged)).toEqual({ ends, issues, notices });
        }
      }),
      { numRuns: 10, seed: SEED },
    );
  });

  test.for(FAULTS.filter(({ ends }) => ends === "rejected"))(
    "is refused by the sandbox for the same cause, where the sandbox knows it: $name ($into)",
    (fault) => {
      fc.assert(
        fc.property(soundCase(kindNamed(fault.into), 2), (one) => {
          for (const judged of judgedRows(fault.put(one))) {
            const [subcode] = subcodesOf(judged.item);
            expect(refusalOfMapped(judged)?.subcode).toBe(subcode);
          }
        }),
        { numRuns: 5, seed: SEED },
      );
    },
  );
});
