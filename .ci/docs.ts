// Writes every file that is made from the tables of the source: docs/fields.md and others.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DOCS } from "../src/cli/docs.ts";

for (const { file, text } of DOCS) {
  const path = join(import.meta.dirname, "..", file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text());
}
