import { FRESH_HOURS, MEANT_FOR, type Meaning, RECOMMENDED } from "../capi/recommended.ts";
import { parseDuration } from "../lib/duration.ts";
import { columnsOf } from "./check-fields.ts";
import { constantOf, holds, isMapped, mappedAt, writtenName } from "./mapped.ts";
import type { Problems } from "./problems.ts";
import { wordList } from "./schema.ts";
import { keyRange, type MapTree, nodeAt, type Path, pathText, textAt } from "./tree.ts";

/** What Meta advises and a mapping does not do. Nothing here is wrong. */
export function noteAdvice(mapping: MapTree, problems: Problems): void {
  if (nodeAt(mapping, ["fields"])?.kind !== "map") return;
  noteRecommended(mapping, problems);
  for (const meaning of MEANT_FOR) noteOutOfPlace(mapping, meaning, problems);
  noteOrderLines(mapping, problems);
  noteFreshness(mapping, problems);
}

/** One note for each reason, with all the keys that it speaks for. */
function noteRecommended(mapping: MapTree, problems: Problems): void {
  const missing = new Map<string, Set<string>>();
  for (const { when, keys, why } of RECOMMENDED) {
    if (!holds(mapping, when)) continue;
    const lacking = keys.filter((key) => !isMapped(mapping, key));
    if (lacking.length > 0)
      missing.set(why, (missing.get(why) ?? new Set()).union(new Set(lacking)));
  }
  for (const [why, keys] of missing) {
    problems.add(keyRange(mapping, ["fields"]), {
      code: "recommended_keys",
      severity: "note",
      message: `${why}, Meta recommends ${[...keys].map(writtenName).join(", ")}`,
    });
  }
}

function noteOutOfPlace(
  mapping: MapTree,
  { field, names, sources }: Meaning,
  problems: Problems,
): void {
  const entry = mappedAt(mapping, field);
  if (entry === undefined) return;
  for (const [kind, meant] of [
    ["event_name", names],
    ["action_source", sources],
  ] as const) {
    const given = constantOf(mapping, kind)?.text;
    if (meant === undefined || given === undefined || meant.includes(given)) continue;
    problems.add(entry.key, {
      code: "out_of_place",
      severity: "note",
      message: `${pathText(entry.path)} is meant for ${kind} ${wordList(meant)}, found \`${given}\``,
    });
  }
}

/** Store events of one order, time and name are one event to Meta, unless item_number differs. */
function noteOrderLines(mapping: MapTree, problems: Problems): void {
  if (constantOf(mapping, "action_source")?.text !== "physical_store") return;
  const order = mappedAt(mapping, "custom_data.order_id");
  if (order === undefined || mappedAt(mapping, "custom_data.item_number") !== undefined) return;
  const written = nodeAt(mapping, ["source", "primary_key"]);
  const items = written?.kind === "list" ? written.items : [written];
  const keys = items.flatMap(columnsOf).map((column) => column.toLowerCase());
  const columns = columnsOf(order.tree).map((column) => column.toLowerCase());
  if (keys.length === 0 || keys.every((key) => columns.includes(key))) return;
  problems.add(order.key, {
    code: "order_lines",
    severity: "note",
    message:
      "fields.custom_data.order_id is not the primary key: of several rows of one order and time Meta keeps the first, unless fields.custom_data.item_number tells them apart",
  });
}

function noteFreshness(mapping: MapTree, problems: Problems): void {
  const hours = hoursBetweenRuns(mapping);
  const source = constantOf(mapping, "action_source")?.text;
  if (hours === undefined || source === undefined) return;
  const fresh = source === "physical_store" ? FRESH_HOURS.store : FRESH_HOURS.online;
  if (hours <= fresh) return;
  problems.add(keyRange(mapping, ["schedule"]), {
    code: "not_fresh",
    severity: "note",
    message: `schedule: Meta advises to send ${source} events within ${fresh === 1 ? "an hour" : "a day"}: later ones help delivery less`,
  });
}

/** Undefined when the mapping has no schedule, or one that cannot be read. */
function hoursBetweenRuns(mapping: MapTree): number | undefined {
  const path: Path = ["schedule"];
  const every = textAt(mapping, [...path, "every"]);
  if (every !== undefined) return (parseDuration(every) ?? 0) / 3600;
  const cron = textAt(mapping, path) ?? textAt(mapping, [...path, "cron"]);
  return cron === undefined ? undefined : hoursOfCron(cron);
}

const DAY_HOURS = 24;

/** About how far apart the runs of a cron line are, and never more than they are. */
function hoursOfCron(line: string): number {
  const [, hour = "*", day = "*", , weekday = "*"] = line.trim().split(/ +/);
  if (day !== "*" || weekday !== "*") return DAY_HOURS + 1;
  if (hour === "*") return 1;
  const step = /^\*\/(\d+)$/.exec(hour);
  if (step !== null) return Number(step[1]);
  // A range such as 8-18 runs hourly for most of the day.
  return hour.includes("-") ? 1 : DAY_HOURS / hour.split(",").length;
}
