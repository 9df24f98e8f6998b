import type { Json } from "../clean/cleaner.ts";
import type { CapiEvent } from "../event.ts";

type Members = Readonly<Record<string, Json>>;

const NO_MEMBERS: Members = {};

function group(event: CapiEvent, name: string): Members {
  return (event[name] as Members | undefined) ?? NO_MEMBERS;
}

/** A member of one of an event's objects: `custom_data.value`. */
export type MemberPath = `${string}.${string}`;

type Paths = readonly MemberPath[];

/** A reader of one member, its path taken apart once. */
export function reader(path: MemberPath): (event: CapiEvent) => Json | undefined {
  const dot = path.indexOf(".");
  const first = path.slice(0, dot);
  const second = path.slice(dot + 1);
  return (event) => group(event, first)[second];
}

/** Broken when one of the members is missing. */
export function lacks(...paths: Paths): (event: CapiEvent) => boolean {
  const readers = paths.map(reader);
  return (event) => {
    for (const read of readers) if (read(event) === undefined) return true;
    return false;
  };
}

/** Broken when all of the members are missing. */
export function lacksAll(...paths: Paths): (event: CapiEvent) => boolean {
  const readers = paths.map(reader);
  return (event) => {
    for (const read of readers) if (read(event) !== undefined) return false;
    return true;
  };
}

/** A number as a float, near enough to compare; NaN for what is none. */
export function numberOf(value: Json | undefined): number {
  if (typeof value === "object" && "rawJSON" in value) return Number(value.rawJSON);
  return Number(value);
}

/** Whether a value is a finite number, or text that is one. */
export function isNumber(value: Json | undefined): boolean {
  if (typeof value === "string" && value.trim() === "") return false;
  return Number.isFinite(numberOf(value));
}

const NONE: readonly Json[] = [];

function contentsOf(event: CapiEvent): readonly Json[] {
  const contents = event.custom_data?.contents;
  return Array.isArray(contents) ? contents : NONE;
}

/** Broken when an item of `contents` is without the member. */
export function someItemLacks(member: string): (event: CapiEvent) => boolean {
  const isMissing = (item: Json): boolean => (item as Members)[member] === undefined;
  return (event) => contentsOf(event).some(isMissing);
}
