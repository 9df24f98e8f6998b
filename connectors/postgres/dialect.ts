import type { Dialect } from "../../src/source/source.ts";

const DAY_SECONDS = 86_400;

/** How Postgres spells what the queries need. */
export const dialect: Dialect = {
  quote: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
  param: (n, column) => `$${n}::${column.type}`,
  // Every value arrives as the server's text but these three, which are decoded.
  asText: (expression, { kind }) =>
    kind === "boolean" || kind === "bytes" || kind === "array"
      ? `(${expression})::text`
      : undefined,
  minusSeconds: (expression, { kind }, seconds) =>
    kind === "date"
      ? `(${expression} - ${Math.ceil(seconds / DAY_SECONDS)})`
      : `(${expression} - make_interval(secs => ${seconds}))`,
};

/**
 * Opens every transaction. What makes it read-only and its texts exact is set inside it: so it wins
 * over defaults of role and database, and passes poolers, which refuse start-up options and hand one
 * session to several clients.
 */
export function openingSql(statementTimeoutSeconds: number): string {
  return [
    "begin isolation level read committed read only",
    "set local timezone = 'UTC'",
    "set local datestyle = 'ISO'",
    "set local intervalstyle = 'postgres'",
    "set local bytea_output = 'hex'",
    "set local extra_float_digits = 1",
    "set local lock_timeout = '30s'",
    "set local idle_in_transaction_session_timeout = '60s'",
    `set local statement_timeout = '${statementTimeoutSeconds}s'`,
  ].join("; ");
}

/** The user's statement is described inside this, so that nothing but a query can stand there. */
export function describingSql(sql: string): string {
  return `${BEFORE}${sql}\n) q limit 0`;
}

const BEFORE = "select * from (";

/** The place in the user's statement that the server's position in `describingSql` means. */
export function placeIn(sql: string, position: number): string | undefined {
  const before = sql.slice(0, position - 1 - BEFORE.length);
  if (position <= BEFORE.length || before.length === sql.length) return undefined;
  const lines = before.split("\n");
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1} of the SQL`;
}
