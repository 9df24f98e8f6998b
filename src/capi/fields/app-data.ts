import { extinfo } from "../clean/extinfo.ts";
import { mobileAdId } from "../clean/id.ts";
import { BIT, TEXT, TEXTS, wordOf } from "./kinds.ts";
import type { Kind, Occasion, Table } from "./line.ts";
import { EXTINFO_VERSIONS } from "./words.ts";

const DEVICE = { type: "object", clean: extinfo } as const satisfies Kind;
const VERSION = wordOf(EXTINFO_VERSIONS);
const MOBILE_AD_ID = { type: "text", clean: mobileAdId } as const satisfies Kind;
const APP: readonly Occasion[] = ["app"];

/** Members of `app_data`. */
// biome-ignore format: a table is read by its columns
export const APP_DATA = {
  advertiser_tracking_enabled:  { kind: BIT,    source: "app", recommended: APP, doc: "Whether the person allowed tracking on the device (iOS 14.5 and later), 1 or 0; required for app events." },
  application_tracking_enabled: { kind: BIT,    source: "app", recommended: APP, doc: "Whether the person allowed tracking in the app, 1 or 0." },
  extinfo:                      { kind: DEVICE, source: "app", recommended: APP, doc: "Sixteen facts about the device: a map of their names, or one list or JSON array in Meta's order; required for app events." },
  campaign_ids:                 { kind: TEXT,   source: "app", recommended: ["AppendAttribution"], doc: "Encoded campaign ids of an app link." },
  install_referrer:             { kind: TEXT,   source: "app",                   doc: "Referrer of the installation; Android." },
  installer_package:            { kind: TEXT,   source: "app",                   doc: "Package that installed the app; Android." },
  url_schemes:                  { kind: TEXTS,  source: "app",                   doc: "URL schemes of the app." },
  vendor_id:                    { kind: TEXT,   source: "app",                   doc: "Identifier for vendors; iOS." },
  windows_attribution_id:       { kind: TEXT,   source: "app",                   doc: "Attribution id; Windows." },
  madid:                        { kind: MOBILE_AD_ID, source: "segment", sentIn: "user_data", doc: "Mobile advertiser id; sent in user_data, where Meta documents it." },
  consider_views:               { kind: BIT,    source: "sdk24", unverified: true, doc: "Known to Meta's SDK only, without a description." },
  include_dwell_data:           { kind: BIT,    source: "sdk24", unverified: true, doc: "Known to Meta's SDK only, without a description." },
  include_video_data:           { kind: BIT,    source: "sdk24", unverified: true, doc: "Known to Meta's SDK only, without a description." },
  receipt_data:                 { kind: TEXT,   source: "sdk24", unverified: true, doc: "Receipt of a purchase in the app; known to Meta's SDK only." },
} as const satisfies Table;

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
