import type { FieldSource, Mapping } from "./mapping.ts";
import type { Problems } from "./problems.ts";

/**
 * What the mappings of one dataset must agree on: Meta wants an external_id to be the same on every
 * channel. How it takes a raw one beside a hashed one is UNVERIFIED.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/external-id (read 2026)
 */
export function checkDatasets(mappings: readonly Mapping[], problems: Problems): void {
  const first = new Map<string, { readonly mode: string; readonly file: string }>();
  for (const { destination, fields, file } of mappings) {
    const field = fields.find(({ group, name }) => group === "user_data" && name === "external_id");
    if (field === undefined) continue;
    const mode = modeOf(field.from);
    const before = first.get(destination);
    if (before === undefined) first.set(destination, { mode, file });
    else if (before.mode !== mode) {
      problems.add(
        { file, ...field.place, length: 0 },
        {
          code: "external_id_mode",
          severity: "warning",
          message: `fields.user_data.external_id: \`mode: ${mode}\`, while ${before.file} sends it to ${destination} with \`mode: ${before.mode}\`: Meta may take them for two persons`,
          hint: "give all mappings of a dataset the same mode",
        },
      );
    }
  }
}

function modeOf(from: FieldSource): "hash" | "raw" {
  return (from.kind === "const" ? undefined : from.options.mode) ?? "hash";
}
