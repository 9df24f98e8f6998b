import fc from "fast-check";
import { CONTACT_KEYS } from "../../src/capi/fields.ts";
import { RULES } from "../../src/capi/rules.ts";
import { textOfSpan } from "../../src/lib/arena.ts";
import { sha256 } from "../../src/lib/hash.ts";
import type { Issue } from "../../src/lib/issue.ts";
import { isJsonObject, type JsonObject } from "../../src/lib/json-object.ts";
import type { Value } from "../../src/lib/value.ts";
import { type Sealed, Sealer } from "../../src/run/seal.ts";
import {
  REFUSALS,
  type Refusal,
  refusalOf,
  STRICT_REFUSALS,
  wireEvent,
} from "../../src/sandbox/refusals.ts";
import type { Outgoing } from "../../src/send/sink.ts";
import { compile } from "../../src/transform/compile.ts";
import type { Item } from "../../src/transform/item.ts";
import { validate, validateSettings } from "../../src/validate/validate.ts";
import type { Case } from "./cases.ts";
import { NOW } from "./values.ts";
import { wildCase } from "./wild.ts";

/** How the rows of all cases ended. */
export interface Counts {
  rows: number;
  event: number;
  rejected: number;
  excluded: number;
  expired: number;
  refused: number;
  /** Names of the kinds of which there was an event. */
  readonly kinds: Set<string>;
}

export function noCounts(): Counts {
  return { rows: 0, event: 0, rejected: 0, excluded: 0, expired: 0, refused: 0, kinds: new Set() };
}

/** A row at its end, and its event before the rules were asked. */
export interface Judged {
  readonly item: Item;
  readonly mapped: Item;
}

/** The rows of a case on the way that a run takes them. */
export function judgedRows({ mapping, columns, rows }: Case): readonly Judged[] {
  const transform = compile(mapping, columns, {});
  const settings = { nowMs: NOW * 1000, ...validateSettings(mapping) };
  return rows.map((cells, seq) => {
    const row = columns.map(({ name }): Value => cells[name] ?? null);
    const mapped = transform(row, seq, settings.nowMs);
    return { mapped, item: validate(mapped, settings) };
  });
}

/** All that is told of a row: why it cannot go, and what was found about its values. */
export function toldOf(item: Item): readonly Issue[] {
  const issues = item.kind === "rejected" ? item.issues : [];
  const notices = item.kind === "rejected" || item.kind === "event" ? item.notices : undefined;
  return [...issues, ...(notices ?? [])];
}

function newSealer(): Sealer {
  return new Sealer({ secret: "install key of the test", datasetId: "123" });
}

/** The same, with events in their wire form. */
export function sealedRows(one: Case): readonly Sealed[] {
  const sealer = newSealer();
  return judgedRows(one).map(({ item }) => sealer.seal(item));
}

/** An event as the other side reads it. */
export function onTheWire({ json }: Outgoing): JsonObject {
  const event: unknown = JSON.parse(textOfSpan(json));
  if (!isJsonObject(event)) throw new Error("an event is no object on the wire");
  return event;
}

/** What the strict sandbox, or a reader of the wire, has against an event; empty when nothing. */
export function complaints(event: JsonObject): readonly string[] {
  const wire = wireEvent(event);
  const refusal = wire && refusalOf([wire], NOW, true);
  return [
    ...(refusal === undefined ? [] : [`refused as ${refusal.subcode} ${refusal.title}`]),
    ...emptyPlaces(event, "").map((place) => `${place} is empty`),
    ...junkHashes(event).map((key) => `user_data.${key} holds a hash of nothing`),
  ];
}

/** Where an empty member says something: no Limited Data Use, a slot that is not known. */
const MAY_BE_EMPTY = /^(?:data_processing_options|app_data\.extinfo\.\d+)$/;

function emptyPlaces(value: unknown, place: string): readonly string[] {
  if (MAY_BE_EMPTY.test(place)) return [];
  if (value === null || (typeof value === "string" && value.trim() === "")) return [place];
  if (typeof value !== "object") return [];
  const members = Object.entries(value);
  if (members.length === 0) return [place];
  return members.flatMap(([key, inner]) => emptyPlaces(inner, place ? `${place}.${key}` : key));
}

/** What stands in for a missing value. As plain text "Nan" and "0" may be somebody's name, so not they. */
const JUNK = new Set(
  ["", "null", "none", "undefined", "unknown", "n/a", "-", " "].map((word) => sha256(word)),
);

function junkHashes({ user_data: user }: JsonObject): readonly string[] {
  return Object.entries(isJsonObject(user) ? user : {})
    .filter(([key]) => CONTACT_KEYS.has(key))
    .filter(([, hashes]) => Array.isArray(hashes) && hashes.some((one) => JUNK.has(one)))
    .map(([key]) => key);
}

/** Subcodes that the sandbox knows. */
const KNOWN = new Set([...REFUSALS, ...STRICT_REFUSALS].map(({ subcode }) => subcode));

const SUBCODES = new Map(RULES.map(({ code, subcode }) => [code, subcode]));

/** What Meta would answer to an event that broke rules, as far as the sandbox can answer it too. */
export function subcodesOf(item: Item): readonly number[] {
  const issues = item.kind === "rejected" && item.stage === "validate" ? item.issues : [];
  return issues.flatMap(({ code }) => {
    const subcode = SUBCODES.get(code);
    return subcode !== undefined && KNOWN.has(subcode) ? [subcode] : [];
  });
}

/** What the strict sandbox says of an event whose rules nobody asked; undefined when there is none. */
export function refusalOfMapped({ mapped }: Judged): Refusal | undefined {
  if (mapped.kind !== "event") return undefined;
  const wire = wireEvent(JSON.parse(JSON.stringify(mapped.event)));
  return wire && refusalOf([wire], NOW, true);
}

/**
 * Judges every row of a case, counts how they ended, and throws at the first complaint: about an
 * event on its way, or about one that was held back for what the sandbox does not mind.
 */
export function judge(one: Case, counts: Counts): void {
  const sealer = newSealer();
  for (const judged of judgedRows(one)) {
    const { item } = judged;
    counts.rows++;
    counts[item.kind]++;
    if (item.kind === "rejected") {
      const [subcode] = subcodesOf(item);
      if (subcode === undefined || refusalOfMapped(judged) !== undefined) continue;
      throw new Error(`${one.kind.name}, row ${item.seq}: the sandbox does not mind ${subcode}`);
    }
    const sealed = sealer.seal(item);
    if (sealed.kind !== "event") continue;
    counts.kinds.add(one.kind.name);
    const [complaint] = complaints(onTheWire(sealed));
    if (complaint === undefined) continue;
    counts.refused++;
    const json = textOfSpan(sealed.json);
    throw new Error(`${one.kind.name}, row ${item.seq}: ${complaint}: ${json}`);
  }
}

/** Rows of one case at most; few enough for a counterexample to shrink quickly. */
const MAX_ROWS = 40;

/** Judges random cases until so many events went past the strict sandbox; throws at a complaint. */
export function judgeWild(events: number, seed: number): Counts {
  const counts = noCounts();
  for (let round = 0; counts.event < events; round++) {
    fc.assert(
      fc.property(wildCase(MAX_ROWS), (one) => judge(one, counts)),
      { numRuns: 50, seed: seed + round },
    );
  }
  return counts;
}
