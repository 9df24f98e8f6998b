import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { currency } from "../../src/capi/clean/currency.ts";
import { WINDOWS } from "../../src/capi/limits.ts";
import { refusalOf, wireEvent } from "../../src/sandbox/refusals.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { graphApi } from "../../src/send/graph-api.ts";
import { contextWith } from "../capi/context.ts";
import { settle } from "../send/events.ts";
import { MovedClock } from "../send/moved-clock.ts";
import { judge, judgedRows, judgeWild, noCounts, sealedRows, toldOf } from "./judge.ts";
import { KINDS } from "./kinds.ts";
import { soundCase } from "./sound.ts";
import { NOW } from "./values.ts";
import { wildCase } from "./wild.ts";

const SEED = 20_261_120;

describe("random rows through random mappings of every kind", () => {
  test("become no event that the strict sandbox refuses", () => {
    const { kinds, ...counts } = judgeWild(10_000, SEED);

    console.log(counts);
    expect(counts.event).toBeGreaterThanOrEqual(10_000);
    expect(counts.refused).toBe(0);
    expect([...kinds].toSorted()).toEqual(KINDS.map(({ name }) => name).toSorted());
    // Cases that are all sound, or all hopeless, would show nothing.
    expect(counts.rejected).toBeGreaterThan(1000);
  });

  test("are all taken by the strict sandbox over HTTP, a thousand in a request", async () => {
    const sandbox = await startSandbox({ strict: true, now: () => NOW * 1000 });
    const graph = graphApi({
      endpoint: sandbox.url,
      apiVersion: "v25.0",
      datasetId: "123",
      accessToken: () => "token-for-tests",
      connections: 1,
      clock: new MovedClock(NOW * 1000),
    });
    const items = fc
      .sample(wildCase(20), { numRuns: 250, seed: SEED })
      .flatMap((one) => sealedRows(one))
      .flatMap((item) => (item.kind === "event" ? [item] : []));

    for (let i = 0; i < items.length; i += 1000) {
      const batch = { items: items.slice(i, i + 1000), window: WINDOWS.standard };
      const [settlement] = await settle(graph, batch);
      expect(settlement?.outcome).toMatchObject({ kind: "accepted" });
    }

    expect(items.length).toBeGreaterThan(1000);
    expect(sandbox.stats()).toMatchObject({ refused: 0, events_received: items.length });
    await graph[Symbol.asyncDispose]();
    await sandbox.close();
  });
});

describe("rows built to be valid", () => {
  test.for(KINDS)("are all sent, without a word: $name", (kind) => {
    fc.assert(
      fc.property(soundCase(kind, 10), (one) => {
        const counts = noCounts();
        judge(one, counts);
        const words = judgedRows(one).flatMap(({ item }) => toldOf(item));

        expect(counts).toMatchObject({ event: counts.rows, rejected: 0, refused: 0 });
        expect(words).toEqual([]);
      }),
      { numRuns: 30, seed: SEED },
    );
  });
});

test("a wrong value stands in no issue and no notice", () => {
  const marks = ["zqxjk", "zqxjk@@", '{"zqxjk":', "2026-zqxjk", ["zqxjk"], { zqxjk: "zqxjk" }];
  const cases = fc.constantFrom(...KINDS).chain((kind) => soundCase(kind, 3));
  let told = 0;

  fc.assert(
    fc.property(cases, fc.nat(), fc.constantFrom(...marks), (one, nth, mark) => {
      const { name = "" } = one.columns[nth % one.columns.length] ?? {};
      const rows = one.rows.map((row) => ({ ...row, [name]: mark }));
      for (const { item } of judgedRows({ ...one, rows })) {
        const words = toldOf(item);
        told += words.length;
        expect(JSON.stringify(words)).not.toContain("zqxjk");
      }
    }),
    { numRuns: 500, seed: SEED },
  );

  expect(told).toBeGreaterThan(200);
});

describe("currencies", () => {
  const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const CODES = LETTERS.flatMap((a) => LETTERS.flatMap((b) => LETTERS.map((c) => a + b + c)));

  test("that are sent are all known to the sandbox, which has a list of its own", () => {
    const sent = CODES.filter((code) => currency(code, contextWith()) === code);
    const refused = sent.filter((code) => {
      const event = { event_name: "Lead", event_time: NOW, user_data: { fbp: "x" } };
      const wire = wireEvent({ ...event, custom_data: { currency: code } });
      return wire === undefined || refusalOf([wire], NOW, true) !== undefined;
    });

    expect(sent.length).toBeGreaterThan(140);
    expect(refused).toEqual([]);
  });
});
