import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { didYouMean } from "../lib/did-you-mean.ts";
import type { Environment } from "./environment.ts";
import type { Problems } from "./problems.ts";
import { mapScalars, type Path, pathText, type ScalarTree, type Tree } from "./tree.ts";
import { MAX_FILE_BYTES } from "./yaml-file.ts";

/** What variables are taken from, and whether one that is not set is an error. */
export interface Variables {
  readonly dir: string;
  readonly env: Environment;
  readonly require: boolean;
}

/**
 * `$${`, `${NAME}`, `${NAME:-default}`, `${NAME:?message}`, `${file:path}`, and dbt's
 * `{{ env_var('NAME', 'default') }}`. The last alternatives are what these were meant to be.
 */
const EXPRESSION =
  /\$\$\{|\$\{(?<body>[^}]*)\}|\{\{\s*env_var\(\s*(?<quote>['"])(?<name>\w+)\k<quote>\s*(?:,\s*(?<quote2>['"])(?<or>.*?)\k<quote2>\s*)?\)\s*\}\}|(?<bad>\$\{|\{\{)/g;

const BODY = /^(?:file:(?<path>.+)|(?<name>[A-Za-z_]\w*)(?:(?<op>:-|:\?)(?<rest>.*))?)$/s;

/** What a scalar of several expressions counts as: the last of these that occurs in it. */
const RANK = { file: 0, default: 1, variable: 2, unknown: 3 } as const;

/** The value of one expression, or why there is none. */
type Outcome =
  | { readonly text: string; readonly origin: "file" | "default" | "variable" }
  | { readonly code: string; readonly message: string; readonly hint?: string | undefined };

/**
 * Puts variables and files into the scalars of a tree. It runs after parsing and after the target
 * was merged, so a value can never become YAML, and what a target replaces is never asked for.
 */
export function interpolate(
  tree: Tree,
  variables: Variables,
  problems: Problems,
  at: Path = [],
): Tree {
  return mapScalars(tree, (scalar, path) => fill(scalar, path, variables, problems), at);
}

function fill(
  scalar: ScalarTree,
  path: Path,
  variables: Variables,
  problems: Problems,
): ScalarTree {
  if (typeof scalar.value !== "string" || !/\$\{|\{\{/.test(scalar.value)) return scalar;
  let origin: ScalarTree["origin"] = "file";
  const value = scalar.value.replace(EXPRESSION, (whole: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Readonly<Record<string, string | undefined>>;
    const outcome = evaluate(whole, groups, variables);
    if ("text" in outcome) {
      if (RANK[outcome.origin] > RANK[origin]) origin = outcome.origin;
      return outcome.text;
    }
    origin = "unknown";
    // Text around an expression may be a secret, and what is pointed at is printed.
    const range = whole === scalar.value ? scalar.range : { ...scalar.range, length: 0 };
    problems.add(outcome.code === "bad_expression" ? { ...range, length: 0 } : range, {
      ...outcome,
      message: `${pathText(path)}: ${outcome.message}`,
      severity: variables.require || outcome.code === "bad_expression" ? "error" : "warning",
    });
    return whole;
  });
  return { ...scalar, value, origin };
}

function evaluate(
  whole: string,
  groups: Readonly<Record<string, string | undefined>>,
  variables: Variables,
): Outcome {
  if (whole === "$${") return { text: "${", origin: "file" };
  if (groups.name !== undefined) return variable(groups.name, groups.or, variables);
  const body = BODY.exec(groups.body ?? "")?.groups;
  if (body?.path !== undefined) return fileText(body.path, variables);
  const name = body?.name;
  if (name === undefined) return BAD_EXPRESSION;
  if (body?.op !== ":?") return variable(name, body?.rest, variables);
  const outcome = variable(name, undefined, variables);
  const message = body.rest;
  return "text" in outcome || !message ? outcome : { ...outcome, hint: message };
}

const BAD_EXPRESSION: Outcome = {
  code: "bad_expression",
  message:
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text itself is meant
    "expected `${NAME}`, `${NAME:-default}`, `${NAME:?message}`, `${file:/path}` or `{{ env_var('NAME') }}`",
  hint: "write `$${` for a literal `${`",
};

/** As in a shell, `:-` and `:?` count an empty variable as missing; so does a name by itself. */
function variable(name: string, otherwise: string | undefined, { env }: Variables): Outcome {
  const value = env[name];
  if (value !== undefined && value !== "") return { text: value, origin: "variable" };
  if (otherwise !== undefined) return { text: otherwise, origin: "default" };
  const near = didYouMean(name, Object.keys(env));
  const state = value === "" ? "is empty" : "is not set";
  return {
    code: "missing_variable",
    message: `variable ${name} ${state}${near === undefined || near === name ? "" : `, did you mean ${near}?`}`,
    hint: `set ${name} in the environment or in .env`,
  };
}

function fileText(path: string, { dir }: Variables): Outcome {
  const absolute = resolve(dir, path);
  const size = statSync(absolute, { throwIfNoEntry: false })?.size;
  const missing = (what: string): Outcome => ({
    code: "missing_file",
    message: `file ${path} ${what}`,
    hint: "a path is read from the project folder on; mend it or put the file there",
  });
  if (size === undefined) return missing("does not exist");
  if (size > MAX_FILE_BYTES) return missing("is larger than 1 MiB");
  try {
    return { text: readFileSync(absolute, "utf8").replace(/\r?\n$/, ""), origin: "variable" };
  } catch {
    return missing("cannot be read");
  }
}
