import type { Knex } from "knex";
import type { Transaction } from "./database.ts";
import { type Binding, inSizes, query, repeated } from "./statements.ts";
import type { Letter, LetterAnswer, Letters, NewLetter } from "./store.ts";

interface LetterRow {
  readonly id: number;
  readonly mapping: string;
  readonly row_key: string;
  readonly cursor: string | null;
  readonly stage: NewLetter["stage"];
  readonly issues: string;
  readonly meta: string | null;
  readonly fingerprint: string;
  readonly status: Letter["status"];
  readonly first_seen: number | string;
  readonly last_seen: number | string;
  readonly times: number;
}

/** Sets the rows aside; one that was set aside before is counted, and its letter opened again. */
export async function writeLetters(
  tx: Transaction,
  mapping: string,
  letters: readonly NewLetter[],
): Promise<void> {
  // One statement must not meet a row twice; the last word on it stands.
  const distinct = [...new Map(letters.map((letter) => [letter.rowKey, letter])).values()];
  await inSizes(distinct.length, async (from, size) => {
    const sql = `INSERT INTO dead_letter (mapping, row_key, cursor, stage, issues, codes, meta,
        fingerprint, status, first_seen, last_seen, times)
      VALUES ${repeated("(?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, 1)", size)}
      ON CONFLICT (mapping, row_key) DO UPDATE SET cursor = excluded.cursor,
        stage = excluded.stage, issues = excluded.issues, codes = excluded.codes,
        meta = excluded.meta, fingerprint = excluded.fingerprint, status = 'open',
        last_seen = excluded.last_seen, times = dead_letter.times + 1`;
    const rows = distinct.slice(from, from + size);
    await query(
      tx.db,
      sql,
      rows.flatMap((letter) => letterBindings(tx, mapping, letter)),
    );
  });
}

function letterBindings(tx: Transaction, mapping: string, letter: NewLetter): Binding[] {
  return [
    mapping,
    letter.rowKey,
    letter.cursor ?? null,
    letter.stage,
    JSON.stringify(letter.issues),
    codesText(letter.issues.map((issue) => issue.code)),
    letter.meta === undefined ? null : JSON.stringify(letter.meta),
    letter.fingerprint,
    tx.now,
    tx.now,
  ];
}

/** Closes the open letters of these rows. */
export async function closeLetters(
  tx: Transaction,
  mapping: string,
  rowKeys: readonly string[],
): Promise<void> {
  await inSizes(rowKeys.length, async (from, size) => {
    const sql = `UPDATE dead_letter SET status = 'closed', last_seen = ?
      WHERE mapping = ? AND status = 'open' AND row_key IN (${repeated("?", size)})`;
    await query(tx.db, sql, [tx.now, mapping, ...rowKeys.slice(from, from + size)]);
  });
}

/** Row key to fingerprint of the open letters. */
export async function openLetters(db: Knex, mapping: string): Promise<Map<string, string>> {
  const rows = await query<Pick<LetterRow, "row_key" | "fingerprint">>(
    db,
    "SELECT row_key, fingerprint FROM dead_letter WHERE mapping = ? AND status = 'open'",
    [mapping],
  );
  return new Map(rows.map((row) => [row.row_key, row.fingerprint]));
}

/** How many rows of the mapping are set aside and not yet accepted. */
export async function countOpenLetters(db: Knex, mapping: string): Promise<number> {
  const [row] = await query<{ letters: number | string }>(
    db,
    "SELECT count(*) AS letters FROM dead_letter WHERE mapping = ? AND status = 'open'",
    [mapping],
  );
  return Number(row?.letters ?? 0);
}

type LetterFilter = Parameters<Letters["listLetters"]>[0];

/** The letters that pass the filter, newest first. */
export async function listLetters(db: Knex, filter: LetterFilter): Promise<readonly Letter[]> {
  const conditions: string[] = [];
  const bindings: Binding[] = [];
  if (filter.mapping !== undefined) {
    conditions.push("mapping = ?");
    bindings.push(filter.mapping);
  }
  if (filter.status !== undefined) {
    conditions.push("status = ?");
    bindings.push(filter.status);
  }
  if (filter.code !== undefined) {
    conditions.push("codes LIKE ? ESCAPE '!'");
    bindings.push(`%${codesText([filter.code]).replaceAll(/[!%_]/g, "!$&")}%`);
  }
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  const rows = await query<LetterRow>(
    db,
    `SELECT * FROM dead_letter ${where} ORDER BY last_seen DESC, id DESC LIMIT ?`,
    [...bindings, filter.limit],
  );
  return rows.map(letterOf);
}

/** One letter by its number. */
export async function letterById(db: Knex, id: number): Promise<Letter | undefined> {
  const [row] = await query<LetterRow>(db, "SELECT * FROM dead_letter WHERE id = ?", [id]);
  return row === undefined ? undefined : letterOf(row);
}

/** Codes in a form in which one of them can be found as a whole. */
function codesText(codes: readonly string[]): string {
  return ` ${codes.join(" ")} `;
}

function letterOf(row: LetterRow): Letter {
  return {
    id: row.id,
    mapping: row.mapping,
    rowKey: row.row_key,
    cursor: row.cursor ?? undefined,
    stage: row.stage,
    issues: JSON.parse(row.issues) as Letter["issues"],
    meta: row.meta === null ? undefined : answerOf(JSON.parse(row.meta) as Partial<LetterAnswer>),
    fingerprint: row.fingerprint,
    status: row.status,
    firstSeen: Number(row.first_seen),
    lastSeen: Number(row.last_seen),
    times: row.times,
  };
}

/** JSON leaves out what is undefined. */
function answerOf(answer: Partial<LetterAnswer>): LetterAnswer {
  const { status, code, subcode, fbtraceId } = answer;
  return { status, code, subcode, fbtraceId };
}
