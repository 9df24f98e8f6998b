import { ACTION_SOURCES } from "../capi/fields.ts";
import { didYouMean } from "../lib/did-you-mean.ts";
import { checkConstants } from "./check-constants.ts";
import { checkContents } from "./check-contents.ts";
import { checkDataUse } from "./check-data-use.ts";
import { checkEventName } from "./check-event-name.ts";
import { checkFields, columnsOf } from "./check-fields.ts";
import { checkNeeds } from "./check-needs.ts";
import { checkUserData } from "./check-user-data.ts";
import { mappingSchema } from "./mapping-schema.ts";
import type { Problems } from "./problems.ts";
import type { Connections } from "./read-connections.ts";
import { wordList } from "./schema.ts";
import { isMisspelt } from "./schema-problems.ts";
import { entriesAt, keyRange, type MapTree, nodeAt, pathText, textAt, valueRange } from "./tree.ts";

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
  checkNeeds(mapping, problems);
  checkEventName(mapping, problems);
  checkUserData(mapping, problems);
  checkCursor(mapping, problems);
  checkConstants(mapping, problems);
  checkContents(mapping, problems);
  checkDataUse(mapping, problems);
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

/** The literal of the whole mapping; a constant is held against its field like any other. */
function checkActionSource(mapping: MapTree, problems: Problems): void {
  const value = textAt(mapping, ["action_source"]);
  if (value === undefined || ACTION_SOURCES.some((each) => each === value)) return;
  const near = didYouMean(value, ACTION_SOURCES);
  problems.add(valueRange(mapping, ["action_source"]), {
    code: "invalid_value",
    message: `action_source: expected ${wordList(ACTION_SOURCES)}, found \`${value}\``,
    hint: near === undefined ? undefined : `did you mean \`${near}\`?`,
  });
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
