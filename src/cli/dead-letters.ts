import { codeText, explain } from "../capi/error-codes.ts";
import { systemClock } from "../lib/clock.ts";
import { didYouMean } from "../lib/did-you-mean.ts";
import { ConfigError } from "../lib/errors.ts";
import type { Letter, Store } from "../state/store.ts";
import { EXIT, type GlobalFlags, type Io } from "./io.ts";
import { openProject } from "./open-project.ts";
import { ago, table } from "./text.ts";

interface ListFlags extends GlobalFlags {
  readonly mapping?: string;
  readonly code?: string;
  readonly all?: boolean;
  readonly limit?: number;
}

async function withStore<T>(
  flags: GlobalFlags,
  io: Io,
  work: (store: Store, names: ReadonlyMap<string, string>) => Promise<T>,
): Promise<T> {
  const { project } = await openProject(flags, io, { requireEnv: false });
  const names = new Map(project.mappings.map((mapping) => [mapping.id, mapping.name]));
  const { openState } = await import("../state/install.ts");
  const { store } = await openState({ file: project.state.file, create: false });
  try {
    return await work(store, names);
  } finally {
    await store[Symbol.asyncDispose]();
  }
}

function codesOf(letter: Letter): readonly string[] {
  return letter.issues.map((issue) => (issue.field ? `${issue.field}: ${issue.code}` : issue.code));
}

function letterJson(letter: Letter, names: ReadonlyMap<string, string>): Record<string, unknown> {
  const { meta } = letter;
  return {
    id: letter.id,
    mapping: names.get(letter.mapping) ?? letter.mapping,
    key: letter.rowKey,
    stage: letter.stage,
    codes: letter.issues.map((issue) => issue.code),
    meta:
      meta === undefined
        ? null
        : {
            status: meta.status,
            code: meta.code,
            subcode: meta.subcode,
            fbtrace_id: meta.fbtraceId,
          },
    first_seen: new Date(letter.firstSeen).toISOString(),
    last_seen: new Date(letter.lastSeen).toISOString(),
    times: letter.times,
    status: letter.status,
  };
}

function metaText({ meta }: Letter): string {
  return meta === undefined ? "-" : codeText(meta);
}

/** The id of the mapping of that name, or of one that only the state still knows. */
async function idOf(
  name: string,
  store: Store,
  names: ReadonlyMap<string, string>,
): Promise<string> {
  const id = [...names].find((entry) => entry[1] === name)?.[0];
  if (id !== undefined) return id;
  const known = new Set([...names.values(), ...(await store.mappings())]);
  if (known.has(name)) return name;
  const near = didYouMean(name, known);
  throw new ConfigError(`--mapping ${name}: neither the project nor its state has such a mapping`, {
    hint:
      near === undefined ? `the mappings are: ${[...known].join(", ")}` : `did you mean ${near}?`,
  });
}

/** `capisync dead-letters list`. */
export async function listDeadLetters(flags: ListFlags, io: Io): Promise<number> {
  return withStore(flags, io, async (store, names) => {
    const { limit = 20 } = flags;
    // One more than is shown tells whether there are more.
    const found = await store.listLetters({
      ...(flags.mapping === undefined ? {} : { mapping: await idOf(flags.mapping, store, names) }),
      ...(flags.code === undefined ? {} : { code: flags.code }),
      ...(flags.all === true ? {} : { status: "open" as const }),
      limit: limit + 1,
    });
    const letters = found.slice(0, limit);
    if (found.length > limit) {
      io.stderr(`more than ${limit} dead letters: these are the newest, --limit shows more\n`);
    }
    if (flags.json === true) {
      io.stdout(`${JSON.stringify(letters.map((letter) => letterJson(letter, names)))}\n`);
      return EXIT.ok;
    }
    if (letters.length === 0) {
      io.stdout("no dead letters\n");
      return EXIT.ok;
    }
    const now = systemClock.now();
    const rows = letters.map((letter) => [
      String(letter.id),
      names.get(letter.mapping) ?? letter.mapping,
      letter.rowKey,
      letter.stage,
      codesOf(letter).join(", "),
      metaText(letter),
      ago(letter.lastSeen, now),
    ]);
    io.stdout(table(["ID", "MAPPING", "KEY", "STAGE", "WHY", "META", "LAST SEEN"], rows));
    io.stderr("\nNext: capisync dead-letters show <id>\n");
    return EXIT.ok;
  });
}

/** `capisync dead-letters show <id>`. */
export async function showDeadLetter(text: string, flags: GlobalFlags, io: Io): Promise<number> {
  return withStore(flags, io, async (store, names) => {
    const letter = /^\d{1,15}$/.test(text) ? await store.letter(Number(text)) : undefined;
    if (letter === undefined) {
      throw new ConfigError(`dead letter ${text}: there is none with this number`, {
        hint: "`capisync dead-letters list --all` shows them",
      });
    }
    if (flags.json === true) {
      const document = {
        ...letterJson(letter, names),
        issues: letter.issues,
        cursor: letter.cursor,
      };
      io.stdout(`${JSON.stringify(document)}\n`);
      return EXIT.ok;
    }
    const meaning = letter.meta && explain(letter.meta.code, letter.meta.subcode);
    const lines = [
      `dead letter ${letter.id}, ${letter.status}`,
      `  mapping     ${names.get(letter.mapping) ?? letter.mapping}`,
      `  row key     ${letter.rowKey}`,
      `  cursor      ${letter.cursor ?? "-"}`,
      `  set aside   at stage ${letter.stage}, ${letter.times} time(s), first ${new Date(letter.firstSeen).toISOString()}, last ${new Date(letter.lastSeen).toISOString()}`,
      ...letter.issues.map(
        (issue) =>
          `  why         ${issue.field || "row"}: ${issue.code}, expected ${issue.expected}`,
      ),
      ...(letter.meta === undefined
        ? []
        : [
            `  Meta said   ${metaText(letter)} (HTTP ${letter.meta.status ?? "?"}), fbtrace_id ${letter.meta.fbtraceId ?? "-"}`,
          ]),
      ...(meaning === undefined
        ? []
        : [`  which means ${meaning.meaning}`, `  to mend it  ${meaning.fix}`]),
      "  what to do  mend the row in the warehouse or the mapping; a row that changed and is read again is tried again",
    ];
    io.stdout(`${lines.join("\n")}\n`);
    return EXIT.ok;
  });
}
