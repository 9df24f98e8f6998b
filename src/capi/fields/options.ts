import type { FieldOptions } from "../clean/cleaner.ts";

/** What each option of a field is for, one sentence for the docs. */
// biome-ignore format: a table is read by its columns
export const OPTION_DOCS: Readonly<Record<keyof FieldOptions, string>> = {
  default_country: "Country of national phone numbers: two letters, or `{ column: … }`.",
  timezone:        "IANA zone of times without an offset; by default the mapping's, then the project's.",
  unit:            "Of a time that is a number: `s` (the default), `ms`, `us` or `ns`; of an amount: `minor` for cents and the like, or `major` (the default).",
  format:          "How a time is written, in the tokens of `to_timestamp`: `DD/MM/YYYY HH24:MI:SS`.",
  date_order:      "What `02/05/1997` means: `dmy`, `mdy` or `ymd`.",
  mode:            "`hash` (the default), or `raw` to send the id as it is.",
  on_negative:     "What becomes of a row with an amount below zero: `send` (the default), `exclude` or `reject`.",
  fold:            "Of a local time that a clock shows twice: `earlier` (the default), `later` or `reject`.",
  gap:             "Of a local time that a clock skips: `forward` (the default) or `reject`.",
  date_only:       "Of a date without a time of day: `reject` (the default), or `noon_utc`.",
};
