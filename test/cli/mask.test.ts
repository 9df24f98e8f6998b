import { describe, expect, test } from "vitest";
import { maskerOf } from "../../src/cli/mask.ts";

function shown(line: string, isYaml = true): string {
  return maskerOf(line, isYaml)(0, line.length);
}

const SECRET = "Hunter2EAABsbCS1iHgBO";

describe("what may be read", () => {
  test.for([
    [`  shop: { type: postgres, url: "\${SHOP_PG_URL}" }`],
    ["  shop: { type: postgres, host: 127.0.0.1, port: 5432 }"],
    ['    dataset_id: "1234567890"'],
    ["    endpoint: http://127.0.0.1:8401"],
    [`    access_token: \${META_TOKEN}`],
    [`    access_token: \${file:/run/secrets/meta_token}`],
    ["default_target: prod"],
    ["connections:"],
  ])("stays: %s", ([line = ""]) => {
    expect(shown(line)).toBe(line);
  });
});

describe("what may be a secret", () => {
  test.for([
    [`    access_token: ${SECRET}`, "    access_token: ***"],
    [`    access_token: "${SECRET}"`, "    access_token: ***"],
    [`    access_token: '${SECRET} it''s'`, "    access_token: ***"],
    [`    access_token: ${SECRET}\${NAME}`, `    access_token: ***\${NAME}`],
    [`    access_token: "\${NAME:-${SECRET}}"`, undefined],
    [
      `  a: { type: postgres, password: ${SECRET}, port: 1 }`,
      "  a: { type: postgres, password: ***, port: 1 }",
    ],
    [`  a: { type: postgres, pasword: ${SECRET} }`, "  a: { type: postgres, pasword: *** }"],
    [`    url: postgres://reader:${SECRET}@db.example.com/shop`, "    url: ***"],
    [`    endpoint: https://me:${SECRET}@example.com`, "    endpoint: ***"],
    ["    password: 123456", "    password: ***"],
    [`    private_key: |  # ${SECRET}`, "    private_key: |"],
    [`      ${SECRET}`, "      ***"],
    [`      - ${SECRET}`, "      - ***"],
    [`    dataset_id: ${SECRET}`, "    dataset_id: ***"],
    [`  tokens: [${SECRET}, "${SECRET}"]`, "  tokens: [***, ***]"],
    [`type: ${SECRET}`, "type: ***"],
    [`    password: "${SECRET}`, "    password: ***"],
    [`    type: ${SECRET.toLowerCase()}", type: postgres }`, undefined],
    [`    access_token: ${SECRET}:`, "    access_token: ***"],
  ] as const)("is hidden: %s", ([line, expected]) => {
    const text = shown(line);

    expect(text.toLowerCase()).not.toContain(SECRET.toLowerCase());
    if (expected !== undefined) expect(text).toBe(expected);
  });

  test("keys prove nothing on a line that is no YAML", () => {
    expect(shown("  a: { type: postgres, port: 1", false)).toBe("  a: { type: ***, port: ***");
    expect(shown(`    access_token: ${SECRET}: x`, false)).toBe("    access_token: *** ***");
  });

  test("is hidden in each part of a line that is cut into parts", () => {
    const line = `    access_token: ${SECRET}`;
    const masker = maskerOf(line, true);

    for (let cut = 0; cut <= line.length; cut++) {
      const parts = masker(0, cut) + masker(cut, line.length);
      expect(parts).toMatch(/^ {4}access_token: (?:\*\*\*)+$/);
    }
  });
});
