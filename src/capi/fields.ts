import type { Cleaner, FieldOptions } from "./clean/cleaner.ts";

/** The object of an event that holds the field. */
export type Group =
  | "event"
  | "user_data"
  | "custom_data"
  | "contents"
  | "app_data"
  | "original_event_data"
  | "attribution_data";

/** One parameter of a Conversions API event. */
export interface Field {
  readonly group: Group;
  /** The readable name of the docs: `email`. Equal to `wire` but for the hashed user_data keys. */
  readonly name: string;
  /** Meta's name: `em`. */
  readonly wire: string;
  readonly clean: Cleaner;
  /** Meta takes the SHA-256 of the cleaned value, never the value. */
  readonly hash: boolean;
  /** Meta takes a list; several columns may feed it. */
  readonly many: boolean;
  /** The options that a mapping may set on it. */
  readonly options: readonly (keyof FieldOptions)[];
  /** One sentence for the docs. */
  readonly doc: string;
}
