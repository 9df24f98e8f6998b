import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");

/** A code as it stands in the sources, and where. */
export interface Literal {
  /** Ends in `*` where the rest is filled in when it is told: `unknown_*`. */
  readonly code: string;
  readonly place: string;
}

/**
 * Where the sources put a code: into a fault, an issue, a notice, a problem, a log line, or a reason
 * to leave a row out. Each pattern captures the expression, of which the texts count.
 */
const PLACES: readonly RegExp[] = [
  /\bnew Fault\(([^,]*),/g,
  /\b(?:notice|warning|issue)\(([^,)]*)[,)]/g,
  /\bcode:((?:\$\{[^}]*\}|[^,;{}])*)/g,
  /\b(?:reason|exclude):((?:\$\{[^}]*\}|[^,;{}])*)/g,
  /\.exclude(?:Unread)?\([^,()]*,([^,()]*)\)/g,
];

/** A constant that stands for a code elsewhere in its file. */
const CONSTANT = /^(?:export )?const ([A-Z][A-Z_]*) = ("[a-z][a-z0-9_]*");/gm;

const TEXT = /["`]([a-z][a-z0-9]*(?:_[a-z0-9]+)*_?)(?:["`]|\$\{)/g;

/** Words of zod, of commander and of the log's own grammar, which nobody is told. */
const INNER: ReadonlySet<string> = new Set(["custom"]);

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith(".ts") && statSync(join(ROOT, name)).isFile());
}

/** Blanks comments out, so that lines keep their numbers. */
function codeOf(file: string): string {
  const text = readFileSync(join(ROOT, file), "utf8");
  return text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, (comment) =>
    comment.replace(/[^\n]/g, " "),
  );
}

function literalsIn(file: string): Literal[] {
  const text = codeOf(file);
  const constants = new Map([...text.matchAll(CONSTANT)].map(([, name, value]) => [name, value]));
  const spelled = (expression: string): string =>
    expression.replace(/\b[A-Z][A-Z_]*\b/g, (name) => constants.get(name) ?? name);
  return PLACES.flatMap((place) => [...text.matchAll(place)]).flatMap((match) => {
    const line = text.slice(0, match.index).split("\n").length;
    return [...spelled(match[1] ?? "").matchAll(TEXT)].map(([, code = ""]) => ({
      code: code.endsWith("_") ? `${code}*` : code,
      place: `${file}:${line}`,
    }));
  });
}

/** Every code in `src/` and `connectors/`, but for those of the sandbox and of the tables themselves. */
export function codesInSources(): Literal[] {
  const files = [...filesBelow("src"), ...filesBelow("connectors")].filter(
    (file) => !file.startsWith("src/sandbox/") && !file.startsWith("src/cli/codes"),
  );
  return files.flatMap(literalsIn).filter(({ code }) => !INNER.has(code));
}
