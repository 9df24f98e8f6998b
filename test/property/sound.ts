import fc, { type Arbitrary } from "fast-check";
import type { LimitedDataUse } from "../../src/config/mapping.ts";
import { column, from, property } from "../transform/mappings.ts";
import {
  type Case,
  KEY,
  type Mapped,
  mapped,
  mappingOf,
  type Query,
  SOUND_CONTENTS,
  withRows,
} from "./cases.ts";
import type { Kind } from "./kinds.ts";
import { CONTENTS } from "./values.ts";

const SOUND_DATA_USE = fc.constantFrom<LimitedDataUse | undefined>(
  undefined,
  { column: undefined, country: 1, state: 0 },
  { column: "limited", country: 1, state: { column: "state_code" } },
);

/** Mappings as `validate` takes them, and rows that are as they should be. */
function soundQuery(kind: Kind): Arbitrary<Query> {
  const optional = kind.optional.filter((path) => !kind.base.includes(path));
  return fc
    .record({
      base: mapped(kind, ["event_time", ...kind.base]),
      chosen: fc.subarray(optional).chain((paths) => mapped(kind, paths)),
      hasContents: fc.boolean(),
      hasExtra: fc.boolean(),
      limitedDataUse: SOUND_DATA_USE,
    })
    .map(({ base, chosen, hasContents, hasExtra, limitedDataUse }) => {
      const fields = [...base, ...withoutLoneAmounts(chosen)];
      const extra = hasExtra ? [property("points", from("points"))] : [];
      const cells = {
        ...Object.fromEntries(fields.map(({ path, form }) => [path, form.value])),
        [KEY]: fc.nat(),
        lines: CONTENTS,
        limited: fc.boolean(),
        state_code: fc.constantFrom(0, 1000, "1013"),
        points: fc.nat(),
      };
      return {
        kind,
        mapping: mappingOf(kind, fields, {
          contents: hasContents ? SOUND_CONTENTS : undefined,
          extra,
          limitedDataUse,
        }),
        columns: Object.keys(cells).map((name) => column(name, "other")),
        row: fc.record(cells),
      };
    });
}

/** A value goes nowhere without its currency. */
function withoutLoneAmounts(fields: readonly Mapped[]): readonly Mapped[] {
  const hasCurrency = fields.some(({ path }) => path === "custom_data.currency");
  return hasCurrency ? fields : fields.filter(({ path }) => path !== "custom_data.value");
}

/** Cases of one kind in which every row must become an event. */
export function soundCase(kind: Kind, rows: number): Arbitrary<Case> {
  return soundQuery(kind).chain((query) => withRows(query, rows));
}
