import { describe, expect, test } from "vitest";
import { Problems } from "../../src/config/problems.ts";
import { toData } from "../../src/config/tree.ts";
import { parseYaml } from "../../src/config/yaml-file.ts";

function parse(text: string) {
  const problems = new Problems();
  const tree = parseYaml("mappings/a.yaml", text, problems);
  return { data: tree && toData(tree), problems: problems.sorted() };
}

describe("what YAML would quietly change", () => {
  test.for([
    ["a leading zero", "02139"],
    ["an octal-looking code", "012"],
    ["a phone number's plus", "+31612345678"],
    ["an exponent", "1e3"],
    ["an id beyond 2^53", "9007199254740993"],
    ["an id of sixteen digits, which the next one would outgrow", "1234567890123456"],
    ["a hexadecimal number", "0x1F"],
    ["a trailing zero", "5.10"],
    ["infinity", ".inf"],
    ["a boolean in capitals", "TRUE"],
  ])("is an error: %s", ([, written]) => {
    const { problems } = parse(`version: 1\nfields:\n  zip: { const: ${written} }\n`);

    expect(problems).toMatchObject([
      { line: 3, column: 17, length: written?.length, code: "unquoted_value" },
    ]);
    expect(problems[0]?.hint).toMatch(/^quote it/);
  });

  test.for([
    ["2139"],
    ["-5"],
    ["0.5"],
    ["true"],
    ["123456789012345"],
    ['"02139"'],
    ["'1e3'"],
    ["2026-10-01"],
  ])("is not an error when nothing changes: %s", ([written]) => {
    expect(parse(`a: ${written}`).problems).toEqual([]);
  });

  test("is found in tests and lists as well", () => {
    const { problems } = parse("tests:\n  - given:\n      - { zip: 01234 }\nids: [007]\n");

    expect(problems.map(({ line, column }) => [line, column])).toEqual([
      [3, 16],
      [4, 7],
    ]);
  });
});

describe("a file that is no YAML, or more than we read", () => {
  test.for([
    ["a second key of the same name", "a: 1\nb: 2\na: 3\n", 3, 1, "duplicate_key"],
    ["a text that never ends", "a: 'b\n", 2, 1, "yaml_syntax"],
    ["a tab", "a:\n\tb: 1\n", 2, 1, "yaml_syntax"],
    ["an unknown tag", "a: !secret b\n", 1, 4, "yaml_tag"],
    ["binary", "a: !!binary aGk=\n", 1, 4, "yaml_tag"],
    ["an alias without an anchor", "a: *b\n", 1, 4, "yaml_alias"],
    ["an alias to its own parent", "a: &x\n  b: *x\n", 2, 6, "yaml_alias"],
    ["a key that is no text", "a: {{ env_var('X') }}\n", 1, 5, "yaml_syntax"],
    ["a second document", "a: 1\n---\nb: 1\n", 2, 1, "yaml_documents"],
    ["a list", "- a\n", 1, 1, "wrong_type"],
    ["nothing", "# only a comment\n", 1, 1, "empty_file"],
    ["a prototype", "__proto__: { a: 1 }\n", 1, 1, "unknown_key"],
  ] as const)("is told at its place: %s", ([, text, line, column, code]) => {
    expect(parse(text).problems).toMatchObject([{ line, column, code }]);
  });

  test("is not unfolded when its aliases multiply", () => {
    const levels = Array.from({ length: 12 }, (_, i) => {
      const items = Array.from({ length: 9 }, () => (i === 0 ? "x" : `*a${i - 1}`));
      return `k${i}: &a${i} [${items.join(", ")}]`;
    });

    const { problems } = parse(levels.join("\n"));

    expect(problems).toMatchObject([{ code: "yaml_alias" }]);
  });

  test("may nest as deeply as it likes without harm", () => {
    const { problems } = parse(`a: ${"[".repeat(50_000)}`);

    expect(problems[0]).toMatchObject({ code: "yaml_syntax" });
  });

  test("has its own text in no message", () => {
    const { problems } = parse('token: *s3cr3t\nother: !s3cr3t x\n"a\\qs3cr3t": 1\n');

    expect(problems.length).toBeGreaterThan(0);
    expect(JSON.stringify(problems)).not.toContain("s3cr3t");
  });
});

describe("a file that is fine", () => {
  test("may use aliases, block texts and a byte order mark", () => {
    const { data, problems } = parse("\uFEFFa: &x { b: 1 }\nc: *x\nsql: |\n  select 1\n");

    expect(problems).toEqual([]);
    expect(data).toEqual({ a: { b: 1 }, c: { b: 1 }, sql: "select 1\n" });
  });

  test("keeps keys as the texts they are", () => {
    expect(parse("map: { 1: a, true: b, 01: c }").data).toEqual({
      map: { 1: "a", true: "b", "01": "c" },
    });
  });
});
