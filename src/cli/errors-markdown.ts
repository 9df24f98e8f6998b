import { RULES_AS_OF } from "../capi/as-of.ts";
import { ERROR_SOURCES } from "../capi/error-codes.ts";
import { POLICIES } from "../capi/policies.ts";
import { CODE_KINDS, type CodeKind, OWN_CODES } from "./codes.ts";
import { META_CODES, type MetaCode } from "./known-codes.ts";
import { markdownTable } from "./markdown.ts";

const INTRODUCTION = `# Codes, and what to do about them

Every code that capisync tells: those of Meta's answers, and its own. \`capisync errors CODE\` prints one
of them, \`capisync errors --json\` all. Meta's pages were read on ${RULES_AS_OF}; it publishes no full list,
so many lines come from answers that others recorded. "Unverified" means that a third party claims it.

## How an answer is read

By the first of these that says something; never by the text, which changes with the token's language:

1. code and subcode together (of a negative code the subcode alone);
2. a subcode from 2804000 to 2804999, which is about an event;
3. a code for too many calls;
4. \`is_transient\`, which makes it class \`transient\`;
5. the code by itself;
6. the HTTP status.

An answer of 2xx is a success when \`events_received\` is the number of events sent. Another number holds
the rows (\`count_mismatch\`); an answer that is not JSON is class \`transient\`.
`;

/** docs/errors.md. */
export function errorsMarkdown(): string {
  const kinds = Object.keys(CODE_KINDS) as CodeKind[];
  return [
    INTRODUCTION,
    `## What capisync does, by class\n\n${classes()}`,
    `## Meta's answers\n\n${answers()}`,
    "## Codes of capisync's own\n",
    ...kinds.map((kind) => `### ${TITLES[kind]}\n\nAbout ${CODE_KINDS[kind]}.\n\n${own(kind)}`),
    `## Sources\n\n${sources()}`,
  ].join("\n");
}

const TITLES: Readonly<Record<CodeKind, string>> = {
  problem: "Problems of files",
  field: "Values that are left out",
  row: "Rows that are set aside",
  notice: "Notices",
  choice: "Notices that the mapping can make more of",
  expired: "Rows that are too old",
  excluded: "Reasons to leave a row out",
  held: "Rows that are held",
  warning: "Warnings of a run",
  log: "Lines of the log",
};

function sources(): string {
  const rows = Object.entries(ERROR_SOURCES).map(([tag, page]) => [tag, page]);
  return markdownTable(["Tag", "Read in 2026"], rows);
}

function classes(): string {
  const rows = Object.entries(POLICIES).map(([name, { does }]) => [`\`${name}\``, does]);
  return markdownTable(["Class", "capisync …"], rows);
}

function answers(): string {
  const rows = META_CODES.map(({ code, class: kind, meaning, fix, ...rest }) => [
    code,
    kind,
    meaning,
    fix,
    sourceOf(rest),
  ]);
  return markdownTable(["Code", "Class", "Meaning", "What to do", "Source"], rows);
}

function sourceOf({ source, unverified }: Pick<MetaCode, "source" | "unverified">): string {
  return unverified ? `unverified; ${source}` : source;
}

function own(kind: CodeKind): string {
  const rows = OWN_CODES.filter((each) => each.kind === kind).map(
    ({ code, stage, meaning, fix, subcode }) => [
      `\`${code}\``,
      stage,
      meaning,
      fix,
      subcode === undefined ? "" : `100/${subcode}`,
    ],
  );
  return markdownTable(["Code", "Stage", "Meaning", "What to do", "Meta says"], rows);
}
