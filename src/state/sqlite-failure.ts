import { ConfigError, ERROR_CLASSES, InvariantError, UnavailableError } from "../lib/errors.ts";

/** A result code of SQLite in words, who must act, and whether the database may be used after it. */
interface Meaning {
  readonly raise: typeof ConfigError | typeof UnavailableError;
  readonly found: string;
  readonly hint: string;
  readonly fatal: boolean;
}

/** What to do when the state is gone or cannot be read. */
export const RESTORE =
  "restore state.db and install.key from one backup; to begin anew on purpose, delete both, set `incremental.start`, and expect Meta to get repeats";

const WRITABLE = "run as the owner of the file and its folder, and mount the folder writable";

/** By primary result code. https://www.sqlite.org/rescode.html (read 2026) */
// biome-ignore format: a table is read by its columns
const MEANINGS: Readonly<Record<number, Meaning>> = {
  3:  { raise: ConfigError,      found: "access is denied",                        hint: WRITABLE,                                     fatal: false },
  5:  { raise: UnavailableError, found: "another process kept it locked for 5 s",  hint: "let the other process finish",               fatal: false },
  6:  { raise: UnavailableError, found: "another process kept it locked for 5 s",  hint: "let the other process finish",               fatal: false },
  8:  { raise: ConfigError,      found: "it cannot be written",                    hint: WRITABLE,                                     fatal: false },
  // After a failed write the system may take the page for clean, and a second try would pass for nothing.
  10: { raise: ConfigError,      found: "the disk failed to read or write it",     hint: "check the disk; then run again, or restore", fatal: true },
  11: { raise: ConfigError,      found: "it is damaged",                           hint: RESTORE,                                      fatal: true },
  13: { raise: UnavailableError, found: "the disk is full",                        hint: "make space; nothing of it was written",      fatal: false },
  14: { raise: ConfigError,      found: "it cannot be opened",                     hint: WRITABLE,                                     fatal: false },
  26: { raise: ConfigError,      found: "it is not a SQLite database",             hint: RESTORE,                                      fatal: true },
};

/** SQLite's error as one of ours; one of ours as it is. */
export function sqliteFailure(
  thrown: unknown,
  file: string,
): { readonly error: Error; readonly fatal: boolean } {
  const isOurs = Object.values(ERROR_CLASSES).some((own) => thrown instanceof own);
  if (isOurs) return { error: thrown as Error, fatal: false };
  const meaning = MEANINGS[primaryCode(thrown)];
  if (meaning === undefined) {
    const error = new InvariantError(`${file}: a statement on the state failed`, {
      stage: "state",
      cause: thrown,
    });
    return { error, fatal: false };
  }
  const { raise: Raised, found, hint, fatal } = meaning;
  const error = new Raised(`${file}: ${found}`, { stage: "state", hint, cause: thrown });
  return { error, fatal };
}

/** The low byte of SQLite's extended result code; 0 when the error is not SQLite's. */
function primaryCode(thrown: unknown): number {
  if (!(thrown instanceof Error) || !("errcode" in thrown)) return 0;
  return typeof thrown.errcode === "number" ? thrown.errcode & 0xff : 0;
}
