/**
 * `npm run demo`: a shop's orders travel from a real PostgreSQL through capisync to a stand-in for
 * Meta, all on this machine. Twice: the second time only what is new goes out. In the end the books
 * of both sides are compared, to the unit.
 */
import { type Stage, setStage } from "./stage.ts";

/** What the demo reads of `capisync status --json`. */
interface Status {
  readonly ambiguous_events: number;
  readonly dead_letters: number;
  readonly counts: { readonly accepted: number };
  readonly last_run: { readonly accepted: number; readonly already_sent: number };
}

function say(text = ""): void {
  process.stdout.write(`${text}\n`);
}

function heading(text: string): void {
  say(`\n== ${text}\n`);
}

function number(value: unknown): string {
  return String(value).padStart(9);
}

async function statusOf(stage: Stage): Promise<Status> {
  const document = (await stage.capisyncJson("status")) as { readonly mappings: readonly Status[] };
  const [status] = document.mappings;
  if (status === undefined) throw new Error("status --json: mappings[] is empty");
  return status;
}

/** Returns how many of the orders are fit to be sent. */
async function plantShop(stage: Stage): Promise<number> {
  heading("A shop with the trouble that shops have");
  await stage.sql("seed.sql");
  await stage.sql("reader.sql");
  const [planted] = await stage.sql("planted.sql");
  for (const [name, count] of Object.entries(planted?.rows[0] ?? {})) {
    say(`${number(count)}  ${name}`);
  }
  const [sendable] = await stage.sql("sendable.sql");
  return sendable?.rows[0].orders;
}

async function firstRun(stage: Stage): Promise<void> {
  heading("First run");
  say(`capisync reads as capisync_reader, which has SELECT and pg_read_all_stats and no more, and`);
  say(`sends to the sandbox on ${stage.sandboxUrl}, which enforces Meta's rules.\n`);
  say("$ capisync run");
  await stage.capisync("run");
}

/** Returns how many of the late rows are there to be sent. */
async function lateRows(stage: Stage): Promise<number> {
  heading("Meanwhile in the shop");
  const [late, fresh, , mended, touched] = await stage.sql("late-rows.sql");
  const rows = [late, fresh, mended, touched].map((result) => result?.rowCount ?? 0);
  say(`${number(rows[0])}  late orders of a till that was offline, stamped before the watermark`);
  say(`${number(rows[1])}  new orders`);
  say(`${number(rows[2])}  orders that were dead letters get a valid currency`);
  say(`${number(rows[3])}  orders that were sent already are touched: these must not go again`);
  return (rows[0] ?? 0) + (rows[1] ?? 0) + (rows[2] ?? 0);
}

/** What the shop's own tables say must go out. */
interface Sendable {
  readonly first: number;
  readonly second: number;
}

/** Shows what each side says of one thing; true when they say the same. */
function agree(what: string, capisync: number, other: number): boolean {
  say(`${number(capisync)} ${number(other)}  ${what}${capisync === other ? "" : "   DISAGREE"}`);
  return capisync === other;
}

async function compareBooks(stage: Stage, sendable: Sendable): Promise<boolean> {
  heading("Do the books agree?");
  const { counts, last_run: second, ambiguous_events: unknown } = await statusOf(stage);
  const sandbox = await stage.sandboxStats();
  say(" capisync      shop");
  const shop = [
    agree(
      "accepted in the first run / fit to be sent",
      counts.accepted - second.accepted,
      sendable.first,
    ),
    agree("accepted in the second run / new since then", second.accepted, sendable.second),
  ];
  say("\n capisync   sandbox");
  const meta = [
    agree("accepted in both runs / received", counts.accepted, sandbox.events_received),
    agree("accepted in both runs / different ones", counts.accepted, sandbox.unique),
    agree("of unknown outcome / received twice", unknown, sandbox.repeated),
  ];
  say(`\n${number(second.already_sent)}  rows were read again in the second run, and not sent`);
  return [...shop, ...meta].every((same) => same);
}

async function showWhereThingsAre(stage: Stage): Promise<void> {
  heading("Where things stand");
  say("$ capisync status");
  await stage.capisync("status");
  heading("Where the dead letters are");
  say("$ capisync dead-letters list --limit 5");
  await stage.capisync("dead-letters", "list", "--limit", "5");
  say(
    `\nThey lie in the project's .capisync/state.db: key and reason, without any value of a row.`,
  );
  say(`A row that is mended in the shop goes out by itself, as the mended ones above did.`);
}

async function story(signal: AbortSignal): Promise<number> {
  const stage = await setStage(signal);
  try {
    const first = await plantShop(stage);
    await firstRun(stage);
    const second = await lateRows(stage);
    heading("Second run");
    say("$ capisync run");
    await stage.capisync("run");
    const agreed = await compareBooks(stage, { first, second });
    await showWhereThingsAre(stage);
    heading(agreed ? "Nothing lost, nothing sent twice." : "The books do not agree: see above.");
    return agreed ? 0 : 1;
  } finally {
    await stage[Symbol.asyncDispose]();
  }
}

const EXIT_BY_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;
const stop = new AbortController();
for (const [signal, code] of Object.entries(EXIT_BY_SIGNAL)) {
  // `on`, not `once`: while a listener stands, PostgreSQL leaves it to us when to end.
  process.on(signal, () => stop.abort(code));
}
try {
  process.exitCode = await story(stop.signal);
} catch (error) {
  if (stop.signal.aborted) {
    say("\nstopped");
    process.exitCode = Number(stop.signal.reason);
  } else {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
