import { describe, expect, test } from "vitest";
import type { CapiEvent } from "../../src/capi/event.ts";
import { windowOf } from "../../src/capi/limits.ts";
import { sha256 } from "../../src/lib/hash.ts";
import type { Issue } from "../../src/lib/issue.ts";
import type { EventItem, Item } from "../../src/transform/item.ts";
import { type ValidateSettings, validate } from "../../src/validate/validate.ts";

const NOW = 1_795_000_000;
const HOUR = 3600;
const DAY = 86_400;
const HASH = sha256("jane@example.com");

function item(changes: Partial<CapiEvent> = {}, notices?: readonly Issue[]): EventItem {
  const event: CapiEvent = {
    event_name: "Purchase",
    event_time: NOW - 60,
    event_id: "1",
    action_source: "website",
    event_source_url: "https://shop.example.com/thanks",
    user_data: { em: [HASH], client_user_agent: "Mozilla/5.0" },
    custom_data: { value: 1, currency: "EUR" },
    ...changes,
  };
  return { kind: "event", seq: 4, event, window: windowOf(event.action_source), notices };
}

function check(subject: Item, settings: Partial<ValidateSettings> = {}): Item {
  return validate(subject, {
    nowMs: NOW * 1000,
    ageMarginSeconds: HOUR,
    softened: {},
    requireAny: [],
    ...settings,
  });
}

test("a good event comes back as it is", () => {
  const good = item();

  expect(check(good)).toBe(good);
});

test("items that are no events come back as they are", () => {
  const excluded = { kind: "excluded", seq: 1, reason: "no_consent" } as const;

  expect(check(excluded)).toBe(excluded);
});

describe("the age of an event", () => {
  test.for([
    ["website", 7 * DAY - HOUR, "event"],
    ["website", 7 * DAY - HOUR + 1, "expired"],
    ["physical_store", 62 * DAY - HOUR, "event"],
    ["physical_store", 62 * DAY - HOUR + 1, "expired"],
    ["physical_store", 7 * DAY + 1, "event"],
    ["system_generated", 7 * DAY + 1, "expired"],
  ] as const)("%s, %i seconds, is %s", ([action_source, age, kind]) => {
    expect(check(item({ action_source, event_time: NOW - age })).kind).toBe(kind);
  });

  test("counts milliseconds at the edge", () => {
    const edge = item({ event_time: NOW - 7 * DAY + HOUR });

    expect(check(edge, { nowMs: NOW * 1000 }).kind).toBe("event");
    expect(check(edge, { nowMs: NOW * 1000 + 1 })).toEqual({ kind: "expired", seq: 4 });
  });

  test("may come closer to the window with a smaller margin", () => {
    const late = item({ event_time: NOW - 7 * DAY + 300 });

    expect(check(late).kind).toBe("expired");
    expect(check(late, { ageMarginSeconds: 300 }).kind).toBe("event");
  });

  test("an old event is expired whatever else is wrong with it", () => {
    expect(check(item({ event_time: NOW - 8 * DAY, user_data: {} })).kind).toBe("expired");
  });

  test.for([
    [60, "event"],
    [61, "rejected"],
  ] as const)("%i seconds ahead is %s", ([ahead, kind]) => {
    expect(check(item({ event_time: NOW + ahead })).kind).toBe(kind);
  });
});

describe("a broken rule", () => {
  test("rejects the event, and all of them are told", () => {
    const bad = item({
      user_data: { client_user_agent: "Mozilla/5.0" },
      custom_data: { value: 1 },
    });

    expect(check(bad)).toMatchObject({
      kind: "rejected",
      seq: 4,
      stage: "validate",
      issues: [{ code: "user_data_too_weak" }, { code: "purchase_currency" }],
    });
  });

  test("has no notices where there were none before", () => {
    expect(check(item({ custom_data: { value: 1 } }))).toStrictEqual({
      kind: "rejected",
      seq: 4,
      stage: "validate",
      issues: [
        {
          code: "purchase_currency",
          field: "custom_data.currency",
          expected: "a currency, since the event is a Purchase",
        },
      ],
      notices: undefined,
    });
  });

  test("becomes a notice where the mapping softens it", () => {
    const bare = item({ user_data: { em: [HASH] } });

    expect(check(bare)).toMatchObject({
      kind: "rejected",
      issues: [{ code: "website_user_agent" }],
    });
    expect(check(bare, { softened: { website_user_agent: "warn" } })).toMatchObject({
      kind: "event",
      notices: [{ code: "website_user_agent", field: "user_data.client_user_agent" }],
    });
  });

  test("stays hard where Meta is known to refuse, whatever the mapping says", () => {
    const weak = item({ user_data: { client_user_agent: "Mozilla/5.0" } });

    expect(check(weak, { softened: { user_data_too_weak: "warn" } }).kind).toBe("rejected");
  });

  test("that only warns joins the notices that are there", () => {
    const before: Issue = { code: "not_email", field: "user_data.em", expected: "an address" };
    const limited = item(
      {
        data_processing_options: ["LDU"],
        data_processing_options_country: 0,
        data_processing_options_state: 0,
      },
      [before],
    );

    expect(check(limited)).toMatchObject({
      kind: "event",
      notices: [before, { code: "data_use_without_ip" }],
    });
    expect(limited.notices).toEqual([before]);
  });

  test("of another action_source or name does not matter", () => {
    const lead = { event_name: "Lead", user_data: { em: [HASH] } };

    expect(check(item({ ...lead, action_source: "phone_call", custom_data: {} })).kind).toBe(
      "event",
    );
  });
});

describe("an event too weak to be matched", () => {
  const notices: readonly Issue[] = [
    { code: "not_email", field: "user_data.em", expected: "an e-mail address" },
    { code: "phone_country_missing", field: "user_data.ph", expected: "a country" },
    { code: "not_amount", field: "custom_data.value", expected: "a number" },
  ];

  test("says which keys were left out, and why", () => {
    const weak = check(item({ user_data: { client_user_agent: "Mozilla/5.0" } }, notices));

    expect(weak).toMatchObject({ kind: "rejected", notices });
    expect((weak as { issues: readonly Issue[] }).issues[0]?.expected).toMatch(
      / \(em: not_email; ph: phone_country_missing\)$/,
    );
  });

  test("tells of other fields nothing", () => {
    const bare = check(
      item(
        { custom_data: { value: 1 }, user_data: { fbp: "fb.1.1.1", client_user_agent: "x" } },
        notices,
      ),
    );

    expect(bare).toMatchObject({
      issues: [
        { code: "purchase_currency", expected: "a currency, since the event is a Purchase" },
      ],
    });
  });

  test("does not name a key of which another value was good", () => {
    const strong = item({ user_data: { client_user_agent: "Mozilla/5.0", em: [HASH] } }, notices);

    expect(check(strong, { requireAny: ["external_id"] })).toMatchObject({
      issues: [{ expected: "at least one of external_id (ph: phone_country_missing)" }],
    });
  });
});

describe("a rule of a field that was left out says why it was", () => {
  const amount: Issue = {
    code: "currency_missing",
    field: "custom_data.value",
    expected: "a currency, since the unit is minor",
  };
  const event_source_url = undefined as unknown as string;

  // biome-ignore format: a table is read by its columns
  const CASES: readonly (readonly [what: string, changes: Partial<CapiEvent>, notices: readonly Issue[], expected: string])[] = [
    ["an amount", { custom_data: { currency: "EUR" } }, [amount],
      "a number, since the event is a Purchase (custom_data.value: currency_missing)"],
    ["a member of the event itself", { event_source_url }, [{ ...amount, code: "not_url", field: "event_source_url" }],
      "an absolute http or https address (event_source_url: not_url)"],
    ["a member of a group", { event_name: "AppendAttribution", event_time: NOW - 60, original_event_data: { event_name: "Purchase", event_time: NOW - 90 } }, [{ ...amount, code: "not_digits", field: "attribution_data.ad_id" }],
      "ad_id, touchpoint_ts, attribution_share and attribution_value (ad_id: not_digits)"],
    ["a member of items", { custom_data: { value: 1, currency: "EUR", contents: [{ quantity: 1 }] } }, [{ ...amount, code: "not_text", field: "custom_data.contents.id" }],
      "an id in every item (custom_data.contents.id: not_text)"],
    ["nothing that was left out", { custom_data: { currency: "EUR" } }, [{ ...amount, field: "custom_data.net_revenue" }],
      "a number, since the event is a Purchase"],
    ["nothing whose name begins alike", { custom_data: { currency: "EUR" } }, [{ ...amount, field: "custom_data.values" }],
      "a number, since the event is a Purchase"],
  ];

  test.for(CASES)("%s", ([, changes, notices, expected]) => {
    const judged = check(item(changes, notices));

    expect(judged).toMatchObject({ kind: "rejected", notices });
    expect(
      (judged as { issues: readonly Issue[] }).issues.map((issue) => issue.expected),
    ).toContain(expected);
  });

  test("but not where the value is there, and was merely worth a word", () => {
    const ahead = item({ event_time: NOW + 90 }, [{ ...amount, field: "event_time" }]);

    expect(check(ahead)).toMatchObject({
      issues: [{ code: "event_in_future", expected: expect.stringMatching(/clock$/) }],
    });
  });

  test("but not where the mapping softens it, since rows with other reasons are counted with it", () => {
    const bare = item({ event_source_url }, [
      { ...amount, code: "not_url", field: "event_source_url" },
    ]);

    expect(check(bare, { softened: { website_url: "warn" } })).toMatchObject({
      kind: "event",
      notices: [{ code: "not_url" }, { expected: "an absolute http or https address" }],
    });
  });
});

describe("require_any", () => {
  test("is content with one of the keys", () => {
    expect(check(item(), { requireAny: ["ph", "em"] }).kind).toBe("event");
  });

  test("rejects an event without any of them", () => {
    expect(check(item(), { requireAny: ["ph", "external_id"] })).toMatchObject({
      kind: "rejected",
      stage: "validate",
      issues: [
        {
          code: "require_any_missing",
          field: "user_data",
          expected: "at least one of ph, external_id",
        },
      ],
    });
  });
});

test("names without end do not fill the memory, and each is judged", () => {
  const kinds = Array.from(
    { length: 2500 },
    (_, i) => check(item({ event_name: `Own ${i}` })).kind,
  );

  expect(new Set(kinds)).toEqual(new Set(["event"]));
  expect(check(item({ event_name: "Purchase", custom_data: {} })).kind).toBe("rejected");
});
