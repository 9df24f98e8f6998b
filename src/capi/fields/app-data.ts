import { extinfo } from "../clean/extinfo.ts";
import { mobileAdId } from "../clean/id.ts";
import { BIT, TEXT, TEXTS } from "./kinds.ts";
import type { Kind, Occasion, Table } from "./line.ts";

const DEVICE = { type: "object", clean: extinfo } as const satisfies Kind;
const MOBILE_AD_ID = { type: "text", clean: mobileAdId } as const satisfies Kind;
const APP: readonly Occasion[] = ["app"];

/** Members of `app_data`. */
// biome-ignore format: a table is read by its columns
export const APP_DATA = {
  advertiser_tracking_enabled:  { kind: BIT,    source: "app", recommended: APP, only: true, doc: "Whether the person allowed tracking on the device (iOS 14.5 and later), 1 or 0; required for app events." },
  application_tracking_enabled: { kind: BIT,    source: "app", recommended: APP, only: true, doc: "Whether the person allowed tracking in the app, 1 or 0." },
  extinfo:                      { kind: DEVICE, source: "app", recommended: APP, only: true, doc: "Sixteen facts about the device: a map of their names, or one list or JSON array in Meta's order; required for app events." },
  campaign_ids:                 { kind: TEXT,   source: "app", recommended: ["AppendAttribution"], doc: "Encoded campaign ids of an app link." },
  install_referrer:             { kind: TEXT,   source: "app", recommended: APP, only: true, doc: "Referrer of the installation; Android." },
  installer_package:            { kind: TEXT,   source: "app", recommended: APP, only: true, doc: "Package that installed the app; Android." },
  url_schemes:                  { kind: TEXTS,  source: "app", recommended: APP, only: true, doc: "URL schemes of the app." },
  vendor_id:                    { kind: TEXT,   source: "app", recommended: APP, only: true, doc: "Identifier for vendors; iOS." },
  windows_attribution_id:       { kind: TEXT,   source: "app", recommended: APP, only: true, doc: "Attribution id; Windows." },
  madid:                        { kind: MOBILE_AD_ID, source: "segment", sentIn: "user_data", doc: "Mobile advertiser id; sent in user_data, where Meta documents it." },
  consider_views:               { kind: BIT,    source: "sdk24", unverified: true, doc: "Known to Meta's SDK only, without a description." },
  include_dwell_data:           { kind: BIT,    source: "sdk24", unverified: true, doc: "Known to Meta's SDK only, without a description." },
  include_video_data:           { kind: BIT,    source: "sdk24", unverified: true, doc: "Known to Meta's SDK only, without a description." },
  receipt_data:                 { kind: TEXT,   source: "sdk24", unverified: true, doc: "Receipt of a purchase in the app; known to Meta's SDK only." },
} as const satisfies Table;
