import { type Group, namesOf } from "../capi/fields.ts";
import { GROUPS } from "./field-schema.ts";
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

const TEST_EVENT_CODE =
  "a test_event_code belongs under a target's destination in connections.yaml, or in --test-event-code";

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
  if (key === "test_event_code") return { hint: TEST_EVENT_CODE };
  if (key === "<<") return { hint: "merge keys are not read; use `defaults:` in capisync.yaml" };
  if (path[0] !== "fields") return undefined;
  const home = homeOf(key, path);
  if (home !== undefined) return { hint: `\`${key}\` goes under ${home}` };
  return pathText(path) === "fields.custom_data"
    ? { hint: "own properties go under fields.custom_data.extra" }
    : undefined;
}

/** The block that takes a key which stands in the wrong one. */
function homeOf(key: string, path: Path): string | undefined {
  const here = pathText(path);
  const groups: readonly Group[] = ["event", ...GROUPS];
  const home = groups.find((group) => namesOf(group).includes(key));
  if (home === undefined) return undefined;
  const text = home === "event" ? "fields" : `fields.${home}`;
  return text === here ? undefined : text;
}
