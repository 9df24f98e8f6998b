import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deriveEventId } from "../../src/transform/event-id.ts";

describe("a derived event_id", () => {
  test.for([
    ["purchases", "Purchase", ["1001"], "vpz6yplh7lwkhf3be3pkqkqtburxfj6rkiuqsuwlyzzhoeoptiea"],
    [
      "purchases",
      "Purchase",
      ["eu", "1001"],
      "pvbq3emofadqaflh3nklklb52zxtq47fbgvabewehaucyr66m26a",
    ],
    [
      "leads",
      "Marketing Qualified Lead",
      ['ü|"', null],
      "6foqqlkittekomcyog6kdwo3cdhnxiaxuhgyid33rfwroi5juy4a",
    ],
  ] as const)("of %s, %s, %j never changes", ([id, name, key, golden]) => {
    expect(deriveEventId(id, name, key)).toBe(golden);
  });

  test("is the same for a number and its text, as drivers differ in which they give", () => {
    expect(deriveEventId("m", "Lead", [1001])).toBe(deriveEventId("m", "Lead", ["1001"]));
    expect(deriveEventId("m", "Lead", [1001n])).toBe(deriveEventId("m", "Lead", ["1001"]));
  });

  test("tells apart keys whose texts run together", () => {
    const key = fc.array(fc.string({ maxLength: 4 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(key, key, (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b));
        expect(deriveEventId("m", "Lead", a)).not.toBe(deriveEventId("m", "Lead", b));
      }),
    );
  });

  test("is 52 digits of base32 and the same at every call", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.array(fc.string()), (id, name, key) => {
        const eventId = deriveEventId(id, name, key);
        expect(eventId).toMatch(/^[a-z2-7]{52}$/);
        expect(deriveEventId(id, name, [...key])).toBe(eventId);
      }),
    );
  });
});
