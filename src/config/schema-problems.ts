import { z } from "zod";
import { didYouMean } from "../lib/did-you-mean.ts";
import type { Finding, Problems } from "./problems.ts";
import { wordList } from "./schema.ts";
import {
  entriesAt,
  keyRange,
  mapScalars,
  nodeAt,
  type Path,
  pathText,
  type Range,
  type Tree,
  toData,
} from "./tree.ts";

type Issue = z.core.$ZodIssue;

/** How problems of one schema are told. */
export interface Telling {
  /** Values merged in from another file were checked there, and their faults are told there. */
  readonly file?: string;
  /** Where the tree hangs, for messages: `connections.shop_pg`. */
  readonly at?: Path;
  /** What is worth saying of an unknown key, and of the nearest known one. */
  readonly unknownKey?: (path: Path, key: string, near?: string) => Partial<Finding> | undefined;
}

/** Keys whose values are not shown, and not pointed at, since the pointer would print them. */
const SECRET = /token|password|passphrase|secret|private|credential|key$|url$|^dsn$/i;

/** Whether what stands under this key may be a secret. */
export function isSecretKey(key: string | number | undefined): boolean {
  return typeof key === "string" && SECRET.test(key) && key !== "primary_key";
}

/**
 * What the schema makes of the tree; undefined when something is wrong with it, which is then in
 * `problems`, each at the value or key that is meant.
 */
export function parseTree<T>(
  schema: z.ZodType<T>,
  tree: Tree,
  problems: Problems,
  telling: Telling = {},
): T | undefined {
  let result = schema.safeParse(toData(tree), { error: wording });
  if (!result.success) {
    const typed = typeVariables(tree, result.error.issues);
    if (typed !== undefined) result = schema.safeParse(toData(typed), { error: wording });
  }
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    for (const meant of meantIssues(issue, tree))
      report(meant, { schema, tree, problems, telling });
  }
  return undefined;
}

/** A variable is text. Where the schema wants a number or boolean and it looks like one, it is one. */
function typeVariables(tree: Tree, issues: readonly Issue[]): Tree | undefined {
  const wanted = new Map<string, string>();
  for (const issue of issues) {
    if (issue.code === "invalid_type") wanted.set(JSON.stringify(issue.path), issue.expected);
  }
  let changed = false;
  const typed = mapScalars(tree, (scalar, path) => {
    const want = wanted.get(JSON.stringify(path));
    if (want === undefined || scalar.origin === "file") return scalar;
    const value = String(scalar.value);
    const isNumber = want !== "boolean" && /^(0|[1-9]\d{0,14})$/.test(value);
    const isBoolean = want === "boolean" && /^(true|false)$/.test(value);
    changed ||= isNumber || isBoolean;
    if (isNumber) return { ...scalar, value: Number(value) };
    return isBoolean ? { ...scalar, value: value === "true" } : scalar;
  });
  return changed ? typed : undefined;
}

/**
 * Walks into the branch of a union that the writer meant: one that takes this kind of value at all,
 * and of those the one with the fewest faults.
 */
function meantIssues(issue: Issue, tree: Tree): readonly Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const isScalar = nodeAt(tree, stepsOf(issue))?.kind === "scalar";
  const [meant] = issue.errors
    .filter((branch) => !branch.some((inner) => isOtherKind(inner, isScalar)))
    .sort((a, b) => a.length - b.length);
  if (meant === undefined) return [issue];
  return meant
    .map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
    .flatMap((inner) => meantIssues(inner, tree));
}

/** Whether a branch was not meant: it takes another kind of value, or words where a map stands. */
function isOtherKind({ code, path }: Issue, isScalar: boolean): boolean {
  return path.length === 0 && (code === "invalid_type" || (code === "invalid_value" && !isScalar));
}

function stepsOf(issue: Issue): Path {
  return issue.path.filter((step) => typeof step !== "symbol");
}

/** What the telling of one issue needs to know. */
interface Context {
  readonly schema: z.ZodType;
  readonly tree: Tree;
  readonly problems: Problems;
  readonly telling: Telling;
}

function report(issue: Issue, context: Context): void {
  const { schema, tree, problems, telling } = context;
  const path = stepsOf(issue);
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) reportUnknown(key, path, context);
    return;
  }
  const node = nodeAt(tree, path);
  const full = [...(telling.at ?? []), ...path];
  if (node === undefined) {
    // A misspelt key is told as an unknown one, which is enough.
    if (isMisspelt(String(path.at(-1)), tree, path.slice(0, -1), schema)) return;
    const range = keyRange(tree, path);
    problems.add(isTold(range, telling) ? range : keyRange(tree, []), {
      code: "missing_key",
      message: `missing key \`${path.at(-1) ?? ""}\`${parentText(full.slice(0, -1))}, ${issue.message}`,
    });
    return;
  }
  const isUnknown = node.kind === "scalar" && node.origin === "unknown";
  if (!isUnknown && isTold(node.range, telling)) reportValue(issue, path, node, full, context);
}

/** An `invalid_union` that is left is one of which no branch takes this kind of value. */
const WRONG_TYPE: ReadonlySet<string> = new Set(["invalid_type", "invalid_union"]);

function reportValue(
  issue: Issue,
  path: Path,
  node: Tree,
  full: Path,
  { tree, problems }: Context,
): void {
  const isKey = issue.code === "invalid_key";
  const isSecret = isSecretKey(path.at(-1));
  const isWhole = issue.code === "custom" && node.kind !== "scalar";
  const label = full.length === 0 ? "" : `${pathText(full)}: `;
  const wanted = isKey ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  problems.add(isKey || isSecret ? keyRange(tree, path) : node.range, {
    code: WRONG_TYPE.has(issue.code) ? "wrong_type" : "invalid_value",
    message: `${label}${wanted}${isKey || isSecret || isWhole ? "" : found(node)}`,
    hint: suggestion(issue, node),
  });
}

/** Whether a problem at this place is ours to tell. */
function isTold(range: Range, telling: Telling): boolean {
  return telling.file === undefined || range.file === telling.file;
}

function reportUnknown(
  key: string,
  path: Path,
  { schema, tree, problems, telling }: Context,
): void {
  const range = keyRange(tree, [...path, key]);
  if (!isTold(range, telling)) return;
  const full = [...(telling.at ?? []), ...path];
  const near = didYouMean(key, knownKeys(schema, path));
  problems.add(range, {
    code: "unknown_key",
    message: `unknown key \`${key}\`${parentText(full)}${near === undefined ? "" : `, did you mean \`${near}\`?`}`,
    ...telling.unknownKey?.(full, key, near),
  });
}

function parentText(path: Path): string {
  return path.length === 0 ? "" : ` in ${pathText(path)}`;
}

/** The keys that a strict object at this path of a schema takes. */
export function knownKeys(schema: z.core.$ZodType, path: Path): readonly string[] {
  return innerSchemas(schema).flatMap((each): readonly string[] => {
    const [step, ...rest] = path;
    if (each instanceof z.ZodObject) {
      if (step === undefined) return Object.keys(each.shape);
      const child: unknown = each.shape[step];
      return child instanceof z.ZodType ? knownKeys(child, rest) : [];
    }
    if (step === undefined) return [];
    if (each instanceof z.ZodArray) return knownKeys(each.element, rest);
    return each instanceof z.ZodRecord ? knownKeys(each.valueType, rest) : [];
  });
}

/** Whether a key that the schema does not know at this path is this one but for a slip. */
export function isMisspelt(key: string, tree: Tree, path: Path, schema: z.core.$ZodType): boolean {
  const known = knownKeys(schema, path);
  return [...entriesAt(tree, path).keys()].some(
    (each) => !known.includes(each) && didYouMean(each, known) === key,
  );
}

/** The schemas below optional, default, pipe and union. */
function innerSchemas(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return innerSchemas(schema.def.innerType);
  }
  if (schema instanceof z.ZodPipe) return innerSchemas(schema.def.in);
  return schema instanceof z.ZodUnion ? schema.options.flatMap(innerSchemas) : [schema];
}

// biome-ignore format: a table is read by its columns
const TYPES: Readonly<Record<string, string>> = {
  string: "a text", number: "a number", int: "a whole number", boolean: "true or false",
  array: "a list", object: "a map of keys", record: "a map of keys", null: "nothing",
};

/** Words for schemas that bring none: those of connectors. */
function wording(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${TYPES[issue.expected] ?? "another kind of value"}`;
    case "invalid_value":
      return `expected ${wordList(issue.values.map(String))}`;
    case "too_small":
      return `expected at least ${String(issue.minimum)}${issue.origin === "string" ? " characters" : ""}`;
    case "too_big":
      return `expected at most ${String(issue.maximum)}${issue.origin === "string" ? " characters" : ""}`;
    case "invalid_format":
      return `expected a text of the form ${issue.format === "regex" ? String(issue.pattern) : issue.format}`;
    default:
      return "expected another value";
  }
}

/** What stands in the file, told so that it is recognised; nothing of what came from outside. */
function found(node: Tree): string {
  if (node.kind !== "scalar") return `, found a ${node.kind}`;
  if (node.origin === "variable") return ", found another value in the variable";
  if (node.value === null) return ", found nothing";
  if (typeof node.value !== "string") return `, found ${String(node.value)}`;
  const [line = "", second] = node.value.split("\n");
  const isLong = second !== undefined || line.length > 40;
  return `, found \`${isLong ? `${line.slice(0, 40)}…` : line}\``;
}

function suggestion(issue: Issue, node: Tree): string | undefined {
  if (node.kind !== "scalar" || typeof node.value !== "string" || node.origin === "variable") {
    return undefined;
  }
  if (issue.code === "invalid_value") {
    // The hint names a word of the schema, never what was found.
    const near = didYouMean(node.value, issue.values.map(String));
    return near === undefined ? undefined : `did you mean \`${near}\`?`;
  }
  if (issue.code !== "invalid_type" || issue.expected !== "boolean") return undefined;
  if (/^(yes|on|y)$/i.test(node.value)) return "write true";
  return /^(no|off|n)$/i.test(node.value) ? "write false" : undefined;
}
