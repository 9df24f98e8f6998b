import { describe, expect, test } from "vitest";
import { WINDOWS } from "../../src/capi/limits.ts";
import { Arena } from "../../src/lib/arena.ts";
import { InvariantError } from "../../src/lib/errors.ts";
import { keyedHash } from "../../src/lib/hash.ts";
import { Books } from "../../src/run/books.ts";
import { Tally } from "../../src/run/tally.ts";
import type { Outgoing, Settlement } from "../../src/send/sink.ts";
import type { Watermark } from "../../src/source/source.ts";
import type { Settle } from "../../src/state/store.ts";

const json = new Arena().add("{}");

function places(count: number, first = 0): Watermark[] {
  return Array.from({ length: count }, (_, i) => ({
    cursor: `c${first + i}`,
    key: [`${first + i}`],
  }));
}

function outgoing(seq: number): Outgoing {
  return {
    seq,
    json,
    eventTime: 1_700_000_000,
    window: WINDOWS.store,
    key: keyedHash("", `${seq}`),
  };
}

function accepted(...seqs: readonly number[]): Settlement {
  const answer = { status: 200, code: undefined, subcode: undefined, fbtraceId: undefined };
  return { items: seqs.map(outgoing), outcome: { kind: "accepted", answer }, attempt: seqs[0] };
}

interface Kept {
  readonly books: Books;
  readonly commits: Settle[];
}

/** Books whose commits are kept; `before` runs in each of them. */
function openBooks(
  before: (commit: number) => void | Promise<void> = () => undefined,
  movesWatermark = true,
): Kept {
  const commits: Settle[] = [];
  let begun = 0;
  const commit = async (settle: Settle): Promise<void> => {
    begun++;
    await before(begun);
    commits.push(settle);
  };
  const lease = { mapping: "m", epoch: 1 };
  return { books: new Books({ commit, lease, run: 1, movesWatermark }, new Tally()), commits };
}

describe("a commit", () => {
  test("holds all that settled since the last, with the place of the unbroken run of rows", async () => {
    const { books, commits } = openBooks();
    books.open(places(5), 0);
    books.accept(accepted(0, 1), 62, []);
    books.exclude(3, "no_consent");

    await books.commit();

    expect(commits).toHaveLength(1);
    expect(commits[0]).toMatchObject({
      attempts: [0],
      counts: { read: 3, accepted: 2, excluded: { no_consent: 1 } },
      watermark: { cursor: "c1", key: ["1"] },
    });
    expect(commits[0]?.ledger.days).toHaveLength(2);
  });

  test("is shared by those who ask while another is being written", async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { books, commits } = openBooks((commit) => (commit === 1 ? gate : undefined));
    books.open(places(3), 0);
    books.exclude(0, "skipped");
    const first = books.commit();
    await Promise.resolve();
    books.exclude(1, "skipped");
    const second = books.commit();
    books.exclude(2, "skipped");
    const third = books.commit();

    release();
    await Promise.all([first, second, third]);

    expect(commits.map((commit) => commit.counts.read)).toEqual([1, 2]);
    expect(commits.map((commit) => commit.watermark?.key)).toEqual([["0"], ["2"]]);
  });

  test("is left out when nothing settled", async () => {
    const { books, commits } = openBooks();
    books.open(places(3), 0);

    await books.commit();

    expect(commits).toHaveLength(0);
  });

  test("INVARIANT: fails after one that failed, so that no checkpoint passes lost letters", async () => {
    const { books, commits } = openBooks((commit) => {
      if (commit === 1) throw new Error("the disk is full");
    });
    books.open(places(2), 0);
    books.exclude(0, "skipped");
    await expect(books.commit()).rejects.toThrow("the disk is full");
    books.exclude(1, "skipped");

    await expect(books.commit()).rejects.toThrow("the disk is full");

    expect(commits).toHaveLength(0);
    expect(books.total.rows).toBe(0);
  });
});

describe("the watermark", () => {
  test("INVARIANT: stays while only rows before the checkpoint have settled", async () => {
    const { books, commits } = openBooks();
    books.open(places(3), 3);
    books.open(places(2, 3), 1);
    for (const seq of [0, 1, 2, 3]) books.settleRow(seq, "alreadySent");
    await books.commit();
    books.settleRow(4, "alreadySent");

    await books.commit();

    expect(commits.map((commit) => commit.watermark?.key)).toEqual([undefined, ["4"]]);
  });

  test("is not written by a run that leaves it where it is", async () => {
    const { books, commits } = openBooks(undefined, false);
    books.open(places(1), 0);
    books.settleRow(0, "expired");

    await books.commit();

    expect(commits).toMatchObject([{ counts: { expired: 1 }, watermark: undefined }]);
  });
});

describe("a letter", () => {
  test("names its row by the key and the cursor", async () => {
    const { books, commits } = openBooks();
    books.open([{ cursor: "2026-01-01", key: ["7", "b"] }], 0);
    const issues = [{ code: "missing", field: "value", expected: "a number" }];
    books.settleRow(0, "deadLettered", { stage: "map", issues, fingerprint: "f" });

    await books.commit();

    expect(commits[0]?.letters).toEqual([
      {
        rowKey: '["7","b"]',
        cursor: "2026-01-01",
        stage: "map",
        issues,
        meta: undefined,
        fingerprint: "f",
      },
    ]);
  });
});

describe("rows without a fate", () => {
  test("are found at the end of the run", async () => {
    const { books } = openBooks();
    books.open(places(2), 0);
    books.settleRow(0, "held");
    await books.commit();

    expect(() => books.assertBalanced(2)).toThrow(InvariantError);
    expect(() => books.assertBalanced(1)).not.toThrow();
  });

  test("that no window holds are counted beside those that were read", async () => {
    const { books, commits } = openBooks();
    books.open(places(1), 0);
    books.excludeUnread(4, "null_cursor");
    books.settleRow(0, "held");

    await books.commit();

    expect(commits[0]?.counts).toMatchObject({ read: 5, held: 1, excluded: { null_cursor: 4 } });
    expect(() => books.assertBalanced(5)).not.toThrow();
  });
});
