/**
 * Values of connections.yaml that may be read by anybody, by key, and what they look like: a token that
 * stands under the wrong one of these keys does not pass for it. What is under any other key, known or
 * not, may be a secret.
 */
// biome-ignore format: a table is read by its columns
const READABLE: Readonly<Record<string, RegExp>> = {
  version:        /^\d+$/,
  type:           /^[a-z_]{1,20}$/,
  default_target: /^[a-z][a-z0-9_-]{0,19}$/,
  host:           /^(?:\d{1,3}(?:\.\d{1,3}){3}|[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40})*)$/,
  port:           /^\d{1,5}$/,
  ssl:            /^(?:disable|require|verify-full)$/,
  dataset_id:     /^(["']?)\d{1,20}\1$/,
  api_version:    /^v\d{1,3}\.\d{1,3}$/,
  endpoint:       /^(["']?)https?:\/\/[a-z0-9.-]{1,60}(?::\d{1,5})?\/?\1$/,
  rate_limit:     /^\d{1,6}\/[sm]$/,
  deliver:        /^(?:true|false)$/,
  page_size:      /^\d{1,6}$/,
};

/** A quoted text, a comma or bracket, or a run of variables and other characters. */
const TOKEN =
  /"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|[,{}[\]]|(?:\$\{(?:file:)?[\w./-]+\}|[^\s,{}[\]])+/g;

/** Dashes of a list, and what announces a block of text. */
const MARK = /^(?:-+|[|>][-+\d]{0,2})$/;

/** The name of a variable or a file is no secret; a default is one. */
const NAMED = /\$\{(?:file:)?[\w./-]+\}/g;

interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly shown: string;
}

/**
 * Shows stretches of one line of a file that may hold secrets. Keys, punctuation, names of variables
 * and what stands in `READABLE` stay; comments go; any other value becomes `***`. `isYaml` false: the
 * line could not be parsed, so keys prove nothing.
 */
export function maskerOf(line: string, isYaml: boolean): (from: number, to: number) => string {
  const comment = /(?:^|\s)#/.exec(line);
  const code = comment === null ? line : line.slice(0, comment.index).trimEnd();
  const hidden = hiddenIn(code, isYaml && isBalanced(code));
  return (from, to) => {
    let text = "";
    let at = from;
    for (const { start, end, shown } of hidden) {
      if (end <= at || start >= to) continue;
      text += code.slice(at, Math.max(start, at)) + shown;
      at = end;
    }
    return text + code.slice(at, to);
  };
}

/** A quote that is not closed may have been opened on another line, and then nothing is what it seems. */
function isBalanced(line: string): boolean {
  return ['"', "'"].every((quote) => line.split(quote).length % 2 === 1);
}

function hiddenIn(line: string, keysCount: boolean): readonly Stretch[] {
  const hidden: Stretch[] = [];
  let key: string | undefined;
  let last = "";
  for (const { 0: token, index } of line.matchAll(TOKEN)) {
    const end = index + token.length;
    const isEnd = token.endsWith(":") && (end === line.length || line[end] === " ");
    const isKey = isEnd && (token === ":" || startsEntry(last, line.slice(0, index), keysCount));
    if (isKey) key = token === ":" ? last.slice(1, -1) : token.slice(0, -1);
    else if (/^[,{}[\]]$/.test(token)) key = undefined;
    else if (!MARK.test(token) && !isNext(line, end) && !isReadable(key, token, keysCount)) {
      hidden.push({ start: index, end, shown: masked(token) });
    }
    last = token;
  }
  return hidden;
}

/** Whether a key can stand after this token; after another key there is a value, whatever it ends in. */
function startsEntry(last: string, before: string, keysCount: boolean): boolean {
  if (last === ",") return keysCount || before.includes("{");
  return last === "" || last === "{" || /^-+$/.test(last);
}

/** Whether what ends here is a key in quotes. */
function isNext(line: string, end: number): boolean {
  return /^\s*:(?:\s|$)/.test(line.slice(end));
}

function isReadable(key: string | undefined, token: string, keysCount: boolean): boolean {
  if (!keysCount || key === undefined || !Object.hasOwn(READABLE, key)) return false;
  return READABLE[key]?.test(token) === true;
}

/** Of a value with variables their names stay: `***${NAME}`. */
function masked(token: string): string {
  const names = token.match(NAMED) ?? [];
  const rest = token.split(NAMED);
  return rest.map((text, i) => (/^["']?$/.test(text) ? text : "***") + (names[i] ?? "")).join("");
}
