import type { FieldOptions } from "../capi/clean/cleaner.ts";
import { childrenOf } from "../capi/fields/groups.ts";
import { type Field, fieldOf, type Group } from "../capi/fields.ts";
import { blockPath, isLongForm } from "./blocks.ts";
import { OPTIONS, type WrittenBlock, type WrittenField, type WrittenStep } from "./field-schema.ts";
import type {
  Contents,
  FieldSource,
  MappedField,
  MappedProperty,
  Otherwise,
  Place,
  Step,
} from "./mapping.ts";
import type { WrittenMapping } from "./mapping-schema.ts";
import { type Path, type Tree, valueRange } from "./tree.ts";

/** The `fields:` block as the transform takes it. */
export interface ReadFields {
  readonly fields: readonly MappedField[];
  readonly extra: readonly MappedProperty[];
  readonly contents: Contents | undefined;
}

/** Turns the checked block into mapped fields, wire names and places included. */
export function readFields(written: WrittenMapping["fields"], tree: Tree): ReadFields {
  const { user_data, custom_data, app_data, original_event_data, attribution_data, ...event } =
    written;
  const { contents, extra, ...custom } = custom_data ?? {};
  const blocks: readonly [Group, WrittenBlock | undefined][] = [
    ["event", event],
    ["user_data", user_data],
    ["custom_data", custom],
    ["app_data", app_data],
    ["original_event_data", original_event_data],
    ["attribution_data", attribution_data],
  ];
  return {
    fields: blocks.flatMap(([group, block]) => readBlock(group, block ?? {}, tree)),
    extra: properties(extra ?? {}, ["fields", "custom_data", "extra"], tree, (name) => name),
    contents: readContents(contents, tree),
  };
}

/** The fields of a group and, in their places, those of the groups in it. */
function readBlock(group: Group, block: WrittenBlock, tree: Tree): readonly MappedField[] {
  return Object.entries(block).flatMap(([name, value]): readonly MappedField[] => {
    if (value === undefined) return [];
    const child = childrenOf(group).find((each) => each === name);
    if (child !== undefined && isBlock(value)) return readBlock(child, value, tree);
    const field = fieldOf(group, name);
    return [
      {
        group: field?.sentIn ?? group,
        name: field?.wire ?? name,
        from: readValue(value, field),
        place: placeOf(tree, [...blockPath(group), name]),
      },
    ];
  });
}

/** A map of members, and not the long form of one value. */
function isBlock(value: WrittenField | WrittenBlock): value is WrittenBlock {
  return typeof value !== "string" && !isLongForm(Object.keys(value));
}

type Properties = Readonly<Record<string, WrittenField | undefined>>;

function properties(
  block: Properties,
  path: Path,
  tree: Tree,
  wire: (name: string) => string,
): readonly MappedProperty[] {
  return Object.entries(block).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [
          {
            name: wire(name),
            from: readValue(value, undefined),
            place: placeOf(tree, [...path, name]),
          },
        ],
  );
}

type WrittenContents = NonNullable<WrittenMapping["fields"]["custom_data"]>["contents"];

function readContents(written: WrittenContents, tree: Tree): Contents | undefined {
  if (written === undefined) return undefined;
  const path = ["fields", "custom_data", "contents"];
  return {
    column: written.from,
    item: properties(
      written.item,
      [...path, "item"],
      tree,
      (name) => fieldOf("contents", name)?.wire ?? name,
    ),
    place: placeOf(tree, [...path, "from"]),
    derive: written.derive ?? [],
    checkValue: written.check_value ?? false,
    price: written.price ?? false,
  };
}

function placeOf(tree: Tree, path: Path): Place {
  const { line, column } = valueRange(tree, path);
  return { line, column };
}

function readValue(written: WrittenField, field: Field | undefined): FieldSource {
  if (typeof written === "string") return fromColumns("column", [written], {});
  const joined = field?.join?.keys.map((key) => written[key]).filter((each) => isText(each));
  if (joined !== undefined && joined.length > 0) return fromColumns("join", joined, written);
  if (written.const !== undefined) return { kind: "const", value: written.const };
  if (written.column !== undefined) return fromColumns("column", [written.column], written);
  return written.first_of === undefined
    ? fromColumns("all_of", written.all_of ?? [], written)
    : fromColumns("first_of", written.first_of, written);
}

type LongForm = Exclude<WrittenField, string>;

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function fromColumns(
  kind: "column" | "first_of" | "all_of" | "join",
  columns: readonly string[],
  written: LongForm,
): FieldSource {
  return {
    kind,
    columns,
    steps: readSteps(written.transform ?? []),
    hashed: written.hashed ?? false,
    required: written.required ?? false,
    options: readOptions(written),
  };
}

function readOptions(written: LongForm): FieldOptions {
  const given = Object.keys(OPTIONS).flatMap((key) => {
    const value = written[key as keyof FieldOptions];
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(given);
}

function readSteps(written: readonly WrittenStep[]): readonly Step[] {
  return written.flatMap((step, i): readonly Step[] => {
    if (step === "sum") return [{ op: "sum", key: undefined }];
    if (typeof step === "string") return [{ op: step }];
    // Taken up by the `map` before it.
    if (step.otherwise !== undefined) return [];
    return [readStep(step, otherwiseOf(written[i + 1]))];
  });
}

function otherwiseOf(next: WrittenStep | undefined): Otherwise {
  const written = typeof next === "object" ? next.otherwise : undefined;
  if (written === undefined) return { kind: "reject" };
  return typeof written === "string" ? { kind: written } : { kind: "const", value: written.const };
}

type StepObject = Exclude<WrittenStep, string>;

/** How each key of a step is read; exactly one of them is there. */
const READERS: readonly ((step: StepObject, otherwise: Otherwise) => Step | undefined)[] = [
  ({ prefix }) => (prefix === undefined ? undefined : { op: "prefix", text: prefix }),
  ({ suffix }) => (suffix === undefined ? undefined : { op: "suffix", text: suffix }),
  ({ replace }) => (replace === undefined ? undefined : { op: "replace", ...replace }),
  ({ divide }) => (divide === undefined ? undefined : { op: "divide", by: divide }),
  ({ multiply }) => (multiply === undefined ? undefined : { op: "multiply", by: multiply }),
  ({ round }) => (round === undefined ? undefined : { op: "round", digits: round }),
  ({ default: value }) => (value === undefined ? undefined : { op: "default", value }),
  ({ split }) => (split === undefined ? undefined : { op: "split", separator: split }),
  ({ path }) => (path === undefined ? undefined : { op: "path", path }),
  ({ sum }) => (sum === undefined ? undefined : { op: "sum", key: sum }),
  ({ map }, otherwise) => (map === undefined ? undefined : { op: "map", table: map, otherwise }),
];

function readStep(step: StepObject, otherwise: Otherwise): Step {
  for (const read of READERS) {
    const found = read(step, otherwise);
    if (found !== undefined) return found;
  }
  return { op: "trim" };
}
