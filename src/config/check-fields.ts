import { type CleanContext, Fault } from "../capi/clean/cleaner.ts";
import { CONTACT_KEYS, type Field, fieldOf, type Group } from "../capi/fields.ts";
import { GROUPS, OPTIONS, ORIGINS } from "./field-schema.ts";
import type { Problems } from "./problems.ts";
import { wordList } from "./schema.ts";
import {
  type Entry,
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
interface Written {
  readonly tree: Tree;
  readonly path: Path;
  /** Undefined for a property of the user's own. */
  readonly field: Field | undefined;
}

/** Columns of the source that a field's value names. */
export function columnsOf(tree: Tree | undefined): readonly string[] {
  if (tree?.kind === "scalar") return typeof tree.value === "string" ? [tree.value] : [];
  const single = textAt(tree, ["column"]);
  const lists = ["first_of", "all_of"].flatMap((key) => {
    const list = nodeAt(tree, [key]);
    return list?.kind === "list" ? list.items.flatMap(columnsOf) : [];
  });
  return single === undefined ? lists : [single, ...lists];
}

/** What a schema cannot say of the fields: what each takes, and what excludes what. */
export function checkFields(mapping: MapTree, problems: Problems): void {
  const groups: readonly [Group, Path][] = [
    ["event", ["fields"]],
    ...GROUPS.map((group): [Group, Path] => [group, ["fields", group]]),
    ["contents", ["fields", "custom_data", "contents", "item"]],
  ];
  for (const [group, path] of groups) {
    const seen = new Map<string, string>();
    for (const [name, entry] of entriesAt(mapping, path)) {
      const field = fieldOf(group, name);
      if (field === undefined) continue;
      reportTwice(field, name, entry, seen, path, problems);
      checkValue({ tree: entry.tree, path: [...path, name], field }, problems);
    }
  }
  checkExtra(mapping, problems);
  checkKeyColumns(mapping, problems);
}

function reportTwice(
  field: Field,
  name: string,
  entry: Entry,
  seen: Map<string, string>,
  path: Path,
  problems: Problems,
): void {
  const other = seen.get(field.wire);
  seen.set(field.wire, name);
  if (other === undefined) return;
  problems.add(entry.key, {
    code: "same_field_twice",
    message: `\`${name}\` and \`${other}\` in ${pathText(path)} are the same field`,
    hint: `keep one of the two; \`${field.name}\` is the readable name`,
  });
}

function checkExtra(mapping: MapTree, problems: Problems): void {
  const path = ["fields", "custom_data", "extra"];
  for (const [name, entry] of entriesAt(mapping, path)) {
    checkValue({ tree: entry.tree, path: [...path, name], field: undefined }, problems);
    const known = fieldOf("custom_data", name) !== undefined || name === "contents";
    if (!known) continue;
    problems.add(entry.key, {
      code: "reserved_property",
      message: `\`${name}\` in ${pathText(path)} is a parameter of Meta's, not a property of your own`,
      hint: "move it up to fields.custom_data",
    });
  }
}

/** A value in the long form; a bare column cannot be wrong beyond its type. */
function checkValue(written: Written, problems: Problems): void {
  const { tree, path } = written;
  if (tree.kind !== "map") return;
  const origins = ORIGINS.filter((key) => tree.entries.has(key));
  const [first, second] = origins;
  if (first === undefined || second !== undefined) {
    problems.add(second === undefined ? tree.range : keyRange(tree, [second]), {
      code: first === undefined ? "missing_key" : "conflicting_keys",
      message: `${pathText(path)}: expected exactly one of ${wordList(ORIGINS)}${first === undefined ? "" : `, found ${origins.length}`}`,
    });
  } else if (first === "const") {
    checkConstant(written, tree, problems);
    return;
  }
  checkAbilities(written, tree, problems);
  checkSteps(tree, path, problems);
}

function checkConstant({ path, field }: Written, tree: MapTree, problems: Problems): void {
  const constant = nodeAt(tree, ["const"]);
  const wanted = constant?.kind === "scalar" ? wantedOf(field, constant.value) : undefined;
  if (wanted !== undefined) {
    problems.add(valueRange(tree, ["const"]), {
      code: "invalid_value",
      message: `${pathText(path)}.const: expected ${wanted}`,
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

/** What the field's own cleaner would rather have; of a time it cannot be told before the run. */
function wantedOf(field: Field | undefined, value: Scalar): string | undefined {
  if (field === undefined || value === null || field.options.includes("timezone")) return undefined;
  const cleaned = field.clean(value, CONSTANT);
  if (cleaned === undefined) return "a value, this one counts as none";
  return cleaned instanceof Fault ? cleaned.expected : undefined;
}

const CONSTANT: CleanContext = {
  now: Number.MAX_SAFE_INTEGER,
  country: undefined,
  currency: undefined,
  timezone: undefined,
  options: {},
  notice: () => undefined,
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
  for (const option of Object.keys(OPTIONS)) {
    const taken: readonly string[] = field?.options ?? [];
    if (taken.includes(option)) continue;
    const hint = taken.length === 0 ? "remove it" : `it takes ${wordList(taken)}`;
    refuse(option, `\`${name}\` takes no \`${option}\``, hint);
  }
  checkUnit(tree, path, field, problems);
}

/** The one option whose words hang on the field: units of time or of money. */
function checkUnit(tree: MapTree, path: Path, field: Field | undefined, problems: Problems): void {
  const unit = textAt(tree, ["unit"]);
  if (unit === undefined || field?.options.includes("unit") !== true) return;
  const isTime = field.options.includes("timezone");
  const words = isTime ? ["s", "ms", "us", "ns"] : ["minor", "major"];
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

/**
 * The key is kept in the state, in the clear, to find a row again; an e-mail address must not be
 * there. external_id is the one field that a key may feed.
 */
function checkKeyColumns(mapping: MapTree, problems: Problems): void {
  const written = nodeAt(mapping, ["source", "primary_key"]);
  const items = written?.kind === "list" ? written.items : written === undefined ? [] : [written];
  const keys = new Set(items.flatMap(columnsOf).map((name) => name.toLowerCase()));
  for (const [name, { tree }] of entriesAt(mapping, ["fields", "user_data"])) {
    const wire = fieldOf("user_data", name)?.wire;
    if (wire === undefined || !CONTACT_KEYS.has(wire)) continue;
    const shared = columnsOf(tree).find((each) => keys.has(each.toLowerCase()));
    if (shared === undefined) continue;
    problems.add(tree.range, {
      code: "contact_in_key",
      message: `fields.user_data.${name}: column \`${shared}\` is part of source.primary_key, and keys are kept as they are`,
      hint: "use a key without personal data, such as an order number",
    });
  }
}
