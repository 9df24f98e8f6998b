import { mappingJsonSchema } from "../config/json-schema.ts";
import { errorsMarkdown } from "./errors-markdown.ts";
import { fieldsMarkdown } from "./fields-markdown.ts";
import { jsonDocument } from "./json-document.ts";

/** A file under `docs/` that is made from the tables of the source. */
export interface Doc {
  /** Relative to the root of the repository. */
  readonly file: string;
  readonly text: () => string;
}

/** Every generated file. `.ci/docs.ts` writes them; a test fails when one is stale. */
export const DOCS: readonly Doc[] = [
  { file: "docs/fields.md", text: fieldsMarkdown },
  { file: "docs/errors.md", text: errorsMarkdown },
  { file: "docs/schema/mapping.v1.json", text: () => jsonDocument(mappingJsonSchema()) },
];
