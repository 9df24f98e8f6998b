import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Mapping } from "../../src/config/mapping.ts";
import { ConfigError } from "../../src/lib/errors.ts";
import { sha256 } from "../../src/lib/hash.ts";
import type { Column, Row, Value } from "../../src/lib/value.ts";
import { compile } from "../../src/transform/compile.ts";
import { deriveEventId } from "../../src/transform/event-id.ts";
import type { EventItem, Item } from "../../src/transform/item.ts";
import {
  allOf,
  column,
  constant,
  field,
  firstOf,
  from,
  mapping,
  property,
  through,
} from "./mappings.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const AT = 1_795_093_800;

const BASE = [column("order_id"), column("at", "integer")];

/** One row of a mapping with the columns `order_id`, `at`, and those of the test. */
function itemOf(
  parts: Partial<Mapping>,
  cells: Readonly<Record<string, Value>>,
  columns: readonly Column[] = Object.keys(cells).map((name) => column(name)),
): Item {
  const all = [...BASE, ...columns];
  const row = ["1001", AT, ...columns.map(({ name }) => cells[name] ?? null)];
  return compile(mapping(parts), all, {})(row, 0, NOW);
}

function eventOf(...args: Parameters<typeof itemOf>): EventItem {
  const item = itemOf(...args);
  if (item.kind !== "event") throw new TypeError(`expected an event, got ${JSON.stringify(item)}`);
  return item;
}

function withFields(...fields: Mapping["fields"]): Partial<Mapping> {
  return { fields: [field("event_time", from("at")), ...fields] };
}

describe("a store purchase", () => {
  const columns = [
    column("order_id", "integer"),
    column("purchased_at", "timestamp"),
    column("total_cents", "integer"),
    column("currency"),
    column("loyalty_id"),
    column("email"),
    column("mobile"),
    column("first_name"),
    column("postcode"),
    column("country"),
    column("ads_consent", "boolean"),
    column("lines", "json"),
    column("store_code"),
    column("points", "integer"),
  ];
  const purchases = mapping({
    consent: { column: "ads_consent", in: ["true"] },
    timezone: "Europe/Amsterdam",
    fields: [
      field("event_time", from("purchased_at")),
      field("event_id", through("order_id", { op: "prefix", text: "pos-" })),
      field("user_data.external_id", from("loyalty_id")),
      field("user_data.em", from("email")),
      field("user_data.ph", from("mobile", { options: { default_country: "NL" } })),
      field("user_data.fn", from("first_name")),
      field("user_data.zp", from("postcode")),
      field("user_data.country", from("country")),
      field("custom_data.value", through("total_cents", { op: "divide", by: "100" })),
      field("custom_data.currency", from("currency")),
      field("custom_data.order_id", from("order_id")),
      field("custom_data.num_items", through("lines", { op: "sum", key: "qty" })),
    ],
    contents: {
      column: "lines",
      place: { line: 1, column: 1 },
      item: [
        property("id", from("sku")),
        property("quantity", from("qty")),
        property("item_price", through("cents", { op: "divide", by: "100" })),
      ],
    },
    extra: [property("store_code", from("store_code")), property("points", from("points"))],
  });
  const row: Row = [
    "1001",
    "2026-11-19 14:30:00",
    "12990",
    "eur",
    "L-77",
    " Jane@Example.COM ",
    "06 1234 5678",
    "Jané",
    "1011 AB",
    "Netherlands",
    true,
    '[{"sku": 9007199254740993, "qty": 2, "cents": 4995}, {"sku": "CAP-9", "qty": 1, "cents": 3000}]',
    "AMS-1",
    "9007199254740993",
  ];

  test("becomes the event that Meta documents", () => {
    const item = compile(purchases, columns, {})(row, 7, NOW);

    expect(item).toMatchObject({ kind: "event", seq: 7, window: { name: "62d" } });
    expect(JSON.parse(JSON.stringify((item as EventItem).event))).toEqual({
      event_name: "Purchase",
      event_time: 1_795_095_000,
      event_id: "pos-1001",
      action_source: "physical_store",
      user_data: {
        external_id: [sha256("l-77")],
        em: [sha256("jane@example.com")],
        ph: [sha256("31612345678")],
        fn: [sha256("jané")],
        zp: [sha256("1011ab")],
        country: [sha256("nl")],
      },
      custom_data: {
        value: 129.9,
        currency: "EUR",
        order_id: "1001",
        num_items: 3,
        contents: [
          { id: "9007199254740993", quantity: 2, item_price: 49.95 },
          { id: "CAP-9", quantity: 1, item_price: 30 },
        ],
        store_code: "AMS-1",
        points: 9007199254740992,
      },
    });
  });

  test("writes whole numbers beyond 2^53 with all their digits", () => {
    const item = compile(purchases, columns, {})(row, 0, NOW) as EventItem;

    expect(JSON.stringify(item.event)).toContain('"points":9007199254740993');
  });

  test("without consent is excluded, whether it was refused or never given", () => {
    const transform = compile(purchases, columns, {});

    expect(transform(row.with(10, false), 3, NOW)).toEqual({
      kind: "excluded",
      seq: 3,
      reason: "no_consent",
    });
    expect(transform(row.with(10, null), 4, NOW)).toMatchObject({ reason: "no_consent" });
  });

  test("with a bad phone goes without it and says so", () => {
    const item = compile(purchases, columns, {})(row.with(6, "12"), 0, NOW) as EventItem;

    expect(item.event.user_data).not.toHaveProperty("ph");
    expect(item.notices).toHaveLength(1);
    expect(item.notices?.[0]).toMatchObject({ field: "user_data.ph" });
  });
});

describe("the shapes of a field's value", () => {
  test("a constant needs no column", () => {
    const fields = withFields(field("custom_data.currency", constant("eur")));

    expect(eventOf(fields, {}).event.custom_data).toEqual({ currency: "EUR" });
  });

  test("first_of takes the first that is not empty", () => {
    const fields = withFields(field("user_data.em", firstOf("work", "home", "old")));
    const cells = { work: " ", home: "jane@example.com", old: "j@example.com" };

    expect(eventOf(fields, cells).event.user_data.em).toEqual([sha256("jane@example.com")]);
  });

  test("first_of passes a bad value by and counts it", () => {
    const fields = withFields(field("user_data.em", firstOf("work", "home")));
    const item = eventOf(fields, { work: "nobody", home: "jane@example.com" });

    expect(item.event.user_data.em).toEqual([sha256("jane@example.com")]);
    expect(item.notices).toHaveLength(1);
  });

  test("first_of passes a value by that would refuse the row, and counts it", () => {
    const fields = withFields(field("custom_data.currency", firstOf("c1", "c2", "c3")));
    const item = eventOf(fields, { c1: "MRU", c2: "EUR", c3: null });

    expect(item.event.custom_data).toEqual({ currency: "EUR" });
    expect(item.notices).toMatchObject([{ code: "currency_refused" }]);
    expect(itemOf(fields, { c1: "MRU", c2: "ABC", c3: null })).toMatchObject({
      kind: "rejected",
      issues: [{ code: "currency_refused", field: "custom_data.currency" }],
    });
  });

  test("first_of asks the next column where the map of one rejects, and leaves a row out at once", () => {
    const mapped = (kind: "skip" | "reject") =>
      withFields(
        field("custom_data.content_name", {
          ...firstOf("a", "b"),
          steps: [{ op: "map", table: { x: "X" }, otherwise: { kind } }],
        } as ReturnType<typeof from>),
      );

    expect(itemOf(mapped("skip"), { a: "q", b: "x" })).toMatchObject({
      kind: "excluded",
      reason: "skipped",
    });
    expect(eventOf(mapped("reject"), { a: "q", b: "x" }).notices).toMatchObject([
      { code: "unmapped_value" },
    ]);
    expect(itemOf(mapped("reject"), { a: "q", b: null })).toMatchObject({ kind: "rejected" });
  });

  test("each row's first_of begins anew", () => {
    const fields = withFields(field("custom_data.currency", firstOf("c1", "c2")));
    const columns = [...BASE, column("c1"), column("c2")];
    const transform = compile(mapping(fields), columns, {});
    const kinds = [
      ["MRU", "EUR"],
      ["EUR", null],
      [null, null],
      ["MRU", null],
    ].map(([c1, c2]) => transform(["1", AT, c1 ?? null, c2 ?? null], 0, NOW).kind);

    expect(kinds).toEqual(["event", "event", "event", "rejected"]);
  });

  test("a default behind first_of waits until all columns had their turn", () => {
    const source = {
      ...firstOf("brand", "label"),
      steps: [{ op: "default", value: "none such" }],
    } as ReturnType<typeof from>;
    const fields = withFields(field("custom_data.content_name", source));

    expect(eventOf(fields, { brand: null, label: "Tee" }).event.custom_data).toEqual({
      content_name: "Tee",
    });
    expect(eventOf(fields, { brand: null, label: null }).event.custom_data).toEqual({
      content_name: "none such",
    });
  });

  test("all_of sends every value once", () => {
    const fields = withFields(field("user_data.em", allOf("a", "b", "c", "d")));
    const cells = { a: "Jane@example.com", b: "jane@example.com", c: null, d: "joe@example.com" };

    expect(eventOf(fields, cells).event.user_data.em).toEqual([
      sha256("jane@example.com"),
      sha256("joe@example.com"),
    ]);
  });

  test("an array and a JSON list give several values, cleaned one by one", () => {
    const fields = withFields(
      field("user_data.em", from("emails")),
      field("user_data.external_id", from("ids")),
    );
    const item = eventOf(
      fields,
      { emails: ["jane@example.com", null, "nobody"], ids: '["A 1", 9007199254740993]' },
      [column("emails", "array"), column("ids", "json")],
    );

    expect(item.event.user_data).toEqual({
      em: [sha256("jane@example.com")],
      external_id: [sha256("a1"), sha256("9007199254740993")],
    });
    expect(item.notices).toHaveLength(1);
  });

  test("a hashed column passes hashes and nothing else", () => {
    const fields = withFields(field("user_data.em", from("em", { hashed: true })));
    const digest = sha256("jane@example.com");

    expect(eventOf(fields, { em: digest.toUpperCase() }).event.user_data.em).toEqual([digest]);
    const plain = eventOf(fields, { em: "jane@example.com" });
    expect(plain.event.user_data).toEqual({});
    expect(plain.notices).toMatchObject([{ code: "not_sha256", field: "user_data.em" }]);
  });

  test("a required field without a value rejects the row", () => {
    const fields = withFields(field("custom_data.order_id", from("ref", { required: true })));

    expect(itemOf(fields, { ref: " " })).toMatchObject({
      kind: "rejected",
      stage: "map",
      issues: [{ code: "required_missing", field: "custom_data.order_id" }],
    });
  });

  test("a required field with a bad value rejects the row with the cause", () => {
    const fields = withFields(field("user_data.em", from("email", { required: true })));
    const item = itemOf(fields, { email: "nobody" });

    expect(item).toMatchObject({ kind: "rejected", issues: [{ field: "user_data.em" }] });
    expect(item).not.toMatchObject({ issues: [{ code: "required_missing" }] });
  });
});

describe("a map of a field's values", () => {
  const stages = { mql: "Marketing Qualified Lead" };
  const named = (otherwise: "reject" | "skip"): Partial<Mapping> => ({
    eventName: undefined,
    ...withFields(
      field(
        "event_name",
        through("stage", { op: "map", table: stages, otherwise: { kind: otherwise } }),
      ),
    ),
  });

  test("names the event", () => {
    expect(eventOf(named("reject"), { stage: "mql" }).event.event_name).toBe(
      "Marketing Qualified Lead",
    );
  });

  test("rejects the row for a value that it does not hold, once", () => {
    expect(itemOf(named("reject"), { stage: "junk" })).toMatchObject({
      kind: "rejected",
      issues: [{ code: "unmapped_value", field: "event_name" }],
    });
  });

  test("rejects the row even where the field is optional", () => {
    const status = through("s", { op: "map", table: stages, otherwise: { kind: "reject" } });
    const item = itemOf(withFields(field("custom_data.status", status)), { s: "junk" });

    expect(item).toMatchObject({ kind: "rejected", issues: [{ code: "unmapped_value" }] });
  });

  test("leaves the row out when told to skip", () => {
    expect(itemOf(named("skip"), { stage: "junk" })).toEqual({
      kind: "excluded",
      seq: 0,
      reason: "skipped",
    });
  });

  test("finds no event name in an empty column", () => {
    expect(itemOf(named("reject"), { stage: null })).toMatchObject({
      kind: "rejected",
      issues: [{ code: "event_name_missing", field: "event_name" }],
    });
  });
});

describe("members of the event itself", () => {
  test("a row without a time is rejected", () => {
    const item = compile(mapping(), BASE, {})(["1001", null], 0, NOW);

    expect(item).toMatchObject({
      kind: "rejected",
      issues: [{ code: "event_time_missing", field: "event_time" }],
    });
  });

  test("an unknown action_source rejects the row", () => {
    const parts = { actionSource: undefined, ...withFields(field("action_source", from("src"))) };

    expect(itemOf(parts, { src: "carrier_pigeon" })).toMatchObject({
      kind: "rejected",
      issues: [{ field: "action_source" }],
    });
  });

  test("the window follows the row's own action_source", () => {
    const parts = { actionSource: undefined, ...withFields(field("action_source", from("src"))) };

    expect(eventOf(parts, { src: "physical_store" }).window.name).toBe("62d");
    expect(eventOf(parts, { src: "website" }).window.name).toBe("7d");
  });

  test("an event_id that is not mapped is derived from the key", () => {
    expect(eventOf({}, {}).event.event_id).toBe(deriveEventId("purchases", "Purchase", ["1001"]));
  });

  test("an event_id whose column is empty is derived, with a notice", () => {
    const item = eventOf(withFields(field("event_id", from("ref"))), { ref: null });

    expect(item.event.event_id).toBe(deriveEventId("purchases", "Purchase", ["1001"]));
    expect(item.notices).toMatchObject([{ code: "event_id_derived" }]);
  });

  test("a renamed file keeps its ids as long as the mapping's id stays", () => {
    const renamed = eventOf({ name: "orders", file: "mappings/orders.yaml" }, {});

    expect(renamed.event.event_id).toBe(eventOf({}, {}).event.event_id);
  });
});

describe("amounts", () => {
  const amount = (options: object): Partial<Mapping> =>
    withFields(
      field("custom_data.value", from("total", { options })),
      field("custom_data.currency", from("currency")),
    );

  test.for([
    ["JPY", 1299],
    ["EUR", 12.99],
    ["KWD", 1.299],
  ] as const)("in minor units of %s are divided by its own unit", ([currency, value]) => {
    const item = eventOf(amount({ unit: "minor" }), { total: "1299", currency });

    expect(item.event.custom_data).toEqual({ value, currency });
  });

  test("below zero are sent with a notice unless the mapping says otherwise", () => {
    const cells = { total: "-5", currency: "EUR" };

    expect(eventOf(amount({}), cells).notices).toMatchObject([{ code: "negative_value" }]);
    expect(itemOf(amount({ on_negative: "exclude" }), cells)).toMatchObject({
      kind: "excluded",
      reason: "negative_value",
    });
    expect(itemOf(amount({ on_negative: "reject" }), cells)).toMatchObject({
      kind: "rejected",
      issues: [{ code: "negative_value", field: "custom_data.value" }],
    });
  });

  test("in a currency that nobody knows reject the row on any event", () => {
    expect(
      itemOf({ eventName: "Lead", ...amount({}) }, { total: "5", currency: "ABC" }),
    ).toMatchObject({
      kind: "rejected",
      issues: [{ code: "currency_unknown", field: "custom_data.currency" }],
    });
  });
});

describe("words that stand for no value", () => {
  const fields = {
    ...withFields(
      field("event_name", from("name")),
      field("custom_data.order_id", from("order")),
      field("user_data.fn", from("first")),
      field("user_data.subscription_id", from("plan")),
      field("user_data.page_id", from("page")),
    ),
    eventName: undefined,
  };

  test("are left out but where people write text", () => {
    const cells = { name: "Unknown", order: "-", first: "Unknown", plan: "none", page: "n/a" };
    const { event, notices } = eventOf(fields, cells);

    expect(event.event_name).toBe("Unknown");
    expect(event.custom_data).toBeUndefined();
    expect(event.user_data).toEqual({});
    expect(notices).toBeUndefined();
  });

  test.for(["null", "N/A", "-", "unknown", "none"])("such as %s are no event_id", (word) => {
    const own = withFields(field("event_id", from("own")));

    const { event, notices } = eventOf(own, { own: word });

    expect(event.event_id).toBe(eventOf(own, { own: null }).event.event_id);
    expect(notices).toMatchObject([{ code: "event_id_derived" }]);
  });
});

describe("a country that cannot be read", () => {
  const fields = withFields(
    field("user_data.st", from("state")),
    field("user_data.zp", from("zip")),
    field("user_data.country", from("country")),
  );
  const sent = (country: string | null) =>
    eventOf(fields, { state: "California", zip: "94035-1234", country }).event.user_data;

  test("is not taken for none, where a US state and ZIP code are known by their form", () => {
    expect(sent(null)).toEqual({ st: [sha256("ca")], zp: [sha256("94035")] });
    expect(sent("n/a")).toEqual(sent(null));
    expect(sent("Narnia")).toEqual({ st: [sha256("california")], zp: [sha256("940351234")] });
  });

  test("is none that is read from a list or is a hash already", () => {
    const us = { st: [sha256("ca")], zp: [sha256("94035")], country: [sha256("us")] };
    expect(sent('["US"]')).toEqual(us);
    expect(sent(sha256("us"))).toEqual(us);
  });
});

describe("the country of a phone", () => {
  const phone = (default_country?: string | { column: string }): Partial<Mapping> =>
    withFields(
      field("user_data.ph", from("phone", { options: default_country ? { default_country } : {} })),
      field("user_data.country", from("country")),
    );
  const cells = { phone: "06 1234 5678", country: "NL", ships_to: "the netherlands" };

  test("may come from a column, by code or by name", () => {
    const item = eventOf(phone({ column: "ships_to" }), { ...cells, ships_to: "Netherlands" });

    expect(item.event.user_data.ph).toEqual([sha256("31612345678")]);
  });

  test("is not guessed from the row's own country", () => {
    const item = eventOf(phone(), cells);

    expect(item.event.user_data).not.toHaveProperty("ph");
    expect(item.notices).toMatchObject([{ code: "phone_country_missing", field: "user_data.ph" }]);
  });
});

describe("contents", () => {
  const contents = (parts: Partial<Mapping> = {}): Partial<Mapping> => ({
    actionSource: "website",
    contents: {
      column: "lines",
      place: { line: 9, column: 7 },
      item: [property("id", from("sku")), property("quantity", from("qty"))],
    },
    ...parts,
  });

  test("a missing quantity becomes 1 with a notice", () => {
    const item = eventOf(contents(), { lines: '[{"sku":"A"},{"sku":"B","qty":"2.5"}]' });

    expect(item.event.custom_data?.contents).toEqual([
      { id: "A", quantity: 1 },
      { id: "B", quantity: 2.5 },
    ]);
    expect(item.notices).toMatchObject([{ code: "quantity_assumed" }]);
  });

  test("a missing quantity stays missing in a store, where the rules refuse it", () => {
    const item = eventOf(contents({ actionSource: "physical_store" }), { lines: '[{"sku":"A"}]' });

    expect(item.event.custom_data?.contents).toEqual([{ id: "A" }]);
  });

  test.for([
    ["no value", null],
    ["blank text", " "],
    ["an empty list", "[]"],
    ["a list of nulls", "[null]"],
  ])("%s leaves them out without a word", ([, lines]) => {
    const item = eventOf(contents(), { lines: lines ?? null });

    expect(item.event).not.toHaveProperty("custom_data");
    expect(item.notices).toBeUndefined();
  });

  test.for(['{"sku":"A"}', "not json", '["A"]', "[1]"])("%s is no list of objects", (lines) => {
    const item = eventOf(contents(), { lines });

    expect(item.event).not.toHaveProperty("custom_data");
    expect(item.notices).toMatchObject([{ code: "contents_not_a_list" }]);
  });

  test("an element without any member rejects the row", () => {
    expect(itemOf(contents(), { lines: "[{}]" })).toMatchObject({
      kind: "rejected",
      issues: [{ code: "contents_id" }],
    });
  });

  test("an array of JSON texts is as good as one JSON text", () => {
    const item = eventOf(contents(), { lines: ['{"sku":"A","qty":1}'] }, [
      column("lines", "array"),
    ]);

    expect(item.event.custom_data?.contents).toEqual([{ id: "A", quantity: 1 }]);
  });
});

describe("own properties", () => {
  const extra = (source: ReturnType<typeof from>): Partial<Mapping> => ({
    extra: [property("own", source)],
  });

  test.for([
    ["text stays text", "0012", column("own"), "0012"],
    ["a column of numbers becomes a number", "12.50", column("own", "decimal"), 12.5],
    ["a boolean stays one", false, column("own", "boolean"), false],
    [
      "JSON goes without its empty members",
      '{"a":1,"b":null,"c":[],"d":{"e":""}}',
      column("own", "json"),
      { a: 1 },
    ],
  ] as const)("%s", ([, value, own, sent]) => {
    const item = eventOf(extra(from("own")), { own: value }, [own]);

    expect(item.event.custom_data).toEqual({ own: sent });
  });

  test.for([null, "", "  ", "{}", "[]", "[null]"])("%j is not sent", (value) => {
    const item = eventOf(extra(from("own")), { own: value }, [column("own", "json")]);

    expect(item.event).not.toHaveProperty("custom_data");
  });

  test("the result of arithmetic is a number, unless it is made text again", () => {
    const steps = [{ op: "divide", by: "8" }] as const;

    expect(eventOf(extra(through("own", ...steps)), { own: "1" }).event.custom_data).toEqual({
      own: 0.125,
    });
    expect(
      eventOf(extra(through("own", ...steps, { op: "to_string" })), { own: "1" }).event.custom_data,
    ).toEqual({ own: "0.125" });
  });

  test("bytes are no value that could be sent", () => {
    const item = eventOf(extra(from("own")), { own: new Uint8Array([1]) });

    expect(item.notices).toMatchObject([{ code: "not_sendable", field: "custom_data.own" }]);
  });
});

describe("Limited Data Use", () => {
  const use = (
    country: 0 | 1 | { column: string },
    state: number | { column: string },
    flag?: string,
  ): Partial<Mapping> => ({ limitedDataUse: { column: flag, country, state } });

  test("for every row carries country and state", () => {
    expect(eventOf(use(1, 1000), {}).event).toMatchObject({
      data_processing_options: ["LDU"],
      data_processing_options_country: 1,
      data_processing_options_state: 1000,
    });
  });

  test.for([true, "true", "t", "1", 1, "YES"])("%j in the column means limited", (flag) => {
    expect(eventOf(use(0, 0, "opt_out"), { opt_out: flag }).event).toMatchObject({
      data_processing_options: ["LDU"],
      data_processing_options_country: 0,
      data_processing_options_state: 0,
    });
  });

  test.for([false, "false", "0", 0])("%j in the column is an explicit empty list", (flag) => {
    const { event } = eventOf(use(0, 0, "opt_out"), { opt_out: flag });

    expect(event.data_processing_options).toEqual([]);
    expect(event).not.toHaveProperty("data_processing_options_country");
  });

  test("a row that does not say gets no flag", () => {
    const { event } = eventOf(use(0, 0, "opt_out"), { opt_out: null });

    expect(event).not.toHaveProperty("data_processing_options");
  });

  test("a word that is no boolean rejects the row rather than be guessed", () => {
    expect(itemOf(use(0, 0, "opt_out"), { opt_out: "maybe" })).toMatchObject({
      kind: "rejected",
      issues: [{ code: "data_use_unreadable" }],
    });
  });

  test("country and state may come from columns", () => {
    const parts = use({ column: "c" }, { column: "s" }, "opt_out");

    expect(eventOf(parts, { opt_out: true, c: "1", s: 1003 }).event).toMatchObject({
      data_processing_options_country: 1,
      data_processing_options_state: 1003,
    });
    expect(eventOf(parts, { opt_out: true, c: "1.0", s: 1003.0 }).event).toMatchObject({
      data_processing_options_country: 1,
      data_processing_options_state: 1003,
    });
    expect(eventOf(parts, { opt_out: true, c: "1", s: "" }).event).not.toHaveProperty(
      "data_processing_options_state",
    );
  });

  test.for([
    ["US", "1000", "data_processing_options_country"],
    ["1", "CA", "data_processing_options_state"],
    ["1", "1000.5", "data_processing_options_state"],
    ["-1", "0", "data_processing_options_country"],
  ])("a country of %j and a state of %j are not guessed at", ([c = "", s = "", at]) => {
    const parts = use({ column: "c" }, { column: "s" }, "opt_out");

    expect(itemOf(parts, { opt_out: true, c, s })).toMatchObject({
      kind: "rejected",
      issues: [{ code: "data_use_unreadable", field: at }],
    });
    expect(itemOf(parts, { opt_out: false, c, s })).toMatchObject({ kind: "event" });
  });
});

describe("columns", () => {
  test("match whatever their case, as warehouses fold names", () => {
    const folded = [column("ORDER_ID"), column("AT", "integer")];

    expect(compile(mapping(), folded, {})(["1001", AT], 0, NOW)).toMatchObject({ kind: "event" });
  });

  test("match exactly where two differ only in case", () => {
    const columns = [...BASE, column("At", "integer")];

    expect(compile(mapping(), columns, {})(["1001", AT, null], 0, NOW)).toMatchObject({
      kind: "event",
    });
  });

  test("that are missing are all named, with place and suggestion", () => {
    const parts = mapping({
      fields: [
        field("event_time", from("at"), 12),
        field("user_data.em", from("emial"), 15),
        field(
          "user_data.ph",
          from("mobile", { options: { default_country: { column: "land" } } }),
          16,
        ),
      ],
      extra: [{ ...property("x", from("Order")), place: { line: 20, column: 9 } }],
      consent: { column: "consented", in: ["true"] },
    });
    const columns = [...BASE, column("email"), column("mobile"), column("ORDER"), column("order")];
    const failure = catchError(() => compile(parts, columns, {}));

    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as ConfigError).problems).toMatchObject([
      { code: "column_missing", message: expect.stringContaining("consented") },
      { line: 15, column: 5, file: "mappings/purchases.yaml", hint: "did you mean email?" },
      { line: 16, message: expect.stringContaining("land") },
      { line: 20, column: 9, hint: expect.stringContaining("differ only in case") },
    ]);
  });
});

test("a column that is missing is told once for each place, however often it is asked for", () => {
  const parts = mapping({
    fields: [
      field("event_time", from("at")),
      field("user_data.country", from("land"), 14),
      field("user_data.ph", from("mobile", { options: { default_country: "NL" } }), 15),
      field("custom_data.currency", from("money"), 16),
      field("custom_data.value", from("at", { options: { unit: "minor" } }), 17),
    ],
  });
  const failure = catchError(() => compile(parts, [...BASE, column("mobile")], {}));

  expect(failure).toMatchObject({
    message: expect.stringContaining("2 columns that it names are not in the query's result"),
    problems: [{ line: 14 }, { line: 16 }],
  });
});

function catchError(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("whatever the rows hold", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const columns = [...BASE, ...names.map((name) => column(name, name === "h" ? "json" : "text"))];
  const transform = compile(
    mapping({
      eventName: "Lead",
      fields: [
        field("event_time", from("at")),
        field("event_id", from("a")),
        field("user_data.em", from("b")),
        field("user_data.external_id", allOf("c", "d")),
        field("user_data.client_user_agent", from("e")),
        field("custom_data.value", from("f")),
        field("custom_data.content_ids", from("g")),
      ],
      extra: [property("own", from("g")), property("json", from("h"))],
      contents: {
        column: "h",
        place: { line: 1, column: 1 },
        item: [property("id", from("id")), property("quantity", from("quantity"))],
      },
    }),
    columns,
    {},
  );
  const scalar = fc.oneof(
    fc.constant(null),
    fc.constant(""),
    fc.constant("  "),
    fc.constant("null"),
    fc.constant(Number.NaN),
    fc.constant(Number.POSITIVE_INFINITY),
    fc.string(),
    fc.emailAddress(),
    fc.double(),
    fc.bigInt(),
    fc.boolean(),
    fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 }),
    fc.json({ maxDepth: 2 }),
  );
  const anyRow = fc.tuple(...names.map(() => scalar)).map((cells) => ["1", AT, ...cells] as Row);

  test("every row gives one item with its own number", () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 10 }), (rows) => {
        const items = rows.map((row, seq) => transform(row, seq, NOW));
        expect(items.map((item) => item.seq)).toEqual(rows.map((_, seq) => seq));
      }),
    );
  });

  test("no event ever holds null, NaN, blank text, an empty list or an empty object", () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        const item = transform(row, 0, NOW);
        fc.pre(item.kind === "event");
        const { user_data, ...rest } = item.event;
        expect(emptyPaths(rest)).toEqual([]);
        expect(Object.values(user_data).flatMap((value) => emptyPaths(value))).toEqual([]);
      }),
    );
  });

  test("the same row gives the same bytes each time", () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        expect(JSON.stringify(transform(row, 0, NOW))).toBe(JSON.stringify(transform(row, 0, NOW)));
      }),
    );
  });

  test("no notice and no issue ever quotes a value", () => {
    const mark = "zqxjk";
    const marked = fc.string({ maxLength: 5 }).map((text) => `${text}${mark}${text}`);
    const row = fc.tuple(...names.map(() => marked)).map((cells) => ["1", AT, ...cells] as Row);
    fc.assert(
      fc.property(row, (cells) => {
        const { notices, issues } = { notices: [], issues: [], ...transform(cells, 0, NOW) };
        expect(JSON.stringify([notices, issues])).not.toContain(mark);
      }),
    );
  });
});

/** Paths of all that must not be in an event. */
function emptyPaths(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) {
    const inner = value.flatMap((entry, i) => emptyPaths(entry, `${path}[${i}]`));
    return value.length === 0 ? [path] : inner;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return [path];
    return entries.flatMap(([key, entry]) => emptyPaths(entry, `${path}.${key}`));
  }
  const isEmpty = value === null || value === undefined || Number.isNaN(value);
  return isEmpty || (typeof value === "string" && value.trim() === "") ? [path] : [];
}
