import { Fault, type FieldOptions } from "../capi/clean/cleaner.ts";
import { countryCode } from "../capi/clean/country.ts";
import { type Field, fieldOf, type Group } from "../capi/fields.ts";
import type { FieldSource, MappedField, MappedProperty, Mapping } from "../config/mapping.ts";
import type { Issue } from "../lib/issue.ts";
import type { Column, Row } from "../lib/value.ts";
import { type Cell, compileCell, type Member, type Pick, type Target } from "./cell.ts";
import { Columns } from "./columns.ts";
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

  /** The mapped fields of a group, own properties with custom_data's. */
  group(group: Group): readonly Member<Row>[] {
    const fields = this.#mapping.fields
      .filter((field) => field.group === group)
      .map((field) => ({ name: field.name, cell: this.field(field) }));
    return group === "custom_data" ? [...fields, ...this.#extra()] : fields;
  }

  /** One mapped field; `missing` is the issue of a row that has no value for it. */
  field(mapped: MappedField, missing?: Issue): Cell<Row> {
    const { group, name, from } = mapped;
    const field = fieldOf(group, name);
    const path = group === "event" ? name : `${group}.${name}`;
    const target =
      field === undefined
        ? propertyTarget(from, path, this.#isNumeric(from))
        : fieldTarget(field, from, path, missing);
    return this.#cell(mapped, target, this.#rowPick(mapped), field);
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
      const cell = this.#cell(member, target, pickMember, field);
      return { name: field?.wire ?? member.name, cell };
    });
  }

  /**
   * A field's value before hashing, as a code in upper case, for cleaners of other fields. Silent:
   * what is wrong with the value is told when the field itself has its turn.
   */
  code(group: Group, name: string): (row: Row) => string | undefined {
    const mapped = this.#mapping.fields.find((f) => f.group === group && f.name === name);
    const field = fieldOf(group, name);
    if (mapped === undefined || field === undefined || isHashed(mapped.from)) return NOTHING;
    const draft = new Draft();
    const cell = compileCell<Row>({
      source: mapped.from,
      target: { path: name, many: false, clean: field.clean, missing: undefined },
      pick: this.#rowPick(mapped),
      context: new FieldContext(draft, name, optionsOf(mapped.from), this.#timezone),
      country: NOTHING,
      draft,
    });
    const read = (row: Row): string | undefined => {
      draft.begin(0);
      return upperCase(cell(row));
    };
    const { from } = mapped;
    const [column] = from.kind === "column" ? from.columns : [];
    if (column === undefined) return read;
    return remember(this.columns.pick(column, mapped.place), read);
  }

  #extra(): readonly Member<Row>[] {
    return this.#mapping.extra.map((property) => {
      const { name, from } = property;
      const target = propertyTarget(from, `custom_data.${name}`, this.#isNumeric(from));
      return { name, cell: this.#cell(property, target, this.#rowPick(property)) };
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
    { from }: MappedProperty,
    target: Target,
    pick: (column: string) => Pick<From>,
    field?: Field,
  ): Cell<From> {
    const { draft } = this;
    const options = optionsOf(from);
    const context = new FieldContext(draft, target.path, options, this.#timezone);
    const country =
      field?.options.includes("default_country") === true
        ? defaultCountry(options, pick)
        : () => draft.country;
    return compileCell({ source: from, target, pick, context, country, draft });
  }
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
