import { TEXT, wordOf } from "./kinds.ts";
import type { Occasion, Table } from "./line.ts";
import { EXTINFO_VERSIONS } from "./words.ts";

const VERSION = wordOf(EXTINFO_VERSIONS);
const APP: readonly Occasion[] = ["app"];

/** The slots of `extinfo` in Meta's order, under the names of Meta's SDKs. All go as text. */
// biome-ignore format: a table is read by its columns
export const EXTINFO = {
  ext_info_version:      { kind: VERSION, source: "app", recommended: APP, doc: "Version of these facts: a2 for Android, i2 for iOS; required." },
  app_package_name:      { kind: TEXT,    source: "app", doc: "Package of the app." },
  short_version:         { kind: TEXT,    source: "app", doc: "Short version of the app." },
  long_version:          { kind: TEXT,    source: "app", doc: "Long version of the app." },
  os_version:            { kind: TEXT,    source: "app", recommended: APP, doc: "Version of the operating system; required." },
  device_model_name:     { kind: TEXT,    source: "app", doc: "Model of the device." },
  locale:                { kind: TEXT,    source: "app", doc: "Locale, such as en_US." },
  timezone_abbreviation: { kind: TEXT,    source: "app", doc: "Abbreviation of the time zone, such as PDT." },
  carrier:               { kind: TEXT,    source: "app", doc: "Mobile carrier." },
  screen_width:          { kind: TEXT,    source: "app", doc: "Width of the screen." },
  screen_height:         { kind: TEXT,    source: "app", doc: "Height of the screen." },
  screen_density:        { kind: TEXT,    source: "app", doc: "Density of the screen." },
  cpu_core_count:        { kind: TEXT,    source: "app", doc: "Number of CPU cores." },
  total_disk_space_gb:   { kind: TEXT,    source: "app", doc: "Size of the external storage in GB." },
  free_disk_space_gb:    { kind: TEXT,    source: "app", doc: "Free external storage in GB." },
  device_time_zone:      { kind: TEXT,    source: "app", doc: "Time zone of the device, such as USA/New York." },
} as const satisfies Table;

const NAMES = Object.keys(EXTINFO);

/** How many slots there are, and where the two stand that must not be empty. */
export const EXTINFO_SLOTS = {
  count: NAMES.length,
  version: NAMES.indexOf("ext_info_version"),
  osVersion: NAMES.indexOf("os_version"),
} as const;
