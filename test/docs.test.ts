import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RULES_AS_OF } from "../src/capi/as-of.ts";
import { FIELDS } from "../src/capi/fields.ts";
import { DOCS } from "../src/cli/docs.ts";

const ROOT = join(import.meta.dirname, "..");

describe("what is generated", () => {
  test.for(DOCS)("$file is as fresh as its tables; `npm run docs` writes it", ({ file, text }) => {
    expect(readFileSync(join(ROOT, file), "utf8")).toBe(text());
  });

  test("docs/fields.md names every field and the day on which the pages were read", () => {
    const page = readFileSync(join(ROOT, "docs/fields.md"), "utf8");

    expect(page).toContain(`as of ${RULES_AS_OF}`);
    for (const { name, doc } of FIELDS) {
      expect(page).toContain(`| \`${name}\` |`);
      expect(page).toContain(doc);
    }
  });
});
