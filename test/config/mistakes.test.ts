import { describe, expect, test } from "vitest";
import { mappingWith, places, problemsOf } from "./project.ts";

const TEN = `version: 1
destination: retial
event_nmae: Purchase
action_source: physical_stor
source:
  connection: shop_pg
  sql: select 1
  incremental: { cursor: updated_at, lookback: 2 hours }
fields:
  event_time: purchased_at
  user_data:
    email: [work, private]
    zip: { const: 02139 }
  custom_data:
    curency: currency
    value: { column: total, transform: [{ divide: "abc" }] }
delivery: { batch_size: 2000 }
`;

describe("ten mistakes in one mapping", () => {
  test("give ten messages in one pass, each at its line and column", async () => {
    const problems = await problemsOf({ "mappings/purchases.yaml": TEN });

    expect(problems.map(({ line, column, message }) => [line, column, message])).toEqual([
      [2, 14, "destination: `retial` is not in connections.yaml, did you mean `retail`?"],
      [3, 1, "unknown key `event_nmae`, did you mean `event_name`?"],
      [4, 16, expect.stringContaining("action_source: expected `website`")],
      [5, 1, "missing key `primary_key` in source, expected a column or a list of columns"],
      [8, 48, expect.stringContaining("found `2 hours`")],
      [12, 12, expect.stringContaining("say `first_of`")],
      [13, 19, expect.stringContaining("expected quotes around it")],
      [15, 5, "unknown key `curency` in fields.custom_data, did you mean `currency`?"],
      [16, 51, expect.stringContaining("expected a decimal number")],
      [17, 25, "delivery.batch_size: expected a whole number from 1 to 1000, found 2000"],
    ]);
    expect(new Set(problems.map(({ severity }) => severity))).toEqual(new Set(["error"]));
  });
});

/** What to replace in the good mapping, and the problems that this must give. */
type Case = readonly [name: string, from: string, to: string, ...expected: string[]];

const CASES: readonly Case[] = [
  ["a key that is empty", "email: email", "email:", "12:5 wrong_type"],
  ["a number where a column is meant", "value: total", "value: 12", "14:12 wrong_type"],
  [
    "a column that is not text",
    "primary_key: order_id",
    "primary_key: [order_id, 3]",
    "8:27 wrong_type",
  ],
  [
    "a readable and a wire name of one field",
    "email: email",
    "email: email\n    em: other",
    "13:5 same_field_twice",
  ],
  [
    "a field in the wrong block",
    "  user_data:",
    "  email: email\n  user_data:",
    "11:3 unknown_key",
  ],
  [
    "all_of on a field of one value",
    "value: total",
    "value: { all_of: [a, b] }",
    "14:14 option_not_taken",
  ],
  [
    "hashed on a field that is not",
    "value: total",
    "value: { column: a, hashed: true }",
    "14:25 option_not_taken",
  ],
  [
    "an option that the field does not take",
    "value: total",
    "value: { column: a, date_order: dmy }",
    "14:25 option_not_taken",
  ],
  [
    "a unit of money on a time",
    "event_time: purchased_at",
    "event_time: { column: a, unit: minor }",
    "10:34 invalid_value",
  ],
  [
    "two origins of one value",
    "value: total",
    "value: { column: a, const: 1 }",
    "14:14 conflicting_keys",
  ],
  ["no origin of a value", "value: total", "value: { required: true }", "14:12 missing_key"],
  [
    "a constant with a transform",
    "const: EUR }",
    "const: EUR, transform: [trim] }",
    "15:29 conflicting_keys",
  ],
  ["a constant that the field cannot take", "const: EUR", "const: EURO", "15:24 invalid_value"],
  [
    "an unknown step",
    "value: total",
    "value: { column: a, transform: [trimm] }",
    "14:37 invalid_value",
  ],
  [
    "two steps in one",
    "value: total",
    "value: { column: a, transform: [{ divide: 2, round: 1 }] }",
    "14:37 invalid_value",
  ],
  [
    "a division by nothing",
    "value: total",
    "value: { column: a, transform: [{ divide: 0 }] }",
    "14:47 invalid_value",
  ],
  [
    "otherwise without a map",
    "value: total",
    "value: { column: a, transform: [{ otherwise: skip }] }",
    "14:39 misplaced_step",
  ],
  [
    "a property of one's own with Meta's name",
    "value: total",
    "value: total\n    extra: { currency: c }",
    "15:14 reserved_property",
  ],
  [
    "an own property named like a prototype",
    "value: total",
    "value: total\n    extra: { __proto__: c }",
    "15:14 unknown_key",
  ],
  [
    "a key column that is an e-mail address",
    "primary_key: order_id",
    "primary_key: [order_id, Email]",
    "12:12 contact_in_key",
  ],
  ["an event_name given twice", "fields:", "fields:\n  event_name: kind", "10:3 conflicting_keys"],
  ["no event_name at all", "event_name: Purchase\n", "", "1:1 missing_key"],
  ["no action_source at all", "action_source: physical_store\n", "", "1:1 missing_key"],
  [
    "two statements",
    "  sql: select * from orders",
    "  sql: select 1\n  table: orders",
    "8:3 conflicting_keys",
  ],
  ["no statement", "  sql: select * from orders\n", "", "5:1 missing_key"],
  [
    "a table that is no identifier",
    "sql: select * from orders",
    "table: orders; drop",
    "7:10 invalid_value",
  ],
  [
    "a connection that is not there",
    "connection: shop_pg",
    "connection: shop_gp",
    "6:15 unknown_connection",
  ],
  ["no event_time", "  event_time: purchased_at\n", "", "9:1 event_time_missing"],
  ["nothing to match a person by", "  user_data:\n    email: email\n", "", "9:1 no_user_data"],
  [
    "a Purchase without its currency",
    "    currency: { const: EUR }\n",
    "",
    "3:13 purchase_currency",
  ],
  [
    "an app event without its device",
    "physical_store",
    "app",
    "4:16 app_extinfo",
    "4:16 app_tracking",
  ],
  [
    "a website event without page and browser",
    "physical_store",
    "website",
    "4:16 website_url",
    "4:16 website_user_agent",
  ],
  [
    "a standard event in other letters",
    "event_name: Purchase",
    "event_name: purchase",
    "3:13 event_name_spelling",
  ],
  [
    "an alternative that no row can meet",
    "fields:",
    "require_any: [phone]\nfields:",
    "9:14 require_any_unmapped",
  ],
  [
    "a state without its country",
    "fields:",
    "limited_data_use: { column: a, state: 1000 }\nfields:",
    "9:32 missing_key",
  ],
  [
    "both ways to say consent",
    "fields:",
    "consent: { column: a, equals: 1, in: [2] }\nfields:",
    "9:10 invalid_value",
  ],
  ["a cron line of three fields", "fields:", 'schedule: "* * *"\nfields:', "9:11 invalid_value"],
  [
    "an error rate without its sign",
    "fields:",
    "on_error: { max_error_rate: 5 }\nfields:",
    "9:29 wrong_type",
  ],
  [
    "a margin below five minutes",
    "fields:",
    "delivery: { age_margin: 1m }\nfields:",
    "9:25 invalid_value",
  ],
  [
    "a margin above a day",
    "fields:",
    "delivery: { age_margin: 25h }\nfields:",
    "9:25 invalid_value",
  ],
  [
    "a lookback beyond the longest window",
    "  primary_key",
    "  incremental: { cursor: updated_at, lookback: 63d }\n  primary_key",
    "8:48 invalid_value",
  ],
  [
    "a country that is none",
    "email: email",
    "phone: { column: a, default_country: XX }",
    "12:42 invalid_value",
  ],
  [
    "a rule that must not be softened",
    "fields:",
    "rules: { event_too_old: warn }\nfields:",
    "9:10 unknown_key",
  ],
  ["a test code outside a target", "fields:", "test_event_code: T1\nfields:", "9:1 unknown_key"],
  ["a merge key", "fields:", "<<: { enabled: true }\nfields:", "9:1 unknown_key"],
  ["a dbt model", "sql: select * from orders", "dbt_model: orders", "7:3 not_supported"],
  [
    "lines to be grouped",
    "  primary_key",
    "  group_by: order_id\n  primary_key",
    "8:3 not_supported",
  ],
  [
    "an update to be sent again",
    "  primary_key",
    "  on_update: resend\n  primary_key",
    "8:14 invalid_value",
  ],
  [
    "an option that the warehouse lacks",
    "  primary_key",
    "  options: { page_sise: 10 }\n  primary_key",
    "8:14 unknown_key",
  ],
  [
    "a test with an unknown key",
    "fields:",
    "tests: [{ name: a, given: [], expekt: [] }]\nfields:",
    "9:31 unknown_key",
  ],
  ["an id with a space", "version: 1", "version: 1\nid: my mapping", "2:5 invalid_value"],
];

describe("a mistake in a mapping is found where it is", () => {
  test.for(CASES)("%s", async ([, from, to, ...expected]) => {
    const problems = await problemsOf(mappingWith([from, to]));

    expect(places(problems)).toEqual(expected);
  });

  test("in the lines of contents, too, and rows per line are not read yet", async () => {
    const problems = await problemsOf(
      mappingWith([
        "    value: total",
        "    value: total\n    contents:\n      each_row: true\n      from: lines\n      item: { id: sku, quantity: q, qty: q }",
      ]),
    );

    expect(places(problems)).toEqual(["16:7 not_supported", "18:37 unknown_key"]);
  });
});

describe("a misspelt key", () => {
  test("is told once, not as a missing one as well", async () => {
    const problems = await problemsOf(mappingWith(["primary_key:", "primary_kye:"]));

    expect(problems.map(({ message }) => message)).toEqual([
      "unknown key `primary_kye` in source, did you mean `primary_key`?",
    ]);
  });

  test("does not hide a missing key that merely sounds alike", async () => {
    const problems = await problemsOf(
      mappingWith(
        ["event_name: Purchase\n", ""],
        ["  event_time: purchased_at", "  event_name: kind"],
      ),
    );

    expect(problems.map(({ code }) => code)).toEqual(["event_time_missing"]);
  });
});

test("what Meta is known to accept may be softened to a warning", async () => {
  const problems = await problemsOf(
    mappingWith(
      [
        "action_source: physical_store",
        "action_source: website\nrules: { website_user_agent: warn }",
      ],
      ["  user_data:", "  event_source_url: page\n  user_data:"],
    ),
  );

  expect(problems).toMatchObject([{ code: "website_user_agent", severity: "warning" }]);
});

test("yes and no are texts in YAML 1.2, and the hint says what to write", async () => {
  const problems = await problemsOf(mappingWith(["fields:", "enabled: yes\nfields:"]));

  expect(problems).toMatchObject([{ line: 9, column: 10, hint: "write true" }]);
});

test("a batch cannot be tried for longer than Meta removes repeats, and the error says so", async () => {
  const problems = await problemsOf(
    mappingWith(["fields:", "delivery: { retry_for: 72h }\nfields:"]),
  );

  expect(problems).toMatchObject([
    {
      line: 9,
      column: 24,
      message:
        "delivery.retry_for: expected at most `24h`: a batch whose answer was lost is sent again, and Meta removes repeats for 48 hours only, found `72h`",
    },
  ]);
});

test("the longest durations that are taken", async () => {
  const problems = await problemsOf(
    mappingWith(
      ["fields:", "delivery: { retry_for: 24h, age_margin: 24h }\nfields:"],
      ["  primary_key", "  incremental: { cursor: updated_at, lookback: 62d }\n  primary_key"],
    ),
  );

  expect(problems).toEqual([]);
});

describe("an event's time", () => {
  const cursor = "  incremental: { cursor: Updated_At }\n  primary_key";

  test.for([
    ["a bare column", "updated_at"],
    ["a column with a zone", "{ column: updated_at, timezone: UTC }"],
    ["one of several columns", "{ first_of: [purchased_at, updated_at] }"],
  ] as const)("that moves with the cursor is warned of: %s", async ([, time]) => {
    const problems = await problemsOf(
      mappingWith(["  primary_key", cursor], ["event_time: purchased_at", `event_time: ${time}`]),
    );

    expect(problems).toMatchObject([
      {
        line: 11,
        code: "event_time_is_cursor",
        severity: "warning",
        hint: expect.stringContaining("never changes"),
      },
    ]);
  });

  test("of a column of its own is fine", async () => {
    expect(await problemsOf(mappingWith(["  primary_key", cursor]))).toEqual([]);
  });
});

describe("the name of an event", () => {
  test.for([
    ["Purchas", "Purchase"],
    ["Purhcase", "Purchase"],
    ["AddToCrat", "AddToCart"],
    ["Leed", "Lead"],
  ] as const)("%s is taken for a slip: %s", async ([name, standard]) => {
    const problems = await problemsOf(mappingWith(["event_name: Purchase", `event_name: ${name}`]));

    expect(problems).toMatchObject([
      {
        code: "event_name_spelling",
        severity: "warning",
        message: expect.stringContaining(`standard event \`${standard}\``),
      },
    ]);
  });

  test.for([["Unsubscribe"], ["Repurchase"], ["Order"], ["Refund"], ["Deal"], ["OrderCreated"]])(
    "%s is the user's own",
    async ([name]) => {
      expect(
        await problemsOf(mappingWith(["event_name: Purchase", `event_name: ${name}`])),
      ).toEqual([]);
    },
  );
});
