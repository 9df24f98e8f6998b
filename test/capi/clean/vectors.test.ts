import { describe, expect, test } from "vitest";
import { Fault } from "../../../src/capi/clean/cleaner.ts";
import { hashField } from "../../../src/capi/clean/hashed.ts";
import { type Field, fieldOf } from "../../../src/capi/fields.ts";
import { sha256 } from "../../../src/lib/hash.ts";
import { contextWith } from "../context.ts";
import { VECTORS } from "../vectors.ts";

function userData(key: string): Field {
  const field = fieldOf("user_data", key);
  if (field === undefined) throw new Error(`no field ${key}`);
  return field;
}

describe("published and computed vectors", () => {
  test.for(VECTORS)("$key: $raw", ({ key, raw, clean, sha256: hash, country, options }) => {
    const context = contextWith({ country, options: options ?? {} });
    const cleaned = userData(key).clean(raw, context);
    const hashed = hashField(userData(key))(raw, context);
    if (typeof clean === "string") {
      expect(cleaned).toBe(clean);
      expect(hashed).toBe(hash);
    } else {
      expect(cleaned).toBeInstanceOf(Fault);
      expect(cleaned).toMatchObject(clean);
      expect(hashed).toMatchObject(clean);
    }
  });

  test("hash the text that they say", () => {
    for (const { clean, sha256: hash } of VECTORS) {
      if (typeof clean === "string") expect(sha256(clean)).toBe(hash);
    }
  });

  test("the first row's hash passes in upper case, lower-cased, in every hashed key", () => {
    const [first] = VECTORS;
    const hash = String(first?.sha256);
    for (const { key } of VECTORS) {
      expect(hashField(userData(key))(hash.toUpperCase(), contextWith())).toBe(hash);
    }
  });

  test("a placeholder word for gender is no value", () => {
    expect(userData("ge").clean("unknown", contextWith())).toBeUndefined();
  });
});
