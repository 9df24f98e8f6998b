/**
 * What SQL is made of, as far as semicolons go: texts and comments may hold one that ends nothing.
 * `E'…'` and dollar quotes are Postgres's, backticks BigQuery's.
 */
const TOKEN =
  /[eE]'(?:\\[\s\S]|''|[^'\\])*'|'(?:''|[^'])*'|"(?:""|[^"])*"|`[^`]*`|\$(\w*)\$[\s\S]*?\$\1\$|(--[^\n]*|\/\*[\s\S]*?\*\/|\s+)|(;)|[\s\S]/gy;

/** The statement up to the semicolons that end it; comments before them stay. */
export function withoutSemicolon(sql: string): string {
  let end: number | undefined;
  for (const match of sql.matchAll(TOKEN)) {
    const [, , blank, semicolon] = match;
    if (semicolon !== undefined) end ??= match.index;
    else if (blank === undefined) end = undefined;
  }
  return end === undefined ? sql : sql.slice(0, end);
}
