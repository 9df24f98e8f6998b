/**
 * What SQL is made of, as far as semicolons go: texts and comments may hold one that ends nothing.
 * `E'…'` and dollar quotes are Postgres's, backticks BigQuery's.
 */
const TOKEN =
  /[eE]'(?:\\[\s\S]|''|[^'\\])*'|'(?:''|[^'])*'|"(?:""|[^"])*"|`[^`]*`|\$(\w*)\$[\s\S]*?\$\1\$|(--[^\n]*|\/\*[\s\S]*?\*\/|\s+)|(;)|[\s\S]/gy;

/** A statement's place in a text: where its first word begins, and its semicolon or the text's end. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The statements of a text; what is nothing but blanks and comments is none. */
export function statementsOf(sql: string): readonly Stretch[] {
  const found: Stretch[] = [];
  let start: number | undefined;
  for (const { index, 2: blank, 3: semicolon } of sql.matchAll(TOKEN)) {
    if (semicolon !== undefined) {
      if (start !== undefined) found.push({ start, end: index });
      start = undefined;
    } else if (blank === undefined) start ??= index;
  }
  if (start !== undefined) found.push({ start, end: sql.length });
  return found;
}

/** The text up to the semicolons that end it; comments before them stay. */
export function withoutSemicolon(sql: string): string {
  return sql.slice(0, statementsOf(sql).at(-1)?.end ?? 0);
}
