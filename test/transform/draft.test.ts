import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Draft, FieldContext, NOTICE_WORDS } from "../../src/transform/draft.ts";

describe("a field's context", () => {
  test("tells a notice once a row, with the field and what was expected", () => {
    const draft = new Draft();
    const context = new FieldContext(draft, "user_data.em", {}, undefined);
    context.notice("prehashed");
    context.notice("prehashed");

    expect(draft.notices).toEqual([
      {
        code: "prehashed",
        field: "user_data.em",
        expected: "a plain value, or `hashed: true` on the field; the hash is sent as it is",
      },
    ]);
  });

  test("says that a value is sent of a notice alone, never of what rejects the row", () => {
    const draft = new Draft();
    const value = (on_negative: "send" | "reject") =>
      new FieldContext(draft, "custom_data.value", { on_negative }, undefined);
    value("send").notice("negative_value");
    value("reject").notice("negative_value");

    expect(draft.notices).toMatchObject([{ expected: "an amount from 0 up; it is sent as it is" }]);
    expect(draft.issues).toMatchObject([{ expected: "an amount from 0 up" }]);
  });

  test("takes the field's time zone before the mapping's", () => {
    const zone = (timezone?: string): string | undefined =>
      new FieldContext(new Draft(), "event_time", timezone ? { timezone } : {}, "UTC").timezone;

    expect(zone("Asia/Tokyo")).toBe("Asia/Tokyo");
    expect(zone()).toBe("UTC");
  });
});

test("a new row starts with nothing remarked", () => {
  const draft = new Draft();
  draft.notice({ code: "a", field: "b", expected: "c" });
  draft.reject({ code: "a", field: "b", expected: "c" });
  draft.excluded = "skipped";
  draft.begin(1_999);

  expect(draft).toMatchObject({
    now: 1,
    notices: undefined,
    issues: undefined,
    excluded: undefined,
  });
});

test("every notice of a cleaner has its words", () => {
  const folder = join(import.meta.dirname, "../../src/capi/clean");
  const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  const codes = sources.flatMap((text) =>
    [...text.matchAll(/\.notice\("(\w+)"\)/g)].map((match) => match[1]),
  );

  expect(codes).toContain("prehashed");
  expect(Object.keys(NOTICE_WORDS)).toEqual(expect.arrayContaining(codes));
});
