import fc, { type Arbitrary } from "fast-check";
import type { Step } from "../../src/config/mapping.ts";
import { sha256 } from "../../src/lib/hash.ts";
import type { Value } from "../../src/lib/value.ts";
import { DAY, NOW, PARTIAL_ITEMS } from "./values.ts";

const BLANKS: readonly Value[] = [
  null,
  "",
  " ",
  "\u200b\ufeff",
  "NULL",
  "n/a",
  "-",
  "undefined",
  "[]",
  "{}",
  "null",
  "[null]",
];

// biome-ignore format: one line a kind of trouble
const WRONG: readonly Value[] = [
  true, false, 0, -1, 0.1, -0, 1e21, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, 9007199254740993n, -(10n ** 40n),
  "-5", "1e5", "1E400", "1,234.50", "€ 10", "12.", ".5", "0x10", "NaN", "Infinity", "00012", "+12", "١٢٣", "9".repeat(60),
  "2026-13-40", "0000-00-00", "infinity", "-infinity", "1970-01-01", "2026-11-20T12:00:00Z", "2026-11-20 25:61:00", "9999-12-31", "20260230", "1795176000000", "-1", "99999999999999999999",
  "jane@example.com", "jane@@example", "a@b", "j@example..com", "Jane <j@example.com>;", "+1 650 555 1212", "0612345678", "000000000", "+", "tel:+16505551212;ext=5",
  sha256(""), sha256("null"), sha256("x"), sha256("x").toUpperCase(), `${sha256("x")}.AbCd_-12`, `${sha256("x")}.AQ`, sha256("x").slice(32), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
  new Uint8Array(0), new Uint8Array(32), new Uint8Array(16), new Uint8Array([255, 0, 128]),
  "10.0.0.1", "256.1.1.1", "::1", "fe80::1%eth0", "8.8.8.8, 10.0.0.1", "fb.1.1554763741205", "fb.9.x.y", "fb.1.1554763741.AbC.AQ", "0".repeat(32), "00000000-0000-0000-0000-000000000000",
  "XXX", "MRU", "eur ", "EURO", "ABC", "Holland", "zz", "California", "other", "website", "whatsapp", "Lead", "purchase", "crm", "http://", "javascript:alert(1)", "ftp://shop.example/", "//shop.example",
  [], [null], [[]], [""], ["a", null, "a"], [["jane@example.com"]], [{ id: "a" }], [{ id: null, quantity: 0 }], [{}], [{ qty: 1 }], [{ sku: "a", qty: 0 }], [1, 2n, "3"], {}, { a: null }, { id: "a", quantity: 1 }, JSON.parse('{"__proto__": 1, "constructor": "x"}'),
  '["jane@example.com", null]', "[1,2", '{"id":1}', '[{"id":"a","quantity":"2"}]', '[{"quantity":1}]', '["a2"]', '"x"', '{"store_code":"a1"}',
  "\u0000", "\ud800", "e\u0301", "ﷺ", "👩‍👩‍👧", "\u202eevil", "'; drop table x; --", "\u0024{META_TOKEN}", "__proto__", "a".repeat(300),
];

/** Whatever a column may hold in the worst of warehouses. */
export const NASTY: Arbitrary<Value> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...BLANKS) },
  { weight: 6, arbitrary: fc.constantFrom(...WRONG) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  { weight: 1, arbitrary: fc.integer({ min: NOW - 70 * DAY, max: NOW + 9 * DAY }) },
  { weight: 2, arbitrary: PARTIAL_ITEMS },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 33 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) as Arbitrary<Value> },
);

/** Any step of a chain. */
export const STEP: Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>(
    ...(["trim", "lower", "upper", "digits", "to_number", "to_string", "json"] as const).map(
      (op) => ({ op }),
    ),
    { op: "prefix", text: "x-" },
    { op: "suffix", text: " " },
    { op: "replace", find: "a", with: "" },
    { op: "divide", by: "3" },
    { op: "multiply", by: "-100000000000000000000" },
    { op: "round", digits: 2 },
    { op: "default", value: "" },
    { op: "default", value: "n/a" },
    { op: "split", separator: "," },
    { op: "path", path: ["id"] },
    { op: "path", path: ["0"] },
    { op: "sum", key: undefined },
    { op: "sum", key: "quantity" },
    { op: "map", table: { a: "b" }, otherwise: { kind: "keep" } },
    { op: "map", table: { a: "b" }, otherwise: { kind: "const", value: "" } },
    { op: "map", table: { a: "" }, otherwise: { kind: "skip" } },
  ),
);
