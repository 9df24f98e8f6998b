import { describe, expect, test } from "vitest";
import type { Json } from "../../src/capi/clean/cleaner.ts";
import type { Contents } from "../../src/config/mapping.ts";
import type { Value } from "../../src/lib/value.ts";
import { compile } from "../../src/transform/compile.ts";
import { column, constant, field, from, mapping, property } from "./mappings.ts";

const NOW_MS = 1_795_000_000_000;

interface Order {
  readonly lines: Value;
  readonly total?: Value;
  readonly currency?: string;
  readonly source?: string;
}

/** What becomes of an order's custom_data, and what was noticed. */
function mapped(
  { lines, total = "10.00", currency = "EUR", source = "website" }: Order,
  options: Partial<Contents>,
) {
  const transform = compile(
    mapping({
      actionSource: source,
      fields: [
        field("event_time", from("at")),
        field("custom_data.value", from("total")),
        field("custom_data.currency", constant(currency)),
      ],
      contents: {
        column: "lines",
        item: [
          property("id", from("sku")),
          property("quantity", from("qty")),
          property("item_price", from("price")),
        ],
        place: { line: 1, column: 1 },
        ...options,
      },
    }),
    [column("order_id"), column("at"), column("total", "decimal"), column("lines", "json")],
    {},
  );
  const item = transform(["1", "2026-11-17T00:00:00Z", total, lines], 0, NOW_MS);
  if (item.kind !== "event") throw new Error(`the row became ${item.kind}`);
  return {
    custom: item.event.custom_data as Record<string, Json>,
    codes: (item.notices ?? []).map(({ code }) => code),
  };
}

const LINES = [
  { sku: "A", qty: 2, price: "2.50" },
  { sku: "B", qty: 1, price: 5 },
];

test("without options nothing is added to the items", () => {
  const { custom, codes } = mapped({ lines: LINES, source: "physical_store" }, {});

  expect(custom).toEqual({
    value: 10,
    currency: "EUR",
    contents: [
      { id: "A", quantity: 2, item_price: 2.5 },
      { id: "B", quantity: 1, item_price: 5 },
    ],
  });
  expect(codes).toEqual([]);
});

describe("num_items", () => {
  test.for([
    ["the sum of whole quantities", [2, 1], 3],
    ["one for goods by weight", [0.35, 2], 3],
    ["one where a quantity is assumed", [null, 2], 3],
  ] as const)("is %s", ([, quantities, count]) => {
    const lines = quantities.map((qty) => ({ sku: "A", qty }));

    expect(mapped({ lines }, { derive: ["num_items"] }).custom.num_items).toBe(count);
  });

  test("says nothing of a number that one item does not tell", () => {
    const derive = ["num_items"] as const;
    const lines = [{ sku: "A" }, { sku: "B", qty: 2 }];
    const bad = [
      { sku: "A", qty: "two" },
      { sku: "B", qty: 2 },
    ];

    expect(mapped({ lines, source: "physical_store" }, { derive }).custom).not.toHaveProperty(
      "num_items",
    );
    expect(mapped({ lines: bad }, { derive }).custom).not.toHaveProperty("num_items");
  });
});

describe("a quantity", () => {
  test.for([[null], [""], ["n/a"], [undefined]])("of %j is assumed to be 1, and told", ([qty]) => {
    const { custom, codes } = mapped(
      { lines: [{ sku: "A", ...(qty === undefined ? {} : { qty }) }] },
      {},
    );

    expect(custom.contents).toEqual([{ id: "A", quantity: 1 }]);
    expect(codes).toEqual(["quantity_assumed"]);
  });

  test.for([
    [0, "not_positive"],
    [-2, "not_positive"],
    ["two", "not_number"],
  ] as const)("of %j is left out of its item, and told", ([qty, code]) => {
    const { custom, codes } = mapped({ lines: [{ sku: "A", qty, price: 5 }] }, {});

    expect(custom.contents).toEqual([{ id: "A", item_price: 5 }]);
    expect(codes).toEqual([code]);
  });

  test("that is bad twice is left out twice, and the missing one between assumed", () => {
    const lines = [{ sku: "A", qty: 0 }, { sku: "B" }, { sku: "C", qty: 0 }, { sku: "D", qty: 2 }];

    expect(mapped({ lines }, {}).custom.contents).toEqual([
      { id: "A" },
      { id: "B", quantity: 1 },
      { id: "C" },
      { id: "D", quantity: 2 },
    ]);
  });

  test("that is not mapped is assumed", () => {
    const item = [property("id", from("sku"))];

    expect(mapped({ lines: [{ sku: "A" }] }, { item }).custom.contents).toEqual([
      { id: "A", quantity: 1 },
    ]);
  });
});

test("content_ids are the items' ids, each once and in their order", () => {
  const lines = [{ sku: "B" }, { sku: "A" }, { qty: 1 }, { sku: "B" }];

  expect(mapped({ lines }, { derive: ["content_ids"] }).custom.content_ids).toEqual(["B", "A"]);
});

test("both are derived together, and neither unasked", () => {
  expect(
    Object.keys(mapped({ lines: LINES }, { derive: ["content_ids", "num_items"] }).custom),
  ).toEqual(["value", "currency", "contents", "content_ids", "num_items"]);
});

test.for([[null], [""], ["[]"], ["no list"]])(
  "nothing is derived from contents of %j",
  ([lines]) => {
    const options = { derive: ["num_items", "content_ids"] as const, checkValue: true };

    expect(mapped({ lines: lines ?? null }, options).custom).toEqual({
      value: 10,
      currency: "EUR",
    });
  },
);

describe("check_value", () => {
  // biome-ignore format: a table is read by its columns
  const CASES: readonly (readonly [what: string, order: Order, isTold: boolean])[] = [
    ["the exact sum",                       { lines: LINES },                                 false],
    ["half a cent less",                    { lines: LINES, total: "9.995" },                 false],
    ["half a cent more",                    { lines: LINES, total: "10.005" },                false],
    ["a hair more than half a cent",        { lines: LINES, total: "10.0050000001" },         true],
    ["a hair less than that below",         { lines: LINES, total: "9.9949999999" },          true],
    ["a cent",                              { lines: LINES, total: "10.01" },                 true],
    ["another sign",                        { lines: LINES, total: "-10" },                   true],
    ["half a yen",                          { lines: LINES, total: "10.5", currency: "JPY" }, false],
    ["more than half a yen",                { lines: LINES, total: "10.51", currency: "JPY" },true],
    ["half a fils of Kuwait",               { lines: LINES, total: "10.0005", currency: "KWD" }, false],
    ["a fils of Kuwait",                    { lines: LINES, total: "10.001", currency: "KWD" }, true],
    ["what floats get wrong",               { lines: [{ sku: "A", qty: 3, price: "0.1" }], total: "0.3" }, false],
    ["digits beyond a float",               { lines: [{ sku: "A", qty: 1, price: "12345678901234567.89" }], total: "12345678901234567.89" }, false],
    ["one of such digits",                  { lines: [{ sku: "A", qty: 1, price: "12345678901234567.89" }], total: "12345678901234567.88" }, true],
    ["goods by weight",                     { lines: [{ sku: "A", qty: "0.333", price: "3" }], total: "1.00" }, false],
    ["a line without its price",            { lines: [...LINES, { sku: "C", qty: 1 }], total: "99" }, false],
    ["an order without value",              { lines: LINES, total: null },                    false],
    ["a store's line without quantity",     { lines: [{ sku: "A", price: 5 }], total: "99", source: "physical_store" }, false],
  ];

  test.for(CASES)("%s: told %j", ([, order, isTold]) => {
    const { custom, codes } = mapped(order, { checkValue: true });

    expect(codes.includes("value_differs")).toBe(isTold);
    expect(custom.contents).toHaveLength((order.lines as readonly unknown[]).length);
  });

  test("is not done unasked", () => {
    expect(mapped({ lines: LINES, total: "99" }, { checkValue: false }).codes).toEqual([]);
  });
});

describe("price", () => {
  test("stands beside item_price in store events", () => {
    const { custom } = mapped({ lines: LINES, source: "physical_store" }, { price: true });

    expect(custom.contents).toEqual([
      { id: "A", quantity: 2, item_price: 2.5, price: 2.5 },
      { id: "B", quantity: 1, item_price: 5, price: 5 },
    ]);
  });

  test.for([
    ["of any other event", { lines: LINES }],
    ["of a line without item_price", { lines: [{ sku: "A", qty: 1 }], source: "physical_store" }],
  ] as const)("is no member %s", ([, order]) => {
    expect(JSON.stringify(mapped(order, { price: true }).custom)).not.toContain('"price"');
  });
});
