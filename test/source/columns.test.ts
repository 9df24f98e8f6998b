import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/lib/errors.ts";
import type { Column } from "../../src/lib/value.ts";
import { findColumn } from "../../src/source/columns.ts";

function columns(...names: string[]): Column[] {
  return names.map((name) => ({ name, type: "text", kind: "text" }));
}

const WHERE = "mappings/a.yaml:4: primary_key";

describe("findColumn", () => {
  test("finds a column whatever its case, as warehouses fold names", () => {
    expect(findColumn(columns("AT", "ORDER_ID"), "order_id", WHERE).index).toBe(1);
  });

  test("takes the exact one of two that differ in case only", () => {
    expect(findColumn(columns("ID", "id"), "id", WHERE).index).toBe(1);
  });

  test("refuses a name that fits two columns and is neither", () => {
    expect(() => findColumn(columns("ID", "id"), "Id", WHERE)).toThrow(
      "mappings/a.yaml:4: primary_key: 2 columns of the query are called `Id`, expected one",
    );
  });

  test("refuses a name that the query returns twice", () => {
    expect(() => findColumn(columns("id", "id"), "id", WHERE)).toThrow(ConfigError);
  });

  test("a missing column is named with the nearest, or with all there are", () => {
    const near = catching(() => findColumn(columns("updated_at", "id"), "updated_ta", WHERE));
    const far = catching(() => findColumn(columns("a", "b"), "updated_at", WHERE));

    expect(near).toMatchObject({ hint: "did you mean `updated_at`?" });
    expect(far).toMatchObject({ hint: "it returns a, b" });
  });
});

function catching(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
