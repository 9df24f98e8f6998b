import { DEPRECATED, ELSEWHERE } from "../capi/fields/elsewhere.ts";
import { GROUP_NAMES, stepsTo } from "../capi/fields/groups.ts";
import { type Group, namesOf } from "../capi/fields.ts";
import { RULES, SOFT_CODES } from "../capi/rules.ts";
import { blockPath } from "./blocks.ts";
import type { Finding } from "./problems.ts";
import { membersOf, synonymOf } from "./synonyms.ts";
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

/**
 * What else is to be said of an unknown key of a mapping or of the project file. `near`: the known
 * key that it misses by a slip, which is told already.
 */
export function explainUnknownKey(
  path: Path,
  key: string,
  near?: string,
): Partial<Finding> | undefined {
  const full = pathText([...path, key]);
  const way = Object.hasOwn(NOT_YET, full) ? NOT_YET[full] : undefined;
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
  if (["rules", "defaults.rules"].includes(pathText(path))) return explainRule(path, key);
  return path[0] === "fields" ? explainField(path, key, near) : undefined;
}

/** A rule is known by its code, and softened where Meta is not known to enforce it. */
function explainRule(path: Path, code: string): Partial<Finding> {
  const hint = `those that can: ${SOFT_CODES.map((each) => `\`${each}\``).join(", ")}`;
  const rule = RULES.find((each) => each.code === code);
  if (rule === undefined) return { hint };
  if (rule.severity === "warn") {
    const message = `${pathText(path)}: \`${code}\` is but a warning: such events are sent`;
    return { message, hint: "remove it" };
  }
  const message = `${pathText(path)}: \`${code}\` cannot be softened: Meta refuses such events`;
  return { message, hint };
}

function explainField(path: Path, key: string, near?: string): Partial<Finding> | undefined {
  const here = GROUP_NAMES.find((group) => isHere(group, path));
  const meant = here && synonymOf(here, key);
  if (meant !== undefined) {
    return {
      message: `unknown key \`${key}\` in ${pathText(path)}, did you mean \`${meant}\`?`,
    };
  }
  const home = homeOf(key, path);
  if (home !== undefined) return { hint: home };
  if (here === "custom_data") return { hint: "own properties go under fields.custom_data.extra" };
  if (here !== undefined && isNested(here)) {
    return { hint: `its members are ${namesOf(here).join(", ")}` };
  }
  if (here === undefined || near !== undefined) return undefined;
  return { hint: `\`capisync fields${here === "event" ? "" : ` ${here}`}\` lists them` };
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

/**
 * The block that takes a key which stands in the wrong one. What is known of a person is sent to no
 * other block: there it would go as it is.
 */
function homeOf(key: string, path: Path): string | undefined {
  if (path[1] === "user_data") return undefined;
  const others = GROUP_NAMES.filter((group) => !isHere(group, path));
  const home = others.find((group) => membersOf(group).includes(key));
  if (home !== undefined) return `\`${key}\` goes under ${pathText(blockPath(home))}`;
  // Of two blocks that may be meant, the one that hashes comes first.
  const groups: readonly Group[] = ["user_data", ...others.filter((each) => each !== "user_data")];
  for (const group of groups.filter((each) => others.includes(each))) {
    const meant = synonymOf(group, key);
    if (meant === undefined) continue;
    return `\`${key}\` is \`${meant}\`, which goes under ${pathText(blockPath(group))}`;
  }
  return undefined;
}
