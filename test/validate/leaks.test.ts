import { describe, expect, test } from "vitest";
import type { Json } from "../../src/capi/clean/cleaner.ts";
import type { CapiEvent } from "../../src/capi/event.ts";
import { windowOf } from "../../src/capi/limits.ts";
import type { MappedField, MappedProperty } from "../../src/config/mapping.ts";
import { sha256 } from "../../src/lib/hash.ts";
import { numberJson } from "../../src/lib/json.ts";
import type { EventItem } from "../../src/transform/item.ts";
import { compileLeaks } from "../../src/validate/leaks.ts";
import { validate, validateSettings } from "../../src/validate/validate.ts";
import { constant, field, from, mapping, property } from "../transform/mappings.ts";

const NOW = 1_795_000_000;

function event(changes: Partial<CapiEvent> = {}): CapiEvent {
  return {
    event_name: "Lead",
    event_time: NOW - 60,
    event_id: "1",
    action_source: "phone_call",
    user_data: { em: [sha256("jane@example.com")] },
    ...changes,
  };
}

function leaksOf(
  fields: readonly MappedField[],
  extra: readonly MappedProperty[],
  changes: Partial<CapiEvent>,
) {
  return compileLeaks(mapping({ fields, extra }))?.(event(changes));
}

describe("a contact detail is found", () => {
  test.for([
    ["event_id", { event_id: "jane@example.com" }, "leak_email"],
    [
      "event_source_url",
      { event_source_url: "https://shop.example.com/?e=jane%40example.com" },
      "leak_email",
    ],
    ["referrer_url", { referrer_url: "https://shop.example.com/?p=%2B31612345678" }, "leak_phone"],
    [
      "original_event_data.event_id",
      { original_event_data: { event_id: "jane@example.com" } },
      "leak_email",
    ],
    [
      "original_event_data.order_id",
      { original_event_data: { order_id: "jane@example.com" } },
      "leak_email",
    ],
    ["custom_data.order_id", { custom_data: { order_id: "+31612345678" } }, "leak_phone"],
    [
      "custom_data.search_string",
      { custom_data: { search_string: "lamp for jane@example.com" } },
      "leak_email",
    ],
  ] as const)("in %s", ([path, changes, code]) => {
    expect(leaksOf([field(path, from("a"))], [], changes)).toEqual([
      {
        code,
        field: path,
        expected: expect.stringMatching(
          code === "leak_email"
            ? /^a value without an e-mail address/
            : /^a value without a phone number/,
        ),
      },
    ]);
  });

  test.for([
    ["note", "jane@example.com", "leak_email"],
    ["note", ["x", "jane@example.com"], "leak_email"],
    ["note", { to: { whom: "jane@example.com" } }, "leak_email"],
    ["note", { phone: "0612345678" }, "leak_phone"],
    ["note", { phones: [{ mobile: 31612345678 }] }, "leak_phone"],
    ["mobile", ["0612345678"], "leak_phone"],
    ["mobile", { home: "0612345678" }, "leak_phone"],
    ["mobile", 31612345678, "leak_phone"],
    ["mobile", numberJson("3161234567890.50"), undefined],
    ["note", "0612345678", undefined],
    ["note", 31612345678, undefined],
    ["note", { number: "0612345678" }, undefined],
    ["note", ["x", true, 5], undefined],
    ["mobile", true, undefined],
  ] as const)("or not, in a property %s of one's own: %j, %s", ([name, value, code]) => {
    const found = leaksOf([], [property(name, from("a"))], {
      custom_data: { [name]: value as unknown as Json },
    });

    expect(found?.map((issue) => issue.code)).toEqual(code === undefined ? undefined : [code]);
  });

  test("in a property whose name has a dot", () => {
    const custom_data = { "contact.tel": "0612345678", contact: "x" };

    expect(leaksOf([], [property("contact.tel", from("a"))], { custom_data })).toMatchObject([
      { code: "leak_phone", field: "custom_data.contact.tel" },
    ]);
  });

  test.for([
    [["jane@example.com"], "leak_email"],
    [["c-1", "+31612345678"], "leak_phone"],
    ["jane@example.com", "leak_email"],
    [["c-1", "0612345678"], undefined],
  ] as const)("or not, in a raw external_id: %j, %s", ([value, code]) => {
    const raw = field("user_data.external_id", from("a", { options: { mode: "raw" } }));
    const user_data = { em: [sha256("jane@example.com")], external_id: value as unknown as Json };

    expect(leaksOf([raw], [], { user_data })).toEqual(
      code && [
        {
          code,
          field: "user_data.external_id",
          expected: expect.stringMatching(/; without `mode: raw` the id is hashed$/),
        },
      ],
    );
  });

  test("in several members, each told", () => {
    const fields = [field("event_id", from("a")), field("custom_data.order_id", from("b"))];
    const changes = { event_id: "jane@example.com", custom_data: { order_id: "+31612345678" } };

    expect(
      leaksOf(fields, [property("note", from("c"))], changes)?.map((issue) => issue.field),
    ).toEqual(["event_id", "custom_data.order_id"]);
  });
});

describe("nothing is looked for", () => {
  test("where the mapping maps none of those members from a column", () => {
    const fields = [
      field("event_id", constant("jane@example.com")),
      field("user_data.em", from("email")),
      field("user_data.external_id", from("id")),
      field("custom_data.content_name", from("name")),
    ];

    expect(
      compileLeaks(mapping({ fields, extra: [property("shop", constant("a@example.com"))] })),
    ).toBeUndefined();
  });

  test("in members that a row does not have, or that are no text", () => {
    const fields = [
      field("event_source_url", from("url")),
      field("custom_data.order_id", from("order")),
    ];

    expect(leaksOf(fields, [], {})).toBeUndefined();
    expect(
      leaksOf(fields, [], { event_source_url: 5, custom_data: { order_id: 31612345678 } }),
    ).toBeUndefined();
  });

  test("in a digest or a number of an order", () => {
    const fields = [field("event_id", from("a")), field("custom_data.order_id", from("b"))];

    expect(
      leaksOf(fields, [], { event_id: sha256("1"), custom_data: { order_id: "10002000300" } }),
    ).toBeUndefined();
  });
});

describe("a row with a contact detail", () => {
  const leaky: EventItem = {
    kind: "event",
    seq: 2,
    event: event({ event_id: "jane@example.com" }),
    window: windowOf("phone_call"),
    notices: [{ code: "prehashed", field: "user_data.em", expected: "a plain value" }],
  };
  const settings = (leaks?: "warn" | "reject") => ({
    nowMs: NOW * 1000,
    ...validateSettings(
      mapping({
        fields: [field("event_id", from("a"))],
        ...(leaks === undefined ? {} : { leaks }),
      }),
    ),
  });

  test.for([[undefined], ["warn"]] as const)("goes with a notice when leaks is %s", ([leaks]) => {
    const judged = validate(leaky, settings(leaks));

    expect(judged).toMatchObject({
      kind: "event",
      notices: [{ code: "prehashed" }, { code: "leak_email", field: "event_id" }],
    });
    expect(leaky.notices).toHaveLength(1);
  });

  test("is rejected when leaks is reject, and its value is not told", () => {
    const judged = validate(leaky, settings("reject"));

    expect(judged).toMatchObject({
      kind: "rejected",
      stage: "validate",
      issues: [{ code: "leak_email" }],
      notices: [{ code: "prehashed" }],
    });
    expect(JSON.stringify(judged)).not.toContain("jane@");
  });

  test("is rejected for its other faults as well", () => {
    const bad = { ...leaky, event: { ...leaky.event, user_data: {} } };

    expect(validate(bad, settings("reject"))).toMatchObject({
      issues: [{ code: "user_data_too_weak" }, { code: "leak_email" }],
    });
    expect(validate(bad, settings("warn"))).toMatchObject({
      issues: [{ code: "user_data_too_weak" }],
      notices: [{ code: "prehashed" }, { code: "leak_email" }],
    });
  });
});

test("the settings of a mapping are what it says", () => {
  const settings = validateSettings(
    mapping({ rules: { website_url: "warn" }, requireAny: ["em"], fields: [] }),
  );

  expect(settings).toEqual({
    ageMarginSeconds: 3600,
    softened: { website_url: "warn" },
    requireAny: ["em"],
    leaksIn: undefined,
    leaks: "warn",
  });
});
