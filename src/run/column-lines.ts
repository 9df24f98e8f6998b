import { pathOf } from "../capi/fields/groups.ts";
import { type Field, fieldOf } from "../capi/fields.ts";
import { blockPath } from "../config/blocks.ts";
import type { FieldSource, Mapping } from "../config/mapping.ts";
import { pathText } from "../config/tree.ts";
import { didYouMean } from "../lib/did-you-mean.ts";
import type { Cells } from "../lib/value.ts";
import { compile } from "../transform/compile.ts";

/** What a test waits for in vain names its own wish, and not what the rows lack. */
const WISH = /^expected /;

/**
 * What the columns of a test's rows have to do with why it failed: names much like one that the
 * mapping reads, and columns of what failed that no row has. One line each.
 */
export function columnLines(
  mapping: Mapping,
  given: readonly Cells[],
  differences: readonly string[],
): readonly string[] {
  const written = new Set(given.flatMap(Object.keys));
  const there = new Set([...written].map(folded));
  const slips = slipsOf(mapping, written, there);
  const explained = new Set(slips.map(({ meant }) => meant));
  const isAbsent = (column: string) => !there.has(folded(column)) && !explained.has(column);
  const found = differences.filter((line) => !WISH.test(line));
  const told = found.flatMap((line) => line.match(/[a-z_]\w*(?:\.\w+)*/g) ?? []);
  return [
    ...slips.map(
      ({ column, meant }) =>
        `given: the rows have ${column}, the mapping names ${meant}: is one of them misspelt?`,
    ),
    ...readersOf(mapping)
      .filter(({ names }) => told.some((word) => names.some((name) => concerns(word, name))))
      .flatMap((reader) => absentLines(reader, isAbsent)),
  ];
}

/** Letters by which a column misses another; columns of one table are alike by more than that. */
const MAX_SLIPS = 2;

interface Slip {
  readonly column: string;
  readonly meant: string;
}

/** Columns of the rows that the mapping does not name, while it names one much like them. */
function slipsOf(
  mapping: Mapping,
  written: ReadonlySet<string>,
  there: ReadonlySet<string>,
): readonly Slip[] {
  const named: string[] = [];
  // Of no columns at all every one that the mapping names is absent.
  compile(mapping, [], { onAbsent: (column) => named.push(column) });
  const known = new Set(named.map(folded));
  const missing = named.filter((name) => !there.has(folded(name)));
  return [...written].flatMap((column) => {
    const meant = known.has(folded(column)) ? undefined : didYouMean(column, missing, MAX_SLIPS);
    return meant === undefined ? [] : [{ column, meant }];
  });
}

/** Case does not tell columns apart, since warehouses differ in how they fold it. */
function folded(column: string): string {
  return column.toLowerCase();
}

/** A part of a mapping that reads columns. */
interface Reader {
  /** As the mapping writes it: `fields.custom_data.currency`. */
  readonly path: string;
  /** What differences call it, or the value that it decides. */
  readonly names: readonly string[];
  readonly columns: readonly string[];
  /** Whether each of them is needed, as for a value that is made of two. */
  readonly needsAll: boolean;
  /** Whether a constant could stand in its place. */
  readonly takesConstant: boolean;
}

function readersOf({ fields, extra, consent, contents }: Mapping): readonly Reader[] {
  return [
    ...fields.flatMap(({ group, name, from }) => {
      const field = fieldOf(group, name);
      const names = namesOf(pathOf(group, field?.name ?? name), pathOf(group, field?.wire ?? name));
      const path = pathText([...blockPath(group), field?.name ?? name]);
      return readersOfValue(path, names, from, field);
    }),
    ...extra.flatMap(({ name, from }) =>
      readersOfValue(`fields.custom_data.extra.${name}`, [`custom_data.${name}`], from, undefined),
    ),
    ...(consent === undefined ? [] : [plain("consent.column", "no_consent", consent.column)]),
    ...(contents === undefined
      ? []
      : [plain("fields.custom_data.contents.from", "custom_data.contents", contents.column)]),
  ];
}

function namesOf(...names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

function readersOfValue(
  path: string,
  names: readonly string[],
  from: FieldSource,
  field: Field | undefined,
): readonly Reader[] {
  if (from.kind === "const") return [];
  const { kind, columns } = from;
  const takesConstant = kind === "column" && field?.group !== "user_data";
  return [{ path, names, columns, needsAll: kind === "join", takesConstant }];
}

function plain(path: string, name: string, column: string): Reader {
  return { path, names: [name], columns: [column], needsAll: true, takesConstant: false };
}

/** A difference is about a field, a member of it, or the group that it stands in. */
function concerns(word: string, name: string): boolean {
  return word === name || word.startsWith(`${name}.`) || name.startsWith(`${word}.`);
}

function absentLines(
  { path, columns, needsAll, takesConstant }: Reader,
  isAbsent: (column: string) => boolean,
): readonly string[] {
  const absent = columns.filter(isAbsent);
  if (absent.length === 0 || (!needsAll && absent.length < columns.length)) return [];
  return absent.map((column) => {
    const constant = takesConstant ? `; for a constant: \`{ const: ${column} }\`` : "";
    return `${path} reads column ${column}, which no row has${constant}`;
  });
}
