import { DEPRECATED, ELSEWHERE } from "../capi/fields/elsewhere.ts";
import { childrenOf, GROUP_NAMES, stepsTo } from "../capi/fields/groups.ts";
import { type Group, namesOf } from "../capi/fields.ts";
import { blockPath } from "./blocks.ts";
import type { Finding } from "./problems.ts";
import { type Path, pathText } from "./tree.ts";

/** Keys of the grammar that this version does not read, by where they stand. */
// biome-ignore format: a table is read by its columns
const NOT_YET: Readonly<Record<string, string>> = {
  "source.dbt_model":                     "use `sql`, `sql_file` or `table`",
  "source.group_by":                      "group in SQL: one row per event, its lines as a JSON array",
  "fields.custom_data.contents.each_row": "build a JSON array in SQL and name it under `from`",
  "state.schema":                         "remove it: the state is in one SQLite file",
  "dbt":                                  "remove it",
  "privacy":                              "remove it",
  "alerts":                               "remove it",
  "dashboard":                            "remove it",
  "lineage":                              "remove it",
};

/** What else is to be said of an unknown key of a mapping or of the project file. */
export function explainUnknownKey(path: Path, key: string): Partial<Finding> | undefined {
  const full = pathText([...path, key]);
  const way = NOT_YET[full];
  if (way !== undefined) {
    const place = path.length === 0 ? "" : ` in ${pathText(path)}`;
    return {
      code: "not_supported",
      message: `\`${key}\`${place} is not supported yet`,
      hint: way,
    };
  }
  if (path.length === 0 || path[0] === "fields") {
    const parameter = explainParameter(path, key);
    if (parameter !== undefined) return parameter;
  }
  if (key === "<<") return { hint: "merge keys are not read; use `defaults:` in capisync.yaml" };
  if (path[0] !== "fields") return undefined;
  const home = homeOf(key, path);
  if (home !== undefined) return { hint: `\`${key}\` goes under ${home}` };
  if (pathText(path) === "fields.custom_data") {
    return { hint: "own properties go under fields.custom_data.extra" };
  }
  const nested = GROUP_NAMES.find((group) => isNested(group) && isHere(group, path));
  return nested && { hint: `its members are ${namesOf(nested).join(", ")}` };
}

/** A group in a group has few members, which can be told. */
function isNested(group: Group): boolean {
  return stepsTo(group).length > 1;
}

function isHere(group: Group, path: Path): boolean {
  return pathText(blockPath(group)) === pathText(path);
}

/** What is to be said of a parameter of Meta's that no field sets. */
function explainParameter(path: Path, key: string): Partial<Finding> | undefined {
  const reason = DEPRECATED.find(({ wire }) => wire === key)?.reason;
  if (reason !== undefined) {
    return { code: "not_sent", message: `\`${key}\` is never sent to Meta`, hint: reason };
  }
  const found = ELSEWHERE.find(
    ({ group, wire }) =>
      wire === key && (group === "request" || group === "event" || isHere(group, path)),
  );
  return found && { hint: `\`${key}\` is set by ${found.setBy}` };
}

/** The block that takes a key which stands in the wrong one. */
function homeOf(key: string, path: Path): string | undefined {
  const here = pathText(path);
  const home = GROUP_NAMES.find((group) => membersOf(group).includes(key));
  const text = home === undefined ? here : pathText(blockPath(home));
  return text === here ? undefined : text;
}

function membersOf(group: Group): readonly string[] {
  return [...namesOf(group), ...childrenOf(group)];
}
