import { describe, expect, test } from "vitest";
import { type CleanContext, Fault } from "../../../src/capi/clean/cleaner.ts";
import { fbc, fbcFromClick, fbp } from "../../../src/capi/clean/click-id.ts";
import type { Value } from "../../../src/lib/value.ts";
import { contextWith, NOW } from "../context.ts";

const SHA256 = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f";
const CLICK = "2026-11-19 14:29:00.123456+00";
const CLICK_MS = 1_795_098_540_123;
const DAY_MS = 86_400_000;

function built(fbclid: Value, clickTime: Value, settings: Partial<CleanContext> = {}) {
  const result = fbcFromClick(fbclid, clickTime, contextWith(settings));
  return result instanceof Fault ? `!${result.code}` : result;
}

describe("a click id made of fbclid and click time", () => {
  // biome-ignore format: a table is read by its columns
  test.for([
    ["IwAR0aBcDeF_g-h",             CLICK,         `fb.1.${CLICK_MS}.IwAR0aBcDeF_g-h`],
    ["  IwAR0aBcDeF \u200b",        CLICK,         `fb.1.${CLICK_MS}.IwAR0aBcDeF`],
    ["IwAR0aBc.AQQAAQEA",           CLICK,         `fb.1.${CLICK_MS}.IwAR0aBc.AQQAAQEA`],
    ["IwAR0aBc.Bg",                 CLICK,         `fb.1.${CLICK_MS}.IwAR0aBc.Bg`],
    ["iwar0abcdef",                 CLICK,         `fb.1.${CLICK_MS}.iwar0abcdef`],
    ["12345",                       CLICK,         `fb.1.${CLICK_MS}.12345`],
    ["IwAR0",                       "2026-11-19T14:29:00Z", "fb.1.1795098540000.IwAR0"],
    ["IwAR0",                       "1795098540",  "fb.1.1795098540000.IwAR0"],
    ["IwAR0",                       "1795098540.1239", "fb.1.1795098540123.IwAR0"],
    ["IwAR0",                       1_795_098_540, "fb.1.1795098540000.IwAR0"],
    ["IwAR0",                       null,          "!click_time_missing"],
    ["IwAR0",                       "",            "!click_time_missing"],
    ["IwAR0",                       "n/a",         "!click_time_missing"],
    ["IwAR0",                       "yesterday",   "!not_time"],
    ["IwAR0",                       "2026-11-19",  "!date_only"],
    ["IwAR0",                       "2026-11-19 14:29:00", "!timezone_missing"],
    ["IwAR0",                       "1795098540123", "!unit_missing"],
    ["IwAR0",                       "1969-12-31 23:59:59+00", "!not_fbclid"],
    ["Iw AR0",                      CLICK,         "!not_fbclid"],
    ["Iw.AR0",                      CLICK,         "!not_fbclid"],
    ["https://example.com/?fbclid=IwAR0", CLICK,   "!not_fbclid"],
    [SHA256,                        CLICK,         "!not_fbclid"],
    [SHA256.toUpperCase(),          CLICK,         "!not_fbclid"],
    [true,                          CLICK,         "!not_text"],
    [null,                          CLICK,         undefined],
    ["",                            null,          undefined],
    ["null",                        CLICK,         undefined],
    // A column may hold what the cookie held for some rows.
    ["fb.1.1795098540000.IwAR0",    null,          "fb.1.1795098540000.IwAR0"],
    ["fb.2.1795098540000.IwAR0",    CLICK,         "fb.2.1795098540000.IwAR0"],
    ["fb.1.IwAR0",                  CLICK,         "!not_fbc"],
  ] as const)("%j at %j is %j", ([fbclid, clickTime, expected]) => {
    expect(built(fbclid, clickTime)).toBe(expected);
  });

  test("reads the click time with the field's options", () => {
    const at = (clickTime: string, settings: Partial<CleanContext>) =>
      built("IwAR0", clickTime, settings);
    expect(at("1795098540123", { options: { unit: "ms" } })).toBe(`fb.1.${CLICK_MS}.IwAR0`);
    expect(at("1795098540123999", { options: { unit: "us" } })).toBe(`fb.1.${CLICK_MS}.IwAR0`);
    expect(at("2026-11-19 15:29:00.123", { timezone: "Europe/Amsterdam" })).toBe(
      `fb.1.${CLICK_MS}.IwAR0`,
    );
    expect(
      at("19/11/2026 14:29:00 +0000", { options: { format: "DD/MM/YYYY HH24:MI:SS TZHTZM" } }),
    ).toBe("fb.1.1795098540000.IwAR0");
    expect(at("2026-11-19", { options: { date_only: "noon_utc" } })).toBe(
      `fb.1.${Date.UTC(2026, 10, 19, 12)}.IwAR0`,
    );
  });

  test("is well-formed for the cookie's own cleaner", () => {
    const made = built("IwAR0aBcDeF_g-h", CLICK);
    expect(fbc(String(made), contextWith())).toBe(made);
  });

  test("older than 90 days is counted, one of 90 days is not", () => {
    const noticesAt = (clickMs: number) => {
      const context = contextWith({ options: { unit: "ms" } });
      fbcFromClick("IwAR0", String(clickMs), context);
      return context.notices;
    };
    expect(noticesAt(NOW * 1000 - 90 * DAY_MS)).toEqual([]);
    expect(noticesAt(NOW * 1000 - 90 * DAY_MS - 1)).toEqual(["click_time_old"]);
  });
});

describe("the time in a cookie", () => {
  const notices = (clean: typeof fbc, text: string) => {
    const context = contextWith();
    expect(clean(text, context)).toBe(text);
    return context.notices;
  };

  test("is counted when it is in seconds, and sent all the same", () => {
    expect(notices(fbc, `fb.1.${NOW}.AbC`)).toEqual(["click_time_in_seconds"]);
    expect(notices(fbp, `fb.1.${NOW}.123`)).toEqual(["click_time_in_seconds"]);
    expect(notices(fbc, `fb.1.${NOW}000.AbC`)).toEqual([]);
  });

  test("is counted when a click is older than 90 days, in either unit", () => {
    const oldest = NOW * 1000 - 90 * DAY_MS;
    expect(notices(fbc, `fb.1.${oldest}.AbC`)).toEqual([]);
    expect(notices(fbc, `fb.1.${oldest - 1}.AbC`)).toEqual(["click_time_old"]);
    expect(notices(fbc, `fb.1.${oldest / 1000}.AbC`)).toEqual(["click_time_in_seconds"]);
    expect(notices(fbc, `fb.1.${oldest / 1000 - 1}.AbC`)).toEqual([
      "click_time_in_seconds",
      "click_time_old",
    ]);
  });

  test("may be old in a browser id, which lives as long as the person comes back", () => {
    expect(notices(fbp, "fb.1.1554763741205.123")).toEqual([]);
  });
});

test("a click id or browser id that is no text is refused", () => {
  for (const clean of [fbc, fbp]) {
    expect(clean(true, contextWith())).toMatchObject({ code: "not_text" });
    expect(clean(null, contextWith())).toBeUndefined();
    expect(clean("-", contextWith())).toBeUndefined();
  }
});
