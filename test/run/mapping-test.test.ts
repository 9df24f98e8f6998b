import { describe, expect, test } from "vitest";
import type { Mapping, MappingTest } from "../../src/config/mapping.ts";
import { sha256 } from "../../src/lib/hash.ts";
import type { Cells } from "../../src/lib/value.ts";
import { runMappingTest } from "../../src/run/mapping-test.ts";
import { constant, field, firstOf, from, mapping, property } from "../transform/mappings.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");

/** One row and the event it becomes; each test changes what it is about. */
const ROW = {
  order_id: 1001,
  at: "2026-11-19T13:30:00Z",
  email: " Jane@Example.com ",
  total: "129.90",
  currency: "eur",
};

const PURCHASES = mapping({
  fields: [
    field("event_time", from("at")),
    field("event_id", from("order_id")),
    field("user_data.em", from("email")),
    field("user_data.fbp", from("fbp")),
    field("user_data.external_id", from("loyalty")),
    field("custom_data.value", from("total", { options: { on_negative: "exclude" } })),
    field("custom_data.currency", from("currency")),
  ],
  contents: {
    column: "lines",
    item: [property("id", from("sku")), property("quantity", from("qty"))],
    place: { line: 1, column: 1 },
  },
});

/** What a test says when it says nothing. */
const SILENT: MappingTest = {
  name: "a test",
  place: { line: 1, column: 1 },
  nowMs: NOW,
  given: [],
  events: undefined,
  payload: undefined,
  rejected: [],
  skipped: undefined,
};

function differences(
  expected: Partial<MappingTest>,
  given: readonly Cells[] = [ROW],
  subject: Mapping = PURCHASES,
): readonly string[] {
  return runMappingTest(subject, { ...SILENT, ...expected }, given, NOW).differences;
}

/** What is told of one event that was expected like this. */
function ofEvent(expected: Cells, row: Cells = {}): readonly string[] {
  return differences({ events: [expected] }, [{ ...ROW, ...row }]);
}

test("a result names its mapping and its test", () => {
  expect(runMappingTest(PURCHASES, { ...SILENT, events: [{}] }, [ROW], NOW)).toEqual({
    mapping: "purchases",
    name: "a test",
    differences: [],
  });
});

describe("an expected event", () => {
  test("may leave members out", () => {
    expect(ofEvent({ event_name: "Purchase", custom_data: { value: 129.9 } })).toEqual([]);
  });

  test("differs member by member, with both values", () => {
    expect(
      ofEvent({
        event_id: "pos-1001",
        custom_data: { value: "129.90", currency: "USD", status: 7 },
      }),
    ).toEqual([
      'event_id: expected "pos-1001", got "1001"',
      'custom_data.value: expected "129.90", got 129.9',
      'custom_data.currency: expected "USD", got "EUR"',
      "custom_data.status: expected 7, got nothing",
    ]);
  });

  test("says null of what must not be there", () => {
    expect(ofEvent({ app_data: null, custom_data: { order_id: null } })).toEqual([]);
    expect(ofEvent({ custom_data: { currency: null } })).toEqual([
      'custom_data.currency: expected nothing, got "EUR"',
    ]);
    expect(ofEvent({ user_data: { email: null, phone: null } })).toEqual([
      "user_data.email: expected nothing, got a value",
    ]);
  });

  test("tells time in seconds or as people write it", () => {
    expect(ofEvent({ event_time: 1_795_095_000 })).toEqual([]);
    expect(ofEvent({ event_time: "2026-11-19T14:30:00+01:00" })).toEqual([]);
    expect(ofEvent({ event_time: "2026-11-19T14:30:00Z" })).toEqual([
      'event_time: expected "2026-11-19T14:30:00Z", got "2026-11-19T13:30:00Z"',
    ]);
    // Without an offset it would be another time on another machine.
    expect(ofEvent({ event_time: "2026-11-19T13:30:00" })).toHaveLength(1);
  });

  test("holds a number that no float holds as text", () => {
    const total = "12345678901234567.89";
    expect(ofEvent({ custom_data: { value: total } }, { total })).toEqual([]);
    expect(ofEvent({ custom_data: { value: 1 } }, { total })).toEqual([
      "custom_data.value: expected 1, got 12345678901234567.89",
    ]);
  });

  test("compares lists element by element, or a single one without its list", () => {
    const lines = [{ sku: "TEE-1", qty: 2 }];
    const two = [...lines, { sku: "CAP-9", qty: 1 }];
    expect(ofEvent({ custom_data: { contents: [{ id: "TEE-1" }] } }, { lines })).toEqual([]);
    expect(ofEvent({ custom_data: { contents: { id: "TEE-1" } } }, { lines })).toEqual([]);
    expect(ofEvent({ custom_data: { contents: [{ id: "TEE-1" }] } }, { lines: two })).toEqual([
      "custom_data.contents: expected 1 value, got 2 values",
    ]);
    expect(
      ofEvent({ custom_data: { contents: [{ id: "TEE-1" }, { quantity: 3 }] } }, { lines: two }),
    ).toEqual(["custom_data.contents[1].quantity: expected 3, got 1"]);
  });

  test("of which nothing is there is told with the reason, where one is known", () => {
    expect(
      ofEvent({ user_data: { email: "jane@example.com" } }, { email: "x", loyalty: 1 }),
    ).toEqual([
      'user_data.email: expected the hash of "jane@example.com", got nothing (not_email, expected an e-mail address)',
    ]);
    expect(ofEvent({ custom_data: { contents: [] } }, { lines: "no list" })).toEqual([
      "custom_data.contents: expected [], got nothing (contents_not_a_list, expected a JSON list of objects, or an array of them)",
    ]);
  });
});

describe("contact data in an expected event", () => {
  const HASH = sha256("jane@example.com");

  test("stands there in plain text, under either name, with or without a list", () => {
    expect(ofEvent({ user_data: { email: "jane@example.com" } })).toEqual([]);
    expect(ofEvent({ user_data: { em: ["jane@example.com"] } })).toEqual([]);
    expect(ofEvent({ user_data: { external_id: 77 } }, { loyalty: 77 })).toEqual([]);
  });

  test("is compared as it is when it is a hash", () => {
    expect(ofEvent({ user_data: { email: HASH } })).toEqual([]);
    expect(ofEvent({ user_data: { email: sha256("x") } })).toEqual([
      `user_data.email: expected "${sha256("x")}", got another`,
    ]);
  });

  test("that differs never shows what the row holds, hashed or not", () => {
    const told = ofEvent(
      { user_data: { email: "joe@example.com", fbp: "fb.1.1795000000000.2" } },
      { fbp: "fb.1.1795000000000.1" },
    );
    expect(told).toEqual([
      'user_data.email: expected the hash of "joe@example.com", got another',
      'user_data.fbp: expected "fb.1.1795000000000.2", got another',
    ]);
  });

  test("that was not written in its normalised form is told so", () => {
    expect(ofEvent({ user_data: { email: "Jane@Example.com" } })).toEqual([
      'user_data.email: expected the hash of "Jane@Example.com", got that of "jane@example.com", which is its normalised form',
    ]);
  });

  test("counts as many values as there are", () => {
    const both = { user_data: { external_id: ["a", "b"] } };
    expect(ofEvent(both, { loyalty: ["A", "B"] })).toEqual([]);
    expect(ofEvent(both, { loyalty: "A" })).toEqual([
      "user_data.external_id: expected 2 values, got 1 value",
    ]);
    expect(ofEvent({ user_data: { external_id: "a" } }, { loyalty: ["A", "B"] })).toEqual([
      'user_data.external_id: expected the hash of "a", got 2 values',
    ]);
  });
});

describe("an expected payload", () => {
  const PAYLOAD = {
    event_name: "Purchase",
    event_time: 1_795_095_000,
    event_id: "1001",
    action_source: "physical_store",
    user_data: { em: [sha256("jane@example.com")] },
    custom_data: { value: 129.9, currency: "EUR" },
  };

  test("is the whole event as it goes on the wire", () => {
    expect(differences({ payload: [PAYLOAD] })).toEqual([]);
  });

  test("takes nothing that is not in it, and nothing in another form", () => {
    const { event_id: _, ...rest } = PAYLOAD;
    const shorter = {
      ...rest,
      event_time: "2026-11-19T13:30:00Z",
      user_data: { em: "jane@example.com" },
      custom_data: { value: 129.9 },
    };
    expect(differences({ payload: [shorter] })).toEqual([
      'event_time: expected "2026-11-19T13:30:00Z", got 1795095000',
      'user_data.em: expected "jane@example.com", got another',
      'custom_data.currency: expected nothing, got "EUR"',
      'event_id: expected nothing, got "1001"',
    ]);
  });

  test("may stand beside an expected event, and both are held to", () => {
    expect(differences({ payload: [PAYLOAD], events: [{ event_id: "7" }] })).toEqual([
      'event_id: expected "7", got "1001"',
    ]);
  });
});

describe("every row has to be accounted for", () => {
  const OTHER = { ...ROW, order_id: 1002 };

  test("as many events as were expected, in their order", () => {
    expect(
      differences({ events: [{ event_id: "1001" }, { event_id: "1002" }] }, [ROW, OTHER]),
    ).toEqual([]);
    expect(
      differences({ events: [{ event_id: "1002" }, { event_id: "1002" }] }, [ROW, OTHER]),
    ).toEqual(['row 1: event_id: expected "1002", got "1001"']);
    expect(differences({ events: [{}] }, [ROW, OTHER])).toEqual([
      "expected 1 event, got 2 events, of row 1, 2",
    ]);
    expect(differences({ rejected: [] })).toEqual(["expected no events, got 1 event, of row 1"]);
  });

  test("a row that is rejected fails a test that does not expect it, and says why", () => {
    expect(differences({ events: [] }, [{ ...ROW, currency: "EURO" }])).toEqual([
      "row 1: rejected, custom_data.currency: currency_unknown, expected an active ISO 4217 code",
    ]);
  });

  test("each issue is expected by one entry, whatever it says and in whatever order", () => {
    const row = { ...ROW, email: null, total: null };
    const weak = { code: "user_data_too_weak", field: "user_data", expected: undefined };
    const value = { code: "purchase_value", field: undefined, expected: undefined };
    const vague = { code: undefined, field: "user_data", expected: undefined };
    expect(differences({ rejected: [value, weak] }, [row])).toEqual([]);
    expect(differences({ rejected: [value, vague] }, [row])).toEqual([]);
    expect(differences({ rejected: [weak] }, [row])).toEqual([
      "row 1: rejected, custom_data.value: purchase_value, expected a number, since the event is a Purchase",
    ]);
    expect(differences({ rejected: [value, weak, weak] }, [row])).toEqual([
      "expected a row rejected for code user_data_too_weak, field user_data, got none",
    ]);
  });

  test("a vague entry does not take the issue that only a precise one fits", () => {
    const row = { ...ROW, email: null };
    const require = mapping({ ...PURCHASES, requireAny: ["em"] });
    const vague = { code: undefined, field: "user_data", expected: undefined };
    const precise = { code: "user_data_too_weak", field: "user_data", expected: undefined };
    expect(differences({ rejected: [vague, precise] }, [row], require)).toEqual([]);
  });

  test("rows left out are expected by their reason, those that are too old too", () => {
    const rows = [
      { ...ROW, total: -1 },
      { ...ROW, at: "2026-09-01T00:00:00Z" },
    ];
    expect(differences({ skipped: ["expired", "negative_value"] }, rows)).toEqual([]);
    expect(differences({ skipped: ["negative_value"] }, rows)).toEqual([
      "row 2: left out, expired",
    ]);
    expect(differences({ skipped: ["expired", "negative_value", "no_consent"] }, rows)).toEqual([
      "expected a row left out for no_consent, got none",
    ]);
  });

  test("a test that expects no event at all need not say why a row is left out on purpose", () => {
    expect(differences({ events: [] }, [{ ...ROW, total: -1 }])).toEqual([]);
    expect(differences({ events: [{}] }, [ROW, { ...ROW, total: -1 }])).toEqual([
      "row 2: left out, negative_value",
    ]);
    expect(differences({ events: [], skipped: [] }, [{ ...ROW, total: -1 }])).toEqual([
      "row 1: left out, negative_value",
    ]);
  });

  test("a row that is too old is never passed over, and a clock that was not set is told", () => {
    const old = [{ ...ROW, at: "2026-09-01T00:00:00Z" }];
    expect(differences({ events: [] }, old)).toEqual(["row 1: left out, expired"]);
    expect(differences({ events: [], nowMs: undefined }, old)).toEqual([
      "row 1: left out, expired (the test sets no `now`)",
    ]);
  });
});

describe("rows of a test", () => {
  test("are there, or the test would prove nothing", () => {
    expect(differences({ events: [] }, [])).toEqual([
      "given: expected at least one row, found none",
    ]);
  });

  test("lack nothing: a column that is not there is null", () => {
    expect(ofEvent({ user_data: { fbp: null } })).toEqual([]);
  });

  test("whose column is misspelt are told so when the test fails", () => {
    const { email, ...rest } = ROW;
    const rows = [{ ...rest, emial: email, loyalty: 1 }];
    expect(differences({ events: [{}] }, rows)).toEqual([]);
    expect(differences({ events: [{ user_data: { email: "jane@example.com" } }] }, rows)).toEqual([
      'user_data.email: expected the hash of "jane@example.com", got nothing',
      "given: the rows have emial, the mapping names email: is one of them misspelt?",
    ]);
  });

  test("without a column of what failed are told so, and how a constant is written", () => {
    const { currency: _, ...row } = ROW;
    const bare = mapping({
      ...PURCHASES,
      consent: { column: "ads_ok", in: ["true"] },
      fields: [
        field("event_time", from("at")),
        field("user_data.em", from("email")),
        field("user_data.external_id", firstOf("loyalty", "email")),
        field("user_data.ph", firstOf("mobile", "landline")),
        field("custom_data.value", from("total")),
        field("custom_data.currency", from("EUR")),
      ],
    });

    expect(differences({ events: [{}] }, [{ ...row, ads_ok: true }], bare)).toEqual([
      "expected 1 event, got no events",
      expect.stringMatching(/^row 1: rejected, custom_data\.currency: purchase_currency, /),
      "fields.custom_data.currency reads column EUR, which no row has; for a constant: `{ const: EUR }`",
    ]);
    expect(differences({ events: [{}] }, [ROW], bare)).toEqual([
      "expected 1 event, got no events",
      "row 1: left out, no_consent",
      "consent.column reads column ads_ok, which no row has",
    ]);
    const weak = { order_id: 1, at: ROW.at, total: 1, EUR: "EUR", ads_ok: true };
    expect(differences({ events: [{}] }, [weak], bare)).toEqual([
      "expected 1 event, got no events",
      expect.stringMatching(/^row 1: rejected, user_data: user_data_too_weak, /),
      "fields.user_data.email reads column email, which no row has",
      "fields.user_data.external_id reads column loyalty, which no row has",
      "fields.user_data.external_id reads column email, which no row has",
      "fields.user_data.phone reads column mobile, which no row has",
      "fields.user_data.phone reads column landline, which no row has",
    ]);
  });

  test("may have columns that the mapping does not name, or names in another case", () => {
    const rows = [{ ...ROW, FBP: null, fbq: 1, hot_lines: 1, updated_at: ROW.at }];
    expect(differences({ events: [{ event_id: "7" }] }, rows)).toEqual([
      'event_id: expected "7", got "1001"',
    ]);
  });

  test("keep the kinds that YAML gives them", () => {
    const subject = mapping({
      ...PURCHASES,
      extra: [
        property("price", from("price")),
        property("gift", from("gift")),
        property("tags", from("tags")),
        property("fixed", constant(true)),
      ],
    });
    const row = { ...ROW, price: 12.5, gift: false, tags: ["a", "b"] };
    const custom = { price: 12.5, gift: false, tags: ["a", "b"], fixed: true };
    expect(differences({ events: [{ custom_data: custom }] }, [row], subject)).toEqual([]);
  });
});

describe("the mapping's own settings hold in a test as in a run", () => {
  const WEB = {
    ...PURCHASES,
    actionSource: "website",
    fields: [...PURCHASES.fields, field("event_source_url", constant("https://example.com"))],
  };

  test("rules that it softens", () => {
    expect(differences({ events: [{}] }, [ROW], mapping(WEB))).toEqual([
      "expected 1 event, got no events",
      "row 1: rejected, user_data.client_user_agent: website_user_agent, expected the browser's user agent",
    ]);
    const softened = mapping({ ...WEB, rules: { website_user_agent: "warn" } });
    expect(differences({ events: [{}] }, [ROW], softened)).toEqual([]);
  });

  test("its zone for times without an offset", () => {
    const zoned = mapping({ ...PURCHASES, timezone: "Europe/Amsterdam" });
    const row = { ...ROW, at: "2026-11-19 14:30:00" };
    expect(differences({ events: [{ event_time: "2026-11-19T13:30:00Z" }] }, [row], zoned)).toEqual(
      [],
    );
  });

  test("its margin within Meta's window", () => {
    const margin = (ageMarginSeconds: number) =>
      mapping({ ...PURCHASES, delivery: { ...PURCHASES.delivery, ageMarginSeconds } });
    const row = { ...ROW, at: "2026-09-19T13:30:00Z" };
    expect(differences({ events: [{}] }, [row], margin(3600))).toEqual([]);
    expect(differences({ skipped: ["expired"] }, [row], margin(7200))).toEqual([]);
  });
});
