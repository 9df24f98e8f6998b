import type { Mapping } from "../config/mapping.ts";
import type { Row } from "../lib/value.ts";
import type { Watermark } from "../source/source.ts";
import { validate, validateSettings } from "../validate/validate.ts";
import type { Books } from "./books.ts";
import type { Tell } from "./events.ts";
import type { Prepared } from "./prepare.ts";
import { type Identity, type Sealed, Sealer } from "./seal.ts";

/** Makes the items of a page: one for each row, numbered from `first`. */
export type ItemMaker = (
  rows: readonly Row[],
  places: readonly Watermark[],
  first: number,
  nowMs: number,
) => Sealed[];

const DUPLICATE = "duplicate_in_run";

/**
 * Row to item, for the rows of one run in their order. A row that stands in the same place as the one
 * before it, cursor and key alike, is the same row twice, whatever its other columns say: resuming
 * behind the place could not tell the two apart, so the first stands for both.
 */
export function itemMaker(mapping: Mapping, prepared: Prepared, identity: Identity): ItemMaker {
  const { transform } = prepared;
  const rules = validateSettings(mapping);
  const sealer = new Sealer(identity);
  let last: Watermark | undefined;
  return (rows, places, first, nowMs) => {
    const settings = { nowMs, ...rules };
    return rows.map((row, i) => {
      const seq = first + i;
      const before = last;
      last = places[i];
      if (isSame(before, last)) return { kind: "excluded", seq, reason: DUPLICATE };
      return sealer.seal(validate(transform(row, seq, nowMs), settings));
    });
  };
}

function isSame(one: Watermark | undefined, other: Watermark | undefined): boolean {
  if (one === undefined || other === undefined || one.cursor !== other.cursor) return false;
  return one.key.every((text, i) => text === other.key[i]);
}

/** Says at the end of a run that rows came more than once, since that is hardly meant. */
export function warnOfDuplicates(books: Books, tell: Tell): void {
  const repeated = books.total.counts().excluded[DUPLICATE] ?? 0;
  if (repeated === 0) return;
  const message = `${repeated} row(s) repeat a key of this run and were sent once: look for a join that multiplies rows`;
  tell({ type: "warning", code: DUPLICATE, message });
}
