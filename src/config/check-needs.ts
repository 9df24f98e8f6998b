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
    message: `${cause?.label ?? "every event"} needs ${anyOf.map(writtenName).join(" or ")}, which is not mapped`,
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

function causeOf(mapping: MapTree, when: When) {
  const [field, wanted] = Object.entries(when).at(-1) ?? [];
  if (field === undefined) return undefined;
  const constant = constantsOf(mapping, field).find(({ text }) => wanted?.includes(text));
  const path: Path | undefined = constant?.path ?? mappedAt(mapping, field)?.path;
  if (path === undefined) return undefined;
  const label = constant === undefined ? pathText(path) : `${pathText(path)}: ${constant.text}`;
  const range = constant === undefined ? keyRange(mapping, path) : valueRange(mapping, path);
  return { range, label: `\`${label}\`` };
}
