import { expect, test } from "vitest";
import { mappingOf } from "./mapping-of.ts";
import { load, problemsOf } from "./project.ts";

const ITEM = { id: "sku", quantity: "qty", item_price: "price" };

function contents(options: object, members: object = {}, item: object = ITEM) {
  const money = { value: "total", currency: { const: "EUR" } };
  return { custom_data: { ...money, ...members, contents: { from: "lines", item, ...options } } };
}

const NO_PRICE = { id: "sku", quantity: "qty" };

// biome-ignore format: a table is read by its columns
const CASES: readonly (readonly [what: string, source: string, fields: Record<string, unknown>, codes: readonly string[]])[] = [
  ["all options in a store",        "physical_store", contents({ derive: ["num_items", "content_ids"], check_value: true, price: true }), []],
  ["a member derived and mapped",   "phone_call", contents({ derive: ["num_items"] }, { num_items: "n" }), ["conflicting_keys"]],
  ["both of them",                  "phone_call", contents({ derive: ["num_items", "content_ids"] }, { num_items: "n", content_ids: "ids" }), ["conflicting_keys", "conflicting_keys"]],
  ["a member mapped alone",         "phone_call", contents({ derive: ["content_ids"] }, { num_items: "n" }), []],
  ["a member that is not derivable","phone_call", contents({ derive: ["value"] }), ["invalid_value"]],
  ["a sum without prices",          "phone_call", contents({ check_value: true }, {}, NO_PRICE), ["nothing_to_check"]],
  ["no sum without prices",         "phone_call", contents({ check_value: false }, {}, NO_PRICE), []],
  ["a sum without a value",         "phone_call", { custom_data: { contents: { from: "lines", item: ITEM, check_value: true } } }, ["nothing_to_check"]],
  ["a store's price by phone",      "phone_call", contents({ price: true }), ["option_not_taken"]],
  ["a store's price that is not mapped", "physical_store", contents({ price: true }, {}, NO_PRICE), ["nothing_to_send"]],
  ["a store's price of any source", "", { ...contents({ price: true }), action_source: "src" }, []],
];

test.for(CASES)("%s", async ([, source, fields, codes]) => {
  const problems = await problemsOf(mappingOf("InitiateCheckout", source, fields));

  expect(problems.map(({ code }) => code)).toEqual(codes);
  expect(problems.filter(({ severity }) => severity !== "error")).toEqual([]);
});

test("the options are read", async () => {
  const fields = contents({ derive: ["content_ids"], check_value: true, price: true });
  const { project } = await load(mappingOf("Purchase", "physical_store", fields));

  expect(project.mappings[0]?.contents).toMatchObject({
    derive: ["content_ids"],
    checkValue: true,
    price: true,
  });
});

test("leaks are warned of, or rejected when the mapping or the project says so", async () => {
  const fields = { custom_data: { order_id: "order_id" } };
  const own = await load(mappingOf("Lead", "phone_call", fields, { leaks: "reject" }));
  const shared = await load({
    "capisync.yaml": "version: 1\nname: shop\ndefaults: { leaks: reject }\n",
    ...mappingOf("Lead", "phone_call", fields),
  });
  const neither = await load(mappingOf("Lead", "phone_call", fields));

  expect([own, shared, neither].map(({ project }) => project.mappings[0]?.leaks)).toEqual([
    "reject",
    "reject",
    "warn",
  ]);
});
