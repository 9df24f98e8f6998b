import type { Cells, Column, Kind, Row, Value } from "../lib/value.ts";

/** Rows and their columns, as a warehouse would hand them over. */
export interface Rows {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/**
 * Rows with the same columns: the keys in the order in which they first occur. What a row lacks is
 * null there. The kind of a column follows from the values in it.
 */
export function alignRows(rows: readonly Cells[]): Rows {
  const kinds = new Map<string, Set<Kind>>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      const seen = kinds.get(name) ?? new Set();
      const kind = kindOf(value);
      if (kind !== undefined) seen.add(kind);
      kinds.set(name, seen);
    }
  }
  const columns = [...kinds].map(([name, seen]) => {
    const kind = commonKind(seen);
    return { name, type: kind, kind };
  });
  return {
    columns,
    rows: rows.map((row) =>
      columns.map(({ name }) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null)),
    ),
  };
}

function kindOf(value: Value): Kind | undefined {
  switch (typeof value) {
    case "string":
      return "text";
    case "boolean":
      return "boolean";
    case "bigint":
      return "integer";
    case "number":
      return Number.isInteger(value) ? "integer" : "decimal";
    default:
      return value === null ? undefined : "json";
  }
}

/** One kind for a column: a list or object makes it JSON, whole numbers and decimals are decimals. */
function commonKind(seen: ReadonlySet<Kind>): Kind {
  const [only] = seen;
  if (seen.size === 0) return "text";
  if (seen.size === 1 && only !== undefined) return only;
  const isNumeric = [...seen].every((kind) => kind === "integer" || kind === "decimal");
  return isNumeric ? "decimal" : "other";
}
