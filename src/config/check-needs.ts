import { NEEDS, type Need, type When } from "../capi/rules/needs.ts";
import { RULES, SOFT_CODES } from "../capi/rules.ts";
import { constantsOf, holds, isMapped, isSoftened, mappedAt, writtenName } from "./mapped.ts";
import type { Problems } from "./problems.ts";
import { keyRange, type MapTree, nodeAt, type Path, pathText, valueRange } from "./tree.ts";

/** Reports what no row of a mapping could do without and no field gives. */
export function checkNeeds(mapping: MapTree, problems: Problems): void {
  if (nodeAt(mapping, ["fields"])?.kind !== "map") return;
  const told = new Set<string>();
  for (const need of NEEDS) {
    // A field that is missing for two reasons is one mistake.
    const fields = need.anyOf.join();
    if (told.has(fields) || !holds(mapping, need.when) || isMet(mapping, need)) continue;
    told.add(fields);
    reportNeed(mapping, need, problems);
  }
}

function isMet(mapping: MapTree, { anyOf }: Need): boolean {
  return anyOf.some((field) => isMapped(mapping, field));
}

/** At what brings the need about, the last of its conditions. */
function reportNeed(mapping: MapTree, { when, anyOf, code }: Need, problems: Problems): void {
  const cause = causeOf(mapping, when);
  const isSoft = SOFT_CODES.includes(code);
  const isTold = isSoft && isSoftened(mapping, code);
  problems.add(cause?.range ?? keyRange(mapping, ["fields"]), {
    code,
    severity: isTold ? "warning" : "error",
    message: `${cause?.label ?? "every event"} ${cause?.isMany === true ? "need" : "needs"} ${anyOf.map(writtenName).join(" or ")}, which is not mapped`,
    hint: isSoft && !isTold ? softenHint(code) : hintOf(code),
  });
}

/** How to go on without what a soft rule asks for. */
function softenHint(code: string): string {
  return `map it, or accept events without it: \`rules: { ${code}: warn }\``;
}

function hintOf(code: string): string | undefined {
  return RULES.find((rule) => rule.code === code)?.hint;
}

/** Where the last of the conditions stands, and the words for all of them. */
function causeOf(mapping: MapTree, when: When) {
  const places = Object.entries(when).map(([field, wanted]) => placeOf(mapping, field, wanted));
  const last = places.at(-1);
  if (last === undefined) return undefined;
  const label = places.map((place) => `\`${place.label}\``).join(" and ");
  return { range: last.range, label, isMany: places.length > 1 };
}

function placeOf(mapping: MapTree, field: string, wanted: When[string]) {
  const constant = constantsOf(mapping, field).find(({ text }) => wanted.includes(text));
  if (wanted !== "mapped" && constant !== undefined) {
    const { path, text } = constant;
    return { range: valueRange(mapping, path), label: `${pathText(path)}: ${text}` };
  }
  const path: Path = mappedAt(mapping, field)?.path ?? [];
  return { range: keyRange(mapping, path), label: pathText(path) };
}
