import { type CleanContext, Fault, type FieldOptions } from "../capi/clean/cleaner.ts";
import type { Join } from "../capi/fields/line.ts";
import type { Field } from "../capi/fields.ts";
import { originsOf } from "./blocks.ts";
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
  type Scalar,
  type Tree,
  textAt,
  valueRange,
} from "./tree.ts";

/** One value under `fields:` as it is written. */
export interface Written {
  readonly tree: Tree;
  readonly path: Path;
  /** Undefined for a property of the user's own. */
  readonly field: Field | undefined;
}

/** A value in the long form; a bare column cannot be wrong beyond its type. */
export function checkValue(written: Written, problems: Problems): void {
  const { tree, path, field } = written;
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
  const wrong = constant?.kind === "scalar" ? wrongWith(field, constant.value) : undefined;
  if (wrong !== undefined) {
    problems.add(valueRange(tree, ["const"]), {
      code: wrong.isSent ? "unusual_value" : "invalid_value",
      severity: wrong.isSent ? "warning" : "error",
      message: `${pathText(path)}.const: expected ${wrong.wanted}`,
    });
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

/** What a field would rather have than a constant, and whether it is sent all the same. */
interface Wrong {
  readonly wanted: string;
  readonly isSent: boolean;
}

/** What the field's own cleaner says of a constant; of a time it cannot be told before the run. */
function wrongWith(field: Field | undefined, value: Scalar): Wrong | undefined {
  if (field === undefined || value === null || field.options.includes("timezone")) return undefined;
  const notices: string[] = [];
  const context = { ...CONSTANT, notice: (code: string) => notices.push(code) };
  const cleaned = field.clean(value, context);
  if (cleaned === undefined) {
    return { wanted: "a value, this one counts as none", isSent: false };
  }
  if (cleaned instanceof Fault) return { wanted: cleaned.expected, isSent: false };
  if (!notices.includes("unusual_value")) return undefined;
  const usual = field.words.length === 0 ? "the form that Meta describes" : wordList(field.words);
  return { wanted: `${usual}; it is sent as it is`, isSent: true };
}

const CONSTANT: Omit<CleanContext, "notice"> = {
  now: Number.MAX_SAFE_INTEGER,
  country: undefined,
  currency: undefined,
  timezone: undefined,
  options: {},
};

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
  if (taken.includes("unit")) checkUnit(tree, path, taken, problems);
}

const OPTION_NAMES = Object.keys(OPTIONS) as readonly (keyof FieldOptions)[];

/** The options of a field; those of a joined value are its own. */
function takenBy(field: Field | undefined, tree: MapTree): readonly (keyof FieldOptions)[] {
  const join = field?.join;
  return (join !== undefined && tree.entries.has(join.keys[0]) ? join : field)?.options ?? [];
}

/** The one option whose words hang on the field: units of time or of money. */
function checkUnit(
  tree: MapTree,
  path: Path,
  taken: readonly (keyof FieldOptions)[],
  problems: Problems,
): void {
  const unit = textAt(tree, ["unit"]);
  if (unit === undefined) return;
  const words = taken.includes("timezone") ? ["s", "ms", "us", "ns"] : ["minor", "major"];
  const isKnown = Object.hasOwn(UNITS, unit);
  if (!isKnown || words.includes(unit)) return;
  problems.add(valueRange(tree, ["unit"]), {
    code: "invalid_value",
    message: `${pathText(path)}.unit: expected ${wordList(words)}, found \`${unit}\``,
  });
}

const UNITS = { s: 1, ms: 1, us: 1, ns: 1, minor: 1, major: 1 };

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
