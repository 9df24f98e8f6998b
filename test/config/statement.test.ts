import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadProject } from "../../src/config/load.ts";
import { ENV, folderOf, GOOD, load, mappingWith, places, problemsOf, SCHEMAS } from "./project.ts";

const SQL = "sql: select * from orders";

test("a block of SQL loses its semicolon and says on which line it begins", async () => {
  const { project } = await load(mappingWith([SQL, "sql: |\n    select 1\n      from a;\n"]));

  expect(project.mappings[0]?.source).toMatchObject({
    sql: "select 1\n  from a",
    origin: "mappings/purchases.yaml:8",
  });
});

test("a SQL file is found from the mapping's own folder on", async () => {
  const { project } = await load({
    ...mappingWith([SQL, "sql_file: sql/orders.sql"]),
    "mappings/sql/orders.sql": "select 2 -- all\n;\n",
  });

  expect(project.mappings[0]?.source).toMatchObject({
    sql: "select 2 -- all",
    origin: "mappings/sql/orders.sql",
  });
});

test("a table is quoted part by part", async () => {
  const { project } = await load(mappingWith([SQL, "table: shop.order"]));

  expect(project.mappings[0]?.source.sql).toBe('select * from "shop"."order"');
});

test.for([
  ["that is not there", "sql_file: sql/ordres.sql", "missing_file"],
  ["outside the project", "sql_file: ../../../etc/passwd", "file_outside"],
  ["that is empty", "sql_file: ../empty.sql", "empty_sql"],
] as const)("a SQL file %s is an error", async ([, to, code]) => {
  const problems = await problemsOf({ ...mappingWith([SQL, to]), "empty.sql": " ;\n" });

  expect(places(problems)).toEqual([`7:13 ${code}`]);
});

describe("a second statement", () => {
  test.for([
    ["on the same line", "sql: select 1; drop table orders", 1],
    ["in a block", "sql: |\n    select 1;\n    -- then\n    delete from a;\n", 3],
  ] as const)("is an error, as the wrapped query would be none: %s", async ([, sql, line]) => {
    const problems = await problemsOf(mappingWith([SQL, sql]));

    expect(problems).toMatchObject([
      {
        line: 7,
        code: "second_statement",
        message: `source.sql: expected one statement, found a second one on its line ${line}`,
      },
    ]);
  });

  test("in a file is an error", async () => {
    const problems = await problemsOf({
      ...mappingWith([SQL, "sql_file: sql/orders.sql"]),
      "mappings/sql/orders.sql": "select 1;\nselect 2;\n",
    });

    expect(places(problems)).toEqual(["7:13 second_statement"]);
  });

  test.for([
    ["ends with its semicolon and a comment", "select 1; -- done; really\n    /* ; */"],
    ["has them in a text", "select ';', ';' as \";\""],
    ["has them in a dollar quote", "select $q$a; b$q$"],
    ["has them in a comment", "select 1 -- a; b\n    from a"],
    ["escapes a quote, as some warehouses let it", "select 'it\\'s; fine'"],
  ] as const)("is none when the first %s", async ([, sql]) => {
    expect(await problemsOf(mappingWith([SQL, `sql: |\n    ${sql}\n`]))).toEqual([]);
  });
});

test("a link inside the project to a SQL file outside is an error", async () => {
  const elsewhere = await folderOf({ "secret.sql": "select 1" });
  const dir = await folderOf({ ...GOOD, ...mappingWith([SQL, "sql_file: link.sql"]) });
  await symlink(join(elsewhere, "secret.sql"), join(dir, "mappings/link.sql"));

  const loading = loadProject(dir, { connectors: SCHEMAS, env: ENV });

  await expect(loading).rejects.toMatchObject({ problems: [{ code: "file_outside" }] });
});

test("files that are too large or no text are refused", async () => {
  const problems = await problemsOf({
    "mappings/large.yaml": `# ${"x".repeat(1024 * 1024)}\n`,
    "mappings/latin.yaml": Buffer.from("description: caf\xe9\n", "latin1"),
  });

  expect(problems.map(({ file, code }) => [file, code])).toEqual([
    ["mappings/large.yaml", "file_too_large"],
    ["mappings/latin.yaml", "not_utf8"],
  ]);
});
