import { STANDARD_EVENTS, standardEventOf } from "../capi/event-names.ts";
import { ACTION_SOURCES, fieldOf } from "../capi/fields.ts";
import { NAME_NEEDS, NEEDS, type Need, SOFT_CODES } from "../capi/rules.ts";
import { didYouMean } from "../lib/did-you-mean.ts";
import { checkFields, columnsOf } from "./check-fields.ts";
import { GROUPS } from "./field-schema.ts";
import { mappingSchema } from "./mapping-schema.ts";
import type { Problems } from "./problems.ts";
import type { Connections } from "./read-connections.ts";
import { wordList } from "./schema.ts";
import { isMisspelt } from "./schema-problems.ts";
import {
  entriesAt,
  keyRange,
  type MapTree,
  nodeAt,
  type Path,
  pathText,
  textAt,
  valueRange,
} from "./tree.ts";

/**
 * What only the whole mapping can tell: names that must exist, keys that exclude one another, and
 * what Meta demands of such an event. Works on the tree, so that faults of the schema hide nothing.
 */
export function checkMapping(
  mapping: MapTree,
  names: Connections["names"] | undefined,
  problems: Problems,
): void {
  if (names !== undefined) {
    checkName(mapping, ["source", "connection"], [...names.connections.keys()], problems);
    checkName(mapping, ["destination"], names.destinations, problems);
  }
  checkStatement(mapping, problems);
  checkEither(mapping, "event_name", problems);
  checkEither(mapping, "action_source", problems);
  checkActionSource(mapping, problems);
  checkEvent(mapping, problems);
  checkCursor(mapping, problems);
  checkRequireAny(mapping, problems);
  checkLimitedDataUse(mapping, problems);
  if (nodeAt(mapping, ["fields"])?.kind === "map") checkFields(mapping, problems);
}

/** Where connections.yaml must hold what a mapping names. */
function checkName(
  mapping: MapTree,
  path: readonly string[],
  known: readonly string[],
  problems: Problems,
): void {
  const name = textAt(mapping, path);
  if (name === undefined || known.includes(name)) return;
  const what = path.at(-1) ?? "";
  const near = didYouMean(name, known);
  const others = known.length === 0 ? "none stands there" : `found ${wordList(known)}`;
  problems.add(valueRange(mapping, path), {
    code: `unknown_${what}`,
    message: `${pathText(path)}: \`${name}\` is not in connections.yaml${near === undefined ? `, ${others}` : `, did you mean \`${near}\`?`}`,
    hint: `add it under \`${what}s:\` in connections.yaml, or name one that is there`,
  });
}

const STATEMENTS = ["sql", "sql_file", "table"] as const;

function checkStatement(mapping: MapTree, problems: Problems): void {
  const source = nodeAt(mapping, ["source"]);
  if (source?.kind !== "map") return;
  const misspelt = STATEMENTS.some((key) => isMisspelt(key, mapping, ["source"], mappingSchema));
  const given = STATEMENTS.filter((key) => source.entries.has(key));
  // One that is misspelt or not supported yet is told as such, which is enough.
  const isTold = misspelt || source.entries.has("dbt_model");
  if (given.length === 1 || (given.length === 0 && isTold)) return;
  const second = given[1];
  problems.add(second === undefined ? keyRange(mapping, ["source"]) : keyRange(source, [second]), {
    code: second === undefined ? "missing_key" : "conflicting_keys",
    message: `source: expected exactly one of ${wordList(STATEMENTS)}${second === undefined ? "" : `, found ${given.length}`}`,
  });
}

/** A literal for all rows, or a field for each of them. */
function checkEither(mapping: MapTree, key: string, problems: Problems): void {
  const literal = mapping.entries.get(key);
  const field = entriesAt(mapping, ["fields"]).get(key);
  if ((literal === undefined) !== (field === undefined)) return;
  if (literal === undefined && isMisspelt(key, mapping, [], mappingSchema)) return;
  problems.add(field?.key ?? keyRange(mapping, []), {
    code: field === undefined ? "missing_key" : "conflicting_keys",
    message: `expected exactly one of \`${key}\` and \`fields.${key}\`, found ${field === undefined ? "neither" : "both"}`,
    hint:
      field === undefined
        ? `write \`${key}: …\` when it is the same for all rows`
        : "remove one of the two",
  });
}

function checkActionSource(mapping: MapTree, problems: Problems): void {
  const places: readonly Path[] = [["action_source"], ["fields", "action_source", "const"]];
  for (const path of places) {
    const value = textAt(mapping, path);
    if (value === undefined || ACTION_SOURCES.some((each) => each === value)) continue;
    const near = didYouMean(value, ACTION_SOURCES);
    problems.add(valueRange(mapping, path), {
      code: "invalid_value",
      message: `${pathText(path)}: expected ${wordList(ACTION_SOURCES)}, found \`${value}\``,
      hint: near === undefined ? undefined : `did you mean \`${near}\`?`,
    });
  }
}

/** A mapping's own time of the event is what every event needs. */
const ALWAYS: Need = { anyOf: ["event_time"], code: "event_time_missing" };

function checkEvent(mapping: MapTree, problems: Problems): void {
  if (nodeAt(mapping, ["fields"])?.kind !== "map") return;
  checkNeed(mapping, ALWAYS, [], problems);
  for (const [path, needs] of LITERALS) {
    const value = textAt(mapping, path);
    if (value === undefined || !Object.hasOwn(needs, value)) continue;
    for (const need of needs[value] ?? []) checkNeed(mapping, need, path, problems);
  }
  checkSpelling(mapping, problems);
  const userData = nodeAt(mapping, ["fields", "user_data"]);
  const isEmpty = userData?.kind === "map" ? userData.entries.size === 0 : userData === undefined;
  if (!isEmpty || isMisspelt("user_data", mapping, ["fields"], mappingSchema)) return;
  problems.add(keyRange(mapping, ["fields", "user_data"]), {
    code: "no_user_data",
    message: "fields.user_data is empty, expected something by which Meta can match a person",
    hint: "map what you have: email, phone, external_id, client_ip_address, …",
  });
}

/** Where a literal can stand that brings needs with it. */
const LITERALS: readonly [Path, Readonly<Record<string, readonly Need[]>>][] = [
  [["action_source"], NEEDS],
  [["fields", "action_source", "const"], NEEDS],
  [["event_name"], NAME_NEEDS],
  [["fields", "event_name", "const"], NAME_NEEDS],
];

/** Reports a need that no field meets, at the literal that brings it. */
function checkNeed(mapping: MapTree, { anyOf, code }: Need, cause: Path, problems: Problems): void {
  if (anyOf.some((field) => isMapped(mapping, field))) return;
  const isSoft = SOFT_CODES.includes(code);
  const isSoftened = isSoft && textAt(mapping, ["rules", code]) === "warn";
  const whose =
    cause.length === 0 ? "every event" : `\`${pathText(cause)}: ${textAt(mapping, cause) ?? ""}\``;
  problems.add(cause.length === 0 ? keyRange(mapping, ["fields"]) : valueRange(mapping, cause), {
    code,
    severity: isSoftened ? "warning" : "error",
    message: `${whose} needs ${anyOf.map((field) => `fields.${field}`).join(" or ")}, which is not mapped`,
    hint:
      isSoft && !isSoftened
        ? `map it, or accept events without it: \`rules: { ${code}: warn }\``
        : undefined,
  });
}

/** Whether a field is mapped under any of its names, or was meant to be. */
function isMapped(mapping: MapTree, field: string): boolean {
  const [wire = "", block] = field.split(".").reverse();
  const path = block === undefined ? ["fields"] : ["fields", block];
  const group = GROUPS.find((each) => each === block) ?? "event";
  const names = [...entriesAt(mapping, path).keys()];
  return (
    names.some((name) => fieldOf(group, name)?.wire === wire) ||
    isMisspelt(wire, mapping, path, mappingSchema)
  );
}

/** `purchase` and `Purchas` are custom events to Meta, and hardly ever what was meant. */
function checkSpelling(mapping: MapTree, problems: Problems): void {
  const name = textAt(mapping, ["event_name"]);
  if (name === undefined) return;
  const actionSource = textAt(mapping, ["action_source"]);
  const standard = standardEventOf(name, actionSource) ?? nearEvent(name, actionSource);
  if (standard === undefined || standard === name) return;
  problems.add(valueRange(mapping, ["event_name"]), {
    code: "event_name_spelling",
    severity: "warning",
    message: `event_name: \`${name}\` is a custom event, did you mean the standard event \`${standard}\`?`,
  });
}

/**
 * The standard event that a name misses by a letter, or by two in a long one. The first letter is hardly
 * ever the wrong one, and Unsubscribe and Repurchase are good names of one's own.
 */
function nearEvent(name: string, actionSource: string | undefined): string | undefined {
  const first = name.slice(0, 1).toLowerCase();
  const known = Object.values(STANDARD_EVENTS)
    .flat()
    .filter((each) => each.toLowerCase().startsWith(first))
    .filter((each) => standardEventOf(each, actionSource) === each);
  return didYouMean(name, known, name.length < 8 ? 1 : 2);
}

/** The ledger finds an event by its key and its day: when that moves, the event counts as a new one. */
function checkCursor(mapping: MapTree, problems: Problems): void {
  const cursor = textAt(mapping, ["source", "incremental", "cursor"])?.toLowerCase();
  const time = nodeAt(mapping, ["fields", "event_time"]);
  if (cursor === undefined || time === undefined) return;
  const shared = columnsOf(time).find((column) => column.toLowerCase() === cursor);
  if (shared === undefined) return;
  problems.add(time.range, {
    code: "event_time_is_cursor",
    severity: "warning",
    message: `fields.event_time: \`${shared}\` is the cursor, which moves when a row changes; its event then has another time and may be sent again`,
    hint: "map a column that never changes, such as the time of the conversion",
  });
}

/** Rows could never pass when none of the fields is mapped. */
function checkRequireAny(mapping: MapTree, problems: Problems): void {
  const list = nodeAt(mapping, ["require_any"]);
  const userData = nodeAt(mapping, ["fields", "user_data"]);
  if (list?.kind !== "list" || userData?.kind !== "map") return;
  const wireOf = (name: string): string | undefined => fieldOf("user_data", name)?.wire;
  const mapped = new Set([...userData.entries.keys()].map(wireOf));
  const wanted = list.items.map((item) => wireOf(textAt(item, []) ?? ""));
  if (wanted.includes(undefined) || wanted.some((wire) => mapped.has(wire))) return;
  problems.add(list.range, {
    code: "require_any_unmapped",
    message:
      "require_any: none of these is mapped under fields.user_data, so every row would be rejected",
    hint: "name a field that is mapped",
  });
}

/** A state needs its country. https://developers.facebook.com/docs/marketing-apis/data-processing-options (read 2026) */
function checkLimitedDataUse(mapping: MapTree, problems: Problems): void {
  const block = nodeAt(mapping, ["limited_data_use"]);
  if (block?.kind !== "map") return;
  const country = nodeAt(block, ["country"]);
  const state = nodeAt(block, ["state"]);
  const noCountry = country === undefined || (country.kind === "scalar" && country.value === 0);
  const hasState = state?.kind === "scalar" && typeof state.value === "number" && state.value !== 0;
  if (!noCountry || !hasState) return;
  problems.add(state.range, {
    code: "invalid_value",
    message: `limited_data_use.state: a state needs its country, expected \`country: 1\` beside it`,
    hint: "with country 0 and state 0 Meta finds out both",
  });
}
