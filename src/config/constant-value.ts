import { type CleanContext, Fault } from "../capi/clean/cleaner.ts";
import type { Field } from "../capi/fields.ts";
import { didYouMean } from "../lib/did-you-mean.ts";
import type { Finding } from "./problems.ts";
import { wordList } from "./schema.ts";
import { type Path, pathText, type Scalar } from "./tree.ts";

/** What a field would rather have than a constant, and whether it is sent all the same. */
interface Wrong {
  readonly wanted: string;
  readonly isSent: boolean;
}

/**
 * What a constant is read with. The zone stands for the one of the mapping: whether a time can be
 * read hangs on none.
 */
const CONSTANT: Omit<CleanContext, "notice"> = {
  now: Number.MAX_SAFE_INTEGER,
  country: undefined,
  currency: undefined,
  timezone: "UTC",
  options: {},
};

/** What is to be told of a constant that stands at a path; undefined when the field takes it. */
export function findingOf(
  field: Field | undefined,
  value: Scalar,
  path: Path,
): Finding | undefined {
  const wrong = wrongWith(field, value);
  if (wrong === undefined) return undefined;
  const near = didYouMean(String(value), field?.words ?? []);
  return {
    code: wrong.isSent ? "unusual_value" : "invalid_value",
    severity: wrong.isSent ? "warning" : "error",
    message: `${pathText(path)}: expected ${wrong.wanted}`,
    hint: near === undefined ? undefined : `did you mean \`${near}\`?`,
  };
}

/** True for a constant that leaves the field out. */
export function isNothing(field: Field | undefined, value: Scalar): boolean {
  if (field === undefined || value === "") return value === "";
  return field.clean(value, { ...CONSTANT, notice: () => undefined }) === undefined;
}

/** What the field's own cleaner says of a constant. */
function wrongWith(field: Field | undefined, value: Scalar): Wrong | undefined {
  if (field === undefined || value === null) return undefined;
  const notices: string[] = [];
  const context = { ...CONSTANT, notice: (code: string) => notices.push(code) };
  const cleaned = field.clean(value, context);
  if (cleaned === undefined) {
    return { wanted: "a value, this one counts as none", isSent: false };
  }
  if (cleaned instanceof Fault) return { wanted: cleaned.expected, isSent: false };
  if (!notices.includes("unusual_value")) return undefined;
  const usual = field.words.length === 0 ? "the form that Meta describes" : wordList(field.words);
  return { wanted: `${usual}; it is sent as it is`, isSent: true };
}
