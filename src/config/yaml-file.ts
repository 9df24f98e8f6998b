import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from "yaml";
import type { Problems } from "./problems.ts";
import type { Entry, MapTree, Range, Scalar, Tree } from "./tree.ts";

/** A file larger than this is no configuration. Our own limit. */
export const MAX_FILE_BYTES = 1024 * 1024;

/** Aliases that one file may use, and values they may unfold to: what a person writes is far less. */
const MAX_ALIASES = 100;
const MAX_VALUES = 100_000;

/** What the parser's codes mean to someone who edits the file; its own texts may quote a secret. */
const SYNTAX: Readonly<Record<string, string>> = {
  BAD_ALIAS: "`*` begins an alias here, and no anchor has that name",
  BAD_DIRECTIVE: "unknown YAML directive",
  BAD_DQ_ESCAPE: "unknown escape in a double-quoted text",
  BAD_INDENT: "wrong indentation",
  BAD_SCALAR_START: "a plain text cannot begin with this character",
  BLOCK_AS_IMPLICIT_KEY: "a second `key:` on one line",
  BLOCK_IN_FLOW: "a block cannot stand inside `{}` or `[]`",
  MISSING_CHAR:
    "something is missing here: a closing quote or bracket, a comma, or the `:` of a key",
  MULTILINE_IMPLICIT_KEY: "a key must stand on one line and end in `:`",
  NON_STRING_KEY: "a key must be a text",
  RESOURCE_EXHAUSTION: "nested too deeply",
  TAB_AS_INDENT: "a tab cannot indent",
  TAG_RESOLVE_FAILED: "YAML tags are not read here",
  UNEXPECTED_TOKEN: "this does not belong here",
};

const SYNTAX_HINTS: Readonly<Record<string, string>> = {
  BAD_ALIAS: "put a text that begins with `*` in quotes",
  BAD_DQ_ESCAPE: "use single quotes for a text with backslashes",
  BAD_SCALAR_START: "put the text in quotes",
  BLOCK_AS_IMPLICIT_KEY: "put a text that contains `: ` in quotes",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text itself is meant
  NON_STRING_KEY: "put `${…}` and `{{ … }}` in quotes: \"{{ env_var('NAME') }}\"",
  TAB_AS_INDENT: "use spaces",
  TAG_RESOLVE_FAILED: "put a text that begins with `!` in quotes",
  UNEXPECTED_TOKEN: "inside `{}` put a text that contains `{`, `}` or `,` in quotes",
};

/**
 * Reads one YAML 1.2 document. Undefined: nothing that could be checked further; the problems say
 * why. Stricter than YAML where YAML would quietly change what was written.
 */
export function parseYaml(file: string, source: string, problems: Problems): MapTree | undefined {
  const text = source.startsWith("\uFEFF") ? source.slice(1) : source;
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    logLevel: "silent",
    merge: false,
    prettyErrors: false,
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false,
    version: "1.2",
  });
  const builder = new TreeBuilder(file, text, lines, problems);
  const [document, second] = Array.isArray(documents) ? documents : [];
  const faults = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
  if (faults.length > 0) {
    reportSyntax(faults, builder, problems);
    return undefined;
  }
  if (second !== undefined) {
    problems.add(builder.range(second.range[0], second.range[0]), {
      code: "yaml_documents",
      message: "a second YAML document begins here, expected one per file",
      hint: "remove the `---` or put what follows in a file of its own",
    });
    return undefined;
  }
  const root = document?.contents;
  if (isMap(root)) return builder.map(root);
  problems.add(builder.range(root?.range?.[0] ?? 0, root?.range?.[0] ?? 0), {
    code: root ? "wrong_type" : "empty_file",
    message: root ? "expected `key: value` lines" : "the file is empty",
    hint: "begin with `version: 1`",
  });
  return undefined;
}

interface SyntaxFault {
  readonly code: string;
  readonly pos: readonly [number, number];
}

/** One problem a line: what follows on the same line is mostly the parser finding its way back. */
function reportSyntax(
  faults: readonly SyntaxFault[],
  builder: TreeBuilder,
  problems: Problems,
): void {
  const seen = new Set<number>();
  for (const { code, pos } of faults) {
    const range = builder.range(pos[0], pos[1]);
    if (seen.has(range.line)) continue;
    seen.add(range.line);
    problems.add(range, {
      code: code === "TAG_RESOLVE_FAILED" ? "yaml_tag" : "yaml_syntax",
      message: SYNTAX[code] ?? "this is not YAML",
      hint: SYNTAX_HINTS[code],
    });
    if (code === "RESOURCE_EXHAUSTION") return;
  }
}

/** Turns the parser's nodes into a tree with places, and finds what YAML itself lets pass. */
class TreeBuilder {
  readonly #file: string;
  readonly #text: string;
  readonly #lines: LineCounter;
  readonly #problems: Problems;
  /** Of each anchor its tree and the values in it; `open` while it is being built. */
  readonly #anchors = new Map<string, { tree: Tree; size: number } | "open">();
  #aliases = 0;
  #size = 0;

  constructor(file: string, text: string, lines: LineCounter, problems: Problems) {
    this.#file = file;
    this.#text = text;
    this.#lines = lines;
    this.#problems = problems;
  }

  /** From one offset to another, cut at the end of the first line. */
  range(start: number, end: number): Range {
    const { line, col } = this.#lines.linePos(start);
    const newline = this.#text.indexOf("\n", start);
    const lineEnd = newline === -1 ? this.#text.length : newline;
    const stretch = this.#text.slice(start, Math.min(end, lineEnd)).trimEnd();
    return {
      file: this.#file,
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      length: stretch.length,
    };
  }

  map(node: Node): MapTree {
    const entries = new Map<string, Entry>();
    const range = this.#rangeOf(node);
    if (!isMap(node)) return { kind: "map", range, entries };
    for (const pair of node.items) {
      if (!isScalar(pair.key)) continue;
      const name = String(pair.key.value);
      const key = this.#rangeOf(pair.key);
      const tree = this.#node(pair.value, key);
      if (this.#isNew(name, key, entries)) entries.set(name, { key, tree });
    }
    return { kind: "map", range, entries };
  }

  #isNew(name: string, key: Range, entries: ReadonlyMap<string, Entry>): boolean {
    const first = entries.get(name);
    if (first !== undefined) {
      this.#problems.add(key, {
        code: "duplicate_key",
        message: `key \`${name}\` stands here a second time, first on line ${first.key.line}`,
        hint: "keep one of the two",
      });
    } else if (name === "__proto__") {
      this.#problems.add(key, {
        code: "unknown_key",
        message: "`__proto__` cannot be used as a key",
      });
      return false;
    }
    return first === undefined;
  }

  #node(node: unknown, parent: Range): Tree {
    this.#size++;
    if (isAlias(node)) return this.#alias(node.source, this.#rangeOf(node));
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return nothing(parent);
    const { anchor } = node;
    if (anchor === undefined) return this.#value(node, parent);
    const before = this.#size;
    this.#anchors.set(anchor, "open");
    const tree = this.#value(node, parent);
    this.#anchors.set(anchor, { tree, size: this.#size - before + 1 });
    return tree;
  }

  #value(node: Node, parent: Range): Tree {
    if (isSeq(node)) {
      const range = this.#rangeOf(node);
      return { kind: "list", range, items: node.items.map((item) => this.#node(item, range)) };
    }
    return isScalar(node) ? this.#scalar(node, parent) : this.map(node);
  }

  #alias(name: string, range: Range): Tree {
    const target = this.#anchors.get(name);
    this.#aliases++;
    if (target === undefined || target === "open") {
      this.#problems.add(range, {
        code: "yaml_alias",
        message: target === undefined ? (SYNTAX.BAD_ALIAS ?? "") : "an alias to what it stands in",
        hint: SYNTAX_HINTS.BAD_ALIAS,
      });
      return nothing(range);
    }
    this.#size += target.size;
    if (this.#aliases <= MAX_ALIASES && this.#size <= MAX_VALUES) return target.tree;
    this.#problems.add(
      { ...range, line: 1, column: 1, length: 0 },
      {
        code: "yaml_alias",
        message: `too many aliases, or aliases of aliases: at most ${MAX_ALIASES} are read`,
        hint: "write the values out, or put them under `defaults:` in capisync.yaml",
      },
    );
    return nothing(range);
  }

  #scalar(node: Node, parent: Range): Tree {
    const range = this.#rangeOf(node);
    // Of a value that is left empty only the key is there to be pointed at.
    if (!isScalar(node) || range.length === 0) return nothing(parent);
    const value = scalarOf(node.value);
    const source = node.source ?? "";
    const changed = node.type === "PLAIN" && isChanged(value, source);
    if (changed) this.#reportChanged(range, value, source);
    const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
    const firstLine = isBlock ? range.line + 1 : range.line;
    return { kind: "scalar", range, value, firstLine, origin: changed ? "unknown" : "file" };
  }

  #reportChanged(range: Range, value: Scalar, source: string): void {
    // A number that begins with 0 or + is a code, not an amount: then no number is suggested.
    const isAmount = typeof value === "boolean" || /^\d?\.\d+$|^[1-9]\d*\.\d+$/.test(source);
    const literal = isAmount ? `, or write ${String(value)}` : "";
    this.#problems.add(range, {
      code: "unquoted_value",
      message: `YAML reads this as a ${typeof value} and would change it, expected quotes around it`,
      hint: `quote it${literal}`,
    });
  }

  #rangeOf(node: Node | { range?: readonly [number, number, number] | null }): Range {
    return this.range(node.range?.[0] ?? 0, node.range?.[1] ?? 0);
  }
}

function nothing(range: Range): Tree {
  return { kind: "scalar", range, value: null, firstLine: range.line, origin: "file" };
}

function scalarOf(value: unknown): Scalar {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  return null;
}

/**
 * Whether a plain number or boolean is not what was written: `02139` is read as 2139, `+316…` loses
 * its sign, `1e3` becomes 1000. Whole numbers of 16 digits and more are ids, and the next one would
 * lose its last digit, so they are refused before that happens.
 */
function isChanged(value: Scalar, source: string): boolean {
  if (typeof value !== "number" && typeof value !== "boolean") return false;
  return String(value) !== source || /^-?\d{16,}$/.test(source);
}
