import { describe, expect, test } from "vitest";
import { connectionSchema, optionsSchema, tlsOf } from "../../../connectors/postgres/settings.ts";

const PARTS = { host: "db.example.com", user: "capisync", password: "p", database: "shop" };

describe("the connection's block", () => {
  test("says the same in parts and as a url", () => {
    const url = "postgresql://capisync:p@db.example.com/shop";

    expect(connectionSchema.parse({ url })).toEqual(connectionSchema.parse(PARTS));
  });

  test("decodes what a url has to encode", () => {
    const settings = connectionSchema.parse({ url: "postgres://u%40x:p%2F%3A@[::1]:5433/a%20b" });

    expect(settings).toMatchObject({
      ...{ host: "::1", port: 5433, user: "u@x", password: "p/:", database: "a b" },
    });
  });

  test.for([
    ["db.example.com", "verify-full"],
    ["127.0.0.1", "disable"],
    ["localhost", "disable"],
    ["/var/run/postgresql", "disable"],
  ] as const)("on %s the default is ssl: %s", ([host, ssl]) => {
    expect(connectionSchema.parse({ ...PARTS, host }).ssl).toBe(ssl);
  });

  test("the block's `ssl` counts more than the url's `sslmode`, and that more than the default", () => {
    const url = "postgres://u:p@db.example.com/shop?sslmode=require";

    expect(connectionSchema.parse({ url }).ssl).toBe("require");
    expect(connectionSchema.parse({ url, ssl: "verify-full" }).ssl).toBe("verify-full");
  });

  test.for([
    [{}, "url", "expected `url`, or"],
    [{ url: "postgres://u:p@h/d", host: "h" }, "host", "expected nothing beside `url`"],
    [{ url: "mysql://u:SECRET@h/d" }, "url", "expected `postgres://"],
    [{ url: "postgres://u:SECRET@h/d?sslmode=prefer" }, "url", "expected `sslmode` to be"],
    [{ url: "postgres://u:SECRET@h/d?options=x" }, "url", "expected no parameter but"],
    [{ ...PARTS, statement_timeout: "10 minutes" }, "statement_timeout", "expected a duration"],
    [{ ...PARTS, page_size: 0 }, "page_size", "expected a whole number from 1 to 50000"],
    [{ ...PARTS, ssl: "prefer" }, "ssl", "expected `disable`, `require` or `verify-full`"],
  ] as const)("refuses %o at `%s`", ([block, key, message]) => {
    const issues = connectionSchema.safeParse(block).error?.issues ?? [];

    expect(issues[0]).toMatchObject({ path: [key], message: expect.stringContaining(message) });
    expect(JSON.stringify(issues)).not.toContain("SECRET");
  });

  test("a mapping need not have options", () => {
    expect(optionsSchema.parse(undefined)).toEqual({ pageSize: undefined });
    expect(optionsSchema.parse({ page_size: 500 })).toEqual({ pageSize: 500 });
  });
});

describe("TLS", () => {
  test.for([
    ["disable", false],
    ["require", { rejectUnauthorized: false }],
    ["verify-full", { rejectUnauthorized: true }],
  ] as const)("`%s` becomes %o", ([ssl, expected]) => {
    expect(tlsOf(connectionSchema.parse({ ...PARTS, ssl }))).toEqual(expected);
  });

  test("an authority that cannot be read is named", () => {
    const settings = connectionSchema.parse({ ...PARTS, ca: "/nowhere/ca.pem" });

    expect(() => tlsOf(settings)).toThrow("connection: ca: cannot read /nowhere/ca.pem");
  });
});
