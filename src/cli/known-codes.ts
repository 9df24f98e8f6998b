import {
  ERROR_CODES,
  type ERROR_SOURCES,
  type ErrorCode,
  explain,
  explainStatus,
  explainSubcode,
  HTTP_STATUSES,
  type HttpStatus,
} from "../capi/error-codes.ts";
import type { OutcomeClass } from "../capi/policies.ts";
import { TOO_OLD } from "../capi/rules.ts";
import { OWN_CODES, type OwnCode } from "./codes.ts";

/** A line about an answer of Meta's, as it is told. */
export interface MetaCode {
  /** As people quote it: `190`, `200-299`, `100/2804050`, `HTTP 503`. */
  readonly code: string;
  readonly class: OutcomeClass;
  readonly meaning: string;
  readonly fix: string;
  readonly source: keyof typeof ERROR_SOURCES;
  /** No page and no recorded answer states it. */
  readonly unverified: boolean;
  /** Our own codes, by which such an event is told before Meta sees it. */
  readonly ownCodes: readonly string[];
}

function span(from: number, to: number | undefined): string {
  return to === undefined ? `${from}` : `${from}-${to}`;
}

function quoted(entry: ErrorCode | HttpStatus): string {
  if ("status" in entry) return `HTTP ${span(entry.status, entry.to)}`;
  const code = span(entry.code, entry.to);
  return entry.subcode === undefined ? code : `${code}/${span(entry.subcode, entry.subcodeTo)}`;
}

function metaCode(entry: ErrorCode | HttpStatus): MetaCode {
  const subcode = "status" in entry ? undefined : entry.subcode;
  const own = subcode === undefined ? [] : OWN_CODES.filter((each) => each.subcode === subcode);
  return {
    code: quoted(entry),
    class: entry.class,
    meaning: entry.meaning,
    fix: entry.fix,
    source: entry.source,
    unverified: entry.unverified === true,
    ownCodes: own.map(({ code }) => code),
  };
}

/** All that is known of Meta's answers: codes first, then statuses without one. */
export const META_CODES: readonly MetaCode[] = [...ERROR_CODES, ...HTTP_STATUSES].map(metaCode);

/** What is known of a code as a person types or pastes it. */
export type Found = { readonly meta: MetaCode } | { readonly own: OwnCode };

/**
 * Looks a code up: `190`, `100/2804050`, `2804050`, `(#100)`, `HTTP 503`, `phone_country_missing`, or
 * with its field before it, as lists of dead letters have it: `user_data.ph: phone_country_missing`.
 * A code out of a range is told as itself.
 */
export function findCode(text: string): Found | undefined {
  const meta = findAnswer(text.trim().replace(/^\(?#(\d+)\)?$/, "$1"));
  if (meta !== undefined) return { meta };
  const name = ownName(text);
  const own = OWN_CODES.find(({ code }) => code === (ALSO_CALLED.get(name) ?? name));
  return own === undefined ? undefined : { own };
}

/** The words of reports and tests for rows that one code explains. */
const ALSO_CALLED: ReadonlyMap<string, string> = new Map([["expired", TOO_OLD.code]]);

/** A code of ours without the field that it is told with. */
export function ownName(text: string): string {
  return text
    .slice(text.lastIndexOf(":") + 1)
    .trim()
    .toLowerCase();
}

function findAnswer(text: string): MetaCode | undefined {
  const status = /^HTTP[ /]?(\d{3})$/i.exec(text)?.[1];
  if (status !== undefined) return told(explainStatus(Number(status)), `HTTP ${status}`);
  const [, code, subcode] = /^(-?\d{1,9})(?:\/(\d{1,9}))?$/.exec(text) ?? [];
  if (code === undefined) return undefined;
  if (subcode !== undefined) return told(explain(Number(code), Number(subcode)), text);
  return findNumber(Number(code));
}

/** A number by itself: a code, else a subcode, else a status. */
function findNumber(number: number): MetaCode | undefined {
  const bySubcode = explainSubcode(number);
  return (
    told(explain(number, undefined), `${number}`) ??
    told(bySubcode, `${bySubcode?.code}/${number}`) ??
    told(explainStatus(number), `HTTP ${number}`)
  );
}

function told(entry: ErrorCode | HttpStatus | undefined, code: string): MetaCode | undefined {
  return entry === undefined ? undefined : { ...metaCode(entry), code };
}
