import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { EXIT } from "../../src/cli/io.ts";
import { main } from "../../src/cli/program.ts";
import { testIo } from "./io.ts";

const SOURCES = resolve(import.meta.dirname, "../../src");

async function help(...args: readonly string[]): Promise<string> {
  const io = testIo("/");
  expect(await main([...args, "--help"], io)).toBe(EXIT.ok);
  return io.out();
}

test("the help names every variable of capisync's own that is read", async () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" });
  const text = files
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(SOURCES, name), "utf8"))
    .join("\n");
  const variables = [...new Set(text.match(/\benv\.CAPISYNC_\w+/g))].map((each) => each.slice(4));

  expect(variables.length).toBeGreaterThan(2);
  for (const variable of variables) {
    expect(await help()).toContain(variable);
    expect(await help("run")).toContain(variable);
  }
});
