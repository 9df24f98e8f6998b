import { didYouMean } from "../lib/did-you-mean.ts";
import { ConfigError } from "../lib/errors.ts";
import type { Column } from "../lib/value.ts";

/** A column of a result and where its values stand in a row. */
export interface Place {
  readonly index: number;
  readonly column: Column;
}

/**
 * Finds the column that a mapping names. Warehouses fold names to lower or upper case, so case counts
 * only where two columns differ in nothing else. `where` begins the message: `mappings/a.yaml:12:
 * incremental.cursor`.
 */
export function findColumn(columns: readonly Column[], name: string, where: string): Place {
  const alike = columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => column.name.toLowerCase() === name.toLowerCase());
  const exact = alike.filter(({ column }) => column.name === name);
  const [found, ...others] = exact.length > 0 ? exact : alike;
  if (found !== undefined && others.length === 0) return found;
  if (found === undefined) throw missing(columns, name, where);
  throw new ConfigError(
    `${where}: ${others.length + 1} columns of the query are called \`${name}\`, expected one`,
    { stage: "source", hint: "give each column of the query a name of its own" },
  );
}

function missing(columns: readonly Column[], name: string, where: string): ConfigError {
  const names = columns.map((column) => column.name);
  const near = didYouMean(name, names);
  return new ConfigError(`${where}: the query returns no column \`${name}\``, {
    stage: "source",
    hint: near === undefined ? `it returns ${names.join(", ")}` : `did you mean \`${near}\`?`,
  });
}
