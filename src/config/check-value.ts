import type { FieldOptions } from "../capi/clean/cleaner.ts";
import type { Join } from "../capi/fields/line.ts";
import type { Field } from "../capi/fields.ts";
import { originsOf } from "./blocks.ts";
import { checkBare, checkGiven } from "./check-given.ts";
import { findingOf } from "./constant-value.ts";
import { OPTIONS } from "./field-schema.ts";
import type { Problems } from "./problems.ts";
import { wordList } from "./schema.ts";
import {
  entriesAt,
  keyRange,
  type MapTree,
  nodeAt,
  type Path,
  pathText,
  type Tree,
} from "./tree.ts";

/** One value under `fields:` as it is written. */
export interface Written {
  readonly tree: Tree;
  readonly path: Path;
  /** Undefined for a property of the user's own. */
  readonly field: Field | undefined;
}

/** A value in any of its forms. */
export function checkValue(written: Written, problems: Problems): void {
  const { tree, path, field } = written;
  if (tree.kind === "scalar") checkBare(field, tree, path, problems);
  if (tree.kind !== "map") return;
  const known = originsOf(field);
  const origins = known.filter((key) => tree.entries.has(key));
  const [first, second] = origins;
  if (first === undefined || second !== undefined) {
    problems.add(second === undefined ? tree.range : keyRange(tree, [second]), {
      code: first === undefined ? "missing_key" : "conflicting_keys",
      message: `${pathText(path)}: expected exactly one of ${wordList(known)}${first === undefined ? "" : `, found ${origins.length}`}`,
    });
  } else if (first === "const") {
    checkConstant(written, tree, problems);
    return;
  }
  if (field?.join !== undefined) checkJoin(path, field.join, first, tree, problems);
  checkAbilities(written, tree, problems);
  checkSteps(tree, path, problems);
  checkGiven(field, tree, path, problems);
}

/** Two columns that make one value: both or none, and as they are. */
function checkJoin(
  path: Path,
  { keys: [first, second] }: Join,
  origin: string | undefined,
  tree: MapTree,
  problems: Problems,
): void {
  const isJoined = origin === first;
  if (isJoined && !tree.entries.has(second)) {
    problems.add(tree.range, {
      code: "missing_key",
      message: `${pathText(path)}: \`${first}\` needs \`${second}\` beside it`,
      hint: `add \`${second}: <column>\``,
    });
  }
  const idle = isJoined ? ["transform"] : [second];
  for (const key of idle) {
    const entry = tree.entries.get(key);
    if (entry === undefined || origin === undefined) continue;
    problems.add(entry.key, {
      code: "conflicting_keys",
      message: `${pathText(path)}: \`${key}\` does not go with \`${origin}\``,
      hint: isJoined ? "do it in SQL" : `remove it, or write \`${first}\` instead of \`${origin}\``,
    });
  }
}

function checkConstant({ path, field }: Written, tree: MapTree, problems: Problems): void {
  const constant = nodeAt(tree, ["const"]);
  // Refused whatever it is, since it must differ from row to row.
  const isRefused = field?.group === "event" && field.wire === "event_time";
  if (constant?.kind === "scalar" && !isRefused) {
    const finding = findingOf(field, constant.value, [...path, "const"]);
    if (finding !== undefined) problems.add(constant.range, finding);
  }
  for (const [name, entry] of tree.entries) {
    if (name === "const") continue;
    problems.add(entry.key, {
      code: "conflicting_keys",
      message: `${pathText(path)}: a constant takes no \`${name}\``,
      hint: `remove \`${name}\``,
    });
  }
}

function checkAbilities({ path, field }: Written, tree: MapTree, problems: Problems): void {
  const name = String(path.at(-1));
  const refuse = (key: string, message: string, hint: string): void => {
    const entry = tree.entries.get(key);
    if (entry === undefined) return;
    problems.add(entry.key, {
      code: "option_not_taken",
      message: `${pathText(path)}: ${message}`,
      hint,
    });
  };
  if (field?.many !== true) {
    refuse("all_of", `\`${name}\` takes one value, so no \`all_of\``, "say `first_of`");
  }
  if (field?.hash !== true) {
    refuse("hashed", `\`${name}\` is not hashed, so no \`hashed\``, "remove `hashed`");
  }
  const taken = takenBy(field, tree);
  for (const option of OPTION_NAMES) {
    if (taken.includes(option)) continue;
    const hint = taken.length === 0 ? "remove it" : `it takes ${wordList(taken)}`;
    refuse(option, `\`${name}\` takes no \`${option}\``, hint);
  }
}

const OPTION_NAMES = Object.keys(OPTIONS) as readonly (keyof FieldOptions)[];

/** The options of a field; those of a joined value are its own. */
function takenBy(field: Field | undefined, tree: MapTree): readonly (keyof FieldOptions)[] {
  const join = field?.join;
  return (join !== undefined && tree.entries.has(join.keys[0]) ? join : field)?.options ?? [];
}

/** `otherwise` says what the `map` right before it does with a value that it does not hold. */
function checkSteps(tree: MapTree, path: Path, problems: Problems): void {
  const steps = nodeAt(tree, ["transform"]);
  if (steps?.kind !== "list") return;
  for (const [i, step] of steps.items.entries()) {
    const isOtherwise = entriesAt(step, []).has("otherwise");
    const before = steps.items[i - 1];
    if (!isOtherwise || (before !== undefined && entriesAt(before, []).has("map"))) continue;
    problems.add(keyRange(step, ["otherwise"]), {
      code: "misplaced_step",
      message: `${pathText([...path, "transform", i])}: \`otherwise\` must follow a \`map\` step`,
      hint: "put it right after the `map` it belongs to",
    });
  }
}
