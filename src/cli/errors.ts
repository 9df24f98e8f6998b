import { RULES_AS_OF } from "../capi/as-of.ts";
import { ERROR_SOURCES } from "../capi/error-codes.ts";
import { POLICIES, type Policy } from "../capi/policies.ts";
import { didYouMean } from "../lib/did-you-mean.ts";
import { ConfigError } from "../lib/errors.ts";
import { CODE_KINDS, OWN_CODES, type OwnCode } from "./codes.ts";
import { EXIT, type GlobalFlags, type Io } from "./io.ts";
import { type Found, findCode, META_CODES, type MetaCode, ownName } from "./known-codes.ts";
import { table } from "./text.ts";

/** `capisync errors [CODE]`: all codes of Meta's and ours, or one in full. */
export async function errors(args: readonly string[], flags: GlobalFlags, io: Io): Promise<number> {
  const typed = args.join(" ");
  if (typed === "") io.stdout(flags.json === true ? listJson() : listText());
  else {
    const found = findCode(typed);
    if (found === undefined) throw unknownCode(typed);
    io.stdout(flags.json === true ? `${JSON.stringify(foundJson(found))}\n` : foundText(found));
  }
  return EXIT.ok;
}

function unknownCode(typed: string): ConfigError {
  const near = didYouMean(
    ownName(typed),
    OWN_CODES.map(({ code }) => code),
  );
  const isAnswer = /^[\d/-]+$/.test(typed);
  const treated = `an answer that is in no list is treated as class unknown: capisync ${POLICIES.unknown.does}`;
  const other = isAnswer ? treated : "`capisync errors` lists all that are known";
  return new ConfigError(`errors ${typed}: no such code is known`, {
    hint: near === undefined ? other : `did you mean ${near}?`,
  });
}

function foundText(found: Found): string {
  return "meta" in found ? metaText(found.meta) : ownText(found.own);
}

function block(title: string, rows: readonly (readonly [string, string])[]): string {
  return `${[title, ...rows.map(([name, text]) => `  ${name.padEnd(12)}${text}`)].join("\n")}\n`;
}

function metaText({ code, meaning, fix, source, unverified, ownCodes, ...rest }: MetaCode): string {
  return block(`${code}, an answer of Meta's, class ${rest.class}`, [
    ["means", unverified ? `${meaning} (unverified)` : meaning],
    ["capisync", POLICIES[rest.class].does],
    ["what to do", fix],
    ["source", ERROR_SOURCES[source]],
    ...ownCodes.map((own) => ["told before", own] as const),
  ]);
}

function ownText({ code, kind, stage, meaning, fix, subcode }: OwnCode): string {
  return block(`${code}, a code of capisync's, stage ${stage}`, [
    ["means", meaning],
    ["it is about", CODE_KINDS[kind]],
    ["what to do", fix],
    ...(subcode === undefined ? [] : [["Meta says", `100/${subcode}`] as const]),
  ]);
}

function listText(): string {
  const meta = META_CODES.map(({ code, class: kind, meaning }) => [code, kind, meaning]);
  const own = OWN_CODES.map(({ code, stage, kind, meaning }) => [code, stage, kind, meaning]);
  return [
    `Meta's answers, as of ${RULES_AS_OF}\n`,
    table(["CODE", "CLASS", "MEANING"], meta),
    "\nCodes of capisync's own\n",
    table(["CODE", "STAGE", "ABOUT", "MEANING"], own),
    "\nOne in full: capisync errors <code>\n",
  ].join("");
}

function listJson(): string {
  const document = {
    rules_as_of: RULES_AS_OF,
    meta: META_CODES.map(metaJson),
    own: OWN_CODES.map(ownJson),
  };
  return `${JSON.stringify(document)}\n`;
}

function foundJson(found: Found): Record<string, unknown> {
  const entry = "meta" in found ? metaJson(found.meta) : ownJson(found.own);
  return { rules_as_of: RULES_AS_OF, ...entry };
}

function metaJson({ ownCodes, ...meta }: MetaCode): Record<string, unknown> {
  const policy = POLICIES[meta.class];
  return {
    ...meta,
    source: ERROR_SOURCES[meta.source],
    what_happens: policy.does,
    policy: policyJson(policy),
    own_codes: ownCodes,
  };
}

function policyJson({ resend, wait, rows, exitCode }: Policy): Record<string, unknown> {
  return {
    resend,
    first_wait_seconds: wait === undefined ? null : wait.firstMs / 1000,
    last_wait_seconds: wait === undefined ? null : wait.lastMs / 1000,
    rows,
    exit_code: exitCode ?? null,
  };
}

function ownJson({ subcode, kind, ...own }: OwnCode): Record<string, unknown> {
  const meta = subcode === undefined ? null : `100/${subcode}`;
  return { ...own, about: kind, what_happens: CODE_KINDS[kind], meta };
}
