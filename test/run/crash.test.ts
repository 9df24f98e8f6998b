import { afterAll, beforeAll, expect, test } from "vitest";
import type { Mapping } from "../../src/config/mapping.ts";
import { deriveEventId } from "../../src/transform/event-id.ts";
import { Fuse, type Side } from "../fakes/fuse.ts";
import { badEvent, order, orders } from "../fakes/orders.ts";
import type { SeenEvent } from "../fakes/recorder.ts";
import { startWorld, type World } from "../fakes/run.ts";

const ROWS = 30;
/** Cannot become an event. */
const SPOILT = 23;
/** Meta refuses it. */
const REFUSED = 14;
/** Its person did not consent. */
const EXCLUDED = 20;
const SENDABLE = orderNumbers().filter((n) => ![SPOILT, REFUSED, EXCLUDED].includes(n));

/** The request of the first life whose answer gets lost, so that a batch is sent twice. */
const LOST_ANSWER = 2;

/** More effects than a run of these rows has. */
const MOST_EFFECTS = 200;

let world: World;

beforeAll(async () => {
  world = await startWorld({ pageSize: 8, delivery: { batchSize: 6, concurrency: 2 } });
  world.source.rows = orders(world.clock, ROWS);
  world.source.rows[SPOILT - 1] = order(SPOILT, world.clock, { total: null });
  world.source.rows[EXCLUDED - 1] = order(EXCLUDED, world.clock, { consent: "no" });
});

afterAll(() => world[Symbol.asyncDispose]());

function orderNumbers(): number[] {
  return Array.from({ length: ROWS }, (_, i) => i + 1);
}

/** A mapping without any state yet, whose event ids are derived and so its own. */
function freshMapping(id: string): Mapping {
  const fields = world.mapping.fields.filter((field) => field.name !== "event_id");
  return { ...world.mapping, id, fields };
}

/** Events that were taken since the given request, in their order. */
function takenSince(request: number): SeenEvent[] {
  const requests = world.recorder.requests.slice(request);
  return requests.filter((one) => one.isTaken).flatMap((one) => one.events);
}

function orderOf(event: SeenEvent): number {
  return Number(event.custom_data.order_id);
}

/** Every row up to the checkpoint was taken, set aside or excluded. */
async function expectNothingPassed(mapping: Mapping, taken: readonly SeenEvent[]): Promise<void> {
  const status = await world.status(mapping);
  const checkpoint = Number(status?.checkpoint?.watermark.key[0] ?? 0);
  const letters = await world.letters("open", mapping);
  const settled = [
    ...taken.map(orderOf),
    ...letters.map((letter) => Number(letter.rowKey)),
    EXCLUDED,
  ];
  const passed = orderNumbers().filter((n) => n <= checkpoint);
  expect(settled).toEqual(expect.arrayContaining(passed));
}

/** Runs with clean parts until one comes to its end. */
async function runToTheEnd(mapping: Mapping): Promise<void> {
  world.recorder.cut = () => undefined;
  world.dropLease(mapping);
  const report = await world.run({ mapping });
  expect(report.error).toBeUndefined();
}

/** What must hold once a run has come to its end, whatever came before. */
async function expectAllSettled(mapping: Mapping, taken: readonly SeenEvent[]): Promise<void> {
  const unique = new Set(taken.map(orderOf));
  expect([...unique].sort((a, b) => a - b)).toEqual(SENDABLE);
  // A repeat bears the id that the first had.
  expect(new Set(taken.map((event) => event.event_id)).size).toBe(unique.size);
  const status = await world.status(mapping);
  expect(taken.length - unique.size).toBeLessThanOrEqual(status?.ambiguousEvents ?? 0);
  expect(status?.counts.accepted).toBe(SENDABLE.length);
  expect(status?.checkpoint?.watermark.key).toEqual([`${ROWS}`]);
  const letters = await world.letters("open", mapping);
  expect(letters.map((letter) => Number(letter.rowKey)).sort()).toEqual([REFUSED, SPOILT]);
}

/** Reads all rows once more: each is in exactly one count, and none is sent. */
async function expectOneCountEach(mapping: Mapping): Promise<void> {
  const { incremental } = mapping.source;
  if (incremental === undefined) throw new Error("the mapping has no cursor");
  const source = { ...mapping.source, incremental: { ...incremental, lookbackSeconds: 7200 } };
  const report = await world.run({ mapping: { ...mapping, source } });
  expect(report).toMatchObject({
    status: "ok",
    requests: 0,
    counts: {
      read: ROWS,
      accepted: 0,
      alreadySent: SENDABLE.length,
      deadLettered: 2,
      excluded: { no_consent: 1 },
    },
  });
}

/** One life that ends at the n-th effect, and those after it; false when the run has fewer effects. */
async function dieAndRecover(n: number, side: Side): Promise<boolean> {
  const mapping = freshMapping(`crash-${side}-${n}`);
  const first = world.recorder.requests.length;
  await world.faults(badEvent(deriveEventId(mapping.id, "Purchase", [`${REFUSED}`])));
  const fuse = new Fuse(n, side);
  fuse.network(world.recorder, LOST_ANSWER);

  const store = fuse.store(world.state.store);
  const connector = fuse.connector(world.source);
  // What it has to say is lost with the process.
  await Promise.allSettled([world.run({ mapping, store, connector })]);

  await expectNothingPassed(mapping, takenSince(first));
  await runToTheEnd(mapping);
  await expectAllSettled(mapping, takenSince(first));
  // To die before an effect is to die after the one that came before: one side is looked at closely.
  if (side === "after") await expectOneCountEach(mapping);
  return fuse.isBlown;
}

test.for(["before", "after"] as const)(
  "a run that dies %s any of its effects loses nothing, and repeats no more than it counted",
  { timeout: 60_000 },
  async (side) => {
    let deaths = 0;
    while (deaths < MOST_EFFECTS && (await dieAndRecover(deaths + 1, side))) deaths++;

    // Each page, batch and commit is an effect, and so is what opens and closes a run.
    expect(deaths).toBeGreaterThan(30);
    expect(deaths).toBeLessThan(MOST_EFFECTS);
  },
);
