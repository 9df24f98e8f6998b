import { type Cleaner, Fault, type FieldOptions, type Json } from "../capi/clean/cleaner.ts";
import { countryCode } from "../capi/clean/country.ts";
import { digestOf } from "../capi/clean/digest.ts";
import { elementsOf } from "../capi/clean/list.ts";
import { childrenOf, GROUPS, pathOf } from "../capi/fields/groups.ts";
import { FIELDS, type Field, fieldOf, type Group } from "../capi/fields.ts";
import type { FieldSource, MappedField, MappedProperty, Mapping } from "../config/mapping.ts";
import type { Issue } from "../lib/issue.ts";
import type { Column, Row } from "../lib/value.ts";
import { type Cell, compileCell, type Member, type Pick, type Target } from "./cell.ts";
import { Columns } from "./columns.ts";
import { COMPOSED, joined, pickObject, pickSlots } from "./compose.ts";
import { type Element, pickMember } from "./contents.ts";
import { Draft, FieldContext } from "./draft.ts";
import { fieldTarget, isHashed, optionsOf, propertyTarget } from "./target.ts";

/** Values that were turned into a code already; emptied when full. */
const MAX_REMEMBERED = 4096;

const NOTHING = (): undefined => undefined;

/** Compiles the fields, own properties and contents members of one mapping to cells. */
export class Members {
  readonly columns: Columns;
  /** Shared by all cells: what is remarked about the row at hand. */
  readonly draft = new Draft();
  readonly #mapping: Mapping;
  readonly #timezone: string | undefined;

  constructor(mapping: Mapping, columns: readonly Column[], timezone: string | undefined) {
    this.#mapping = mapping;
    this.#timezone = mapping.timezone ?? timezone;
    this.columns = new Columns(columns, mapping);
  }

  /** The mapped fields of the event itself. */
  event(): readonly Member<Row>[] {
    return this.#fields("event");
  }

  /** The mapped fields of a group and the groups in it, own properties with custom_data's. */
  group(group: Group): readonly Member<Row>[] {
    const nested = childrenOf(group).flatMap((child) => this.#nested(group, child));
    const extra = group === "custom_data" ? this.#extra() : [];
    return [...this.#fields(group), ...nested, ...extra];
  }

  /** One mapped field; `missing` is the issue of a row that has no value for it. */
  field(mapped: MappedField, missing?: Issue): Cell<Row> {
    const { group, name, from } = mapped;
    const field = fieldOf(group, name);
    const path = pathOf(group, name);
    const pick = this.#rowPick(mapped);
    if (field === undefined) {
      return this.#cell(from, propertyTarget(from, path, this.#isNumeric(from)), pick);
    }
    const target = fieldTarget(field, from, path, missing);
    if (from.kind !== "join" || field.join === undefined) {
      return this.#cell(from, target, pick, field);
    }
    const whole = joined(field.join, from.columns.map(pick), target);
    const source = { ...from, kind: "column", columns: from.columns.slice(0, 1) } as const;
    return this.#cell(source, whole.target, () => whole.pick, field);
  }

  /** The members of a contents item. */
  items(): readonly Member<Element>[] {
    return (this.#mapping.contents?.item ?? []).map((member) => {
      const field = fieldOf("contents", member.name);
      const path = `custom_data.contents.${member.name}`;
      const target =
        field === undefined
          ? propertyTarget(member.from, path, false)
          : fieldTarget(field, member.from, path, undefined);
      const cell = this.#cell(member.from, target, pickMember, field);
      return { name: field?.wire ?? member.name, cell };
    });
  }

  /**
   * A field's value before hashing, as a code in upper case, for cleaners of other fields; empty for
   * a value that its cleaner does not take. Silent: what is wrong with it is told when the field
   * itself has its turn.
   */
  code(group: Group, name: string): (row: Row) => string | undefined {
    const mapped = this.#mapping.fields.find((f) => f.group === group && f.name === name);
    const field = fieldOf(group, name);
    if (mapped === undefined || field === undefined || isHashed(mapped.from)) return NOTHING;
    const draft = new Draft();
    let isUnreadable = false;
    const clean: Target["clean"] = (value, context) => {
      const first = elementsOf(value).find((element) => element !== null);
      // Of a hash nobody can tell which country it is.
      if (first === undefined || typeof digestOf(first) === "string") return undefined;
      const code = field.clean(first, context);
      isUnreadable ||= code instanceof Fault;
      return code;
    };
    const cell = compileCell<Row>({
      source: mapped.from,
      target: { path: name, many: false, clean, missing: undefined },
      pick: this.#rowPick(mapped),
      context: new FieldContext(draft, name, optionsOf(mapped.from), this.#timezone),
      country: undefined,
      draft,
    });
    const read = (row: Row): string | undefined => {
      draft.begin(0);
      isUnreadable = false;
      const found = cell(row);
      const code = upperCase(Array.isArray(found) ? found[0] : found);
      return code ?? (isUnreadable ? "" : undefined);
    };
    const { from } = mapped;
    const [column] = from.kind === "column" ? from.columns : [];
    if (column === undefined) return read;
    return remember(this.columns.pick(column, mapped.place), read);
  }

  #fields(group: Group): readonly Member<Row>[] {
    return this.#mapping.fields
      .filter((field) => field.group === group)
      .map((field) => ({ name: field.name, cell: this.field(field) }));
  }

  /** A group in a group, as one member of it; none when nothing is mapped to it. */
  #nested(parent: Group, group: Group): readonly Member<Row>[] {
    const members = this.group(group);
    if (members.length === 0) return [];
    const whole = fieldOf(parent, group);
    const path = pathOf(parent, group);
    const pick =
      GROUPS[group].shape === "slots" ? pickSlots(wiresOf(group), members) : pickObject(members);
    // The field of the whole judges what its members make: both ways to write it mean the same.
    const target = { path, many: false, clean: whole?.clean ?? asItIs, missing: undefined };
    return [{ name: group, cell: this.#cell(COMPOSED, target, () => pick) }];
  }

  #extra(): readonly Member<Row>[] {
    return this.#mapping.extra.map((property) => {
      const { name, from } = property;
      const target = propertyTarget(from, `custom_data.${name}`, this.#isNumeric(from));
      return { name, cell: this.#cell(from, target, this.#rowPick(property)) };
    });
  }

  #isNumeric(source: FieldSource): boolean {
    return (
      source.kind !== "const" && source.columns.every((column) => this.columns.isNumeric(column))
    );
  }

  #rowPick({ place }: MappedProperty): (column: string) => Pick<Row> {
    return (column) => this.columns.pick(column, place);
  }

  #cell<From extends Row | Element>(
    source: FieldSource,
    target: Target,
    pick: (column: string) => Pick<From>,
    field?: Field,
  ): Cell<From> {
    const { draft } = this;
    const options = optionsOf(source);
    const context = new FieldContext(draft, target.path, options, this.#timezone);
    const country =
      field?.options.includes("default_country") === true
        ? defaultCountry(options, pick)
        : undefined;
    return compileCell({ source, target, pick, context, country, draft });
  }
}

/** A group of members is JSON already, and a copy would lose the digits of long numbers. */
const asItIs: Cleaner = (value) => value as Json;

function wiresOf(group: Group): readonly string[] {
  return FIELDS.filter((field) => field.group === group).map((field) => field.wire);
}

/** For phones only what the mapping says counts: the row's own country may not be the phone's. */
function defaultCountry<From>(
  { default_country: country }: FieldOptions,
  pick: (column: string) => Pick<From>,
): (from: From) => string | undefined {
  if (country === undefined) return NOTHING;
  if (typeof country === "string") {
    const code = country.toUpperCase();
    return () => code;
  }
  const take = pick(country.column);
  return remember(take, (from) => {
    const value = take(from);
    return value instanceof Fault ? undefined : countryCode(value);
  });
}

function upperCase(value: unknown): string | undefined {
  return typeof value === "string" ? value.toUpperCase() : undefined;
}

/** Few values are behind many rows: each text is read once. */
function remember<From>(
  pick: Pick<From>,
  read: (from: From) => string | undefined,
): (from: From) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (from) => {
    const raw = pick(from);
    if (typeof raw !== "string") return read(from);
    const code = known.get(raw);
    if (code !== undefined || known.has(raw)) return code;
    if (known.size >= MAX_REMEMBERED) known.clear();
    const fresh = read(from);
    known.set(raw, fresh);
    return fresh;
  };
}
