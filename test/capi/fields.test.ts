import { describe, expect, test } from "vitest";
import { DEPRECATED, ELSEWHERE } from "../../src/capi/fields/elsewhere.ts";
import { childrenOf, GROUP_NAMES, GROUPS, pathOf } from "../../src/capi/fields/groups.ts";
import { FIELD_SOURCES } from "../../src/capi/fields/sources.ts";
import { CONTACT_KEYS, FIELDS, fieldOf, namesOf } from "../../src/capi/fields.ts";

/** The members that Meta has, written from its pages and SDKs by hand. */
const MEMBERS: Readonly<Record<string, string>> = {
  event: `event_name event_time user_data action_source custom_data event_source_url referrer_url opt_out event_id
    data_processing_options data_processing_options_country data_processing_options_state app_data
    original_event_data attribution_data messaging_channel customer_segmentation advertiser_tracking_enabled
    advanced_measurement_table`,
  user_data: `em ph fn ln db ge ct st zp country external_id client_ip_address client_user_agent fbc fbp
    subscription_id fb_login_id lead_id anon_id madid page_id page_scoped_user_id ctwa_clid ig_account_id ig_sid
    whatsapp_business_account_id partner_id partner_name f5first f5last fi dobd dobm doby app_user_id`,
  custom_data: `value currency content_ids content_type contents content_name content_category delivery_category
    num_items order_id item_number predicted_ltv net_revenue search_string status event_source lead_event_source
    store_data custom_data description level max_rating_value success customer_segmentation
    availability body_style drivetrain fuel_type transmission listing_type property_type travel_class
    checkin_date checkout_date travel_start travel_end departing_arrival_date departing_departure_date
    returning_arrival_date returning_departure_date trim year price city region country neighborhood postal_code
    destination_airport origin_airport num_adults num_children num_infants vin make model condition_of_vehicle
    mileage dma_code hotel_score destination_ids exterior_color interior_color state_of_vehicle lease_start_date
    lease_end_date preferred_baths_range preferred_beds_range preferred_neighborhoods preferred_num_stops
    preferred_price_range preferred_star_ratings suggested_destinations suggested_home_listings suggested_hotels
    suggested_jobs suggested_local_service_businesses suggested_location_based_items suggested_vehicles
    user_bucket product_catalog_id`,
  mileage: "value unit",
  store_data: "store_page_id brand_page_id store_code",
  contents: "id quantity item_price price delivery_category brand category title description",
  app_data: `advertiser_tracking_enabled application_tracking_enabled extinfo campaign_ids install_referrer
    installer_package url_schemes vendor_id windows_attribution_id madid consider_views include_dwell_data
    include_video_data receipt_data`,
  original_event_data: "event_name event_time order_id event_id",
  attribution_data: `scope visit_time ad_id adset_id campaign_id attribution_share attribution_value
    attribution_source attr_window touchpoint_type touchpoint_ts auditing_token linkage_key attribution_model
    attribution_method decline_reason attribution_setting touchpoint_id total_credit partner_client_id`,
  attribution_setting: "inactivity_window_hours reattribution_window_hours",
  request: `data access_token test_event_code partner_agent appsecret_proof appsecret_time upload_tag namespace_id
    upload_id upload_source platforms progress`,
};

/** The slots of extinfo, in Meta's order. */
const SLOTS =
  `ext_info_version app_package_name short_version long_version os_version device_model_name locale
  timezone_abbreviation carrier screen_width screen_height screen_density cpu_core_count total_disk_space_gb
  free_disk_space_gb device_time_zone`.split(/\s+/);

/** The columns of a file for the Conversions API Gateway, and where their values go. */
// biome-ignore format: a table is read by its columns
const GATEWAY: Readonly<Record<string, string>> = {
  EVENT_NAME: "event_name",             EVENT_TIME: "event_time",
  ACTION_SOURCE: "action_source",       VALUE: "custom_data.value",
  CURRENCY: "custom_data.currency",     CONTENT_IDS: "custom_data.content_ids",
  ORDER_ID: "custom_data.order_id",     EMAIL: "user_data.em",
  PHONE: "user_data.ph",                FIRST_NAME: "user_data.fn",
  LAST_NAME: "user_data.ln",            DOB: "user_data.db",
  COUNTRY: "user_data.country",         STATE: "user_data.st",
  CITY: "user_data.ct",                 ZIP: "user_data.zp",
  CLICK_ID: "user_data.fbc",            MAD_ID: "user_data.madid",
  EXTERNAL_ID: "user_data.external_id", LEAD_ID: "user_data.lead_id",
};

/** Everything that is known of a group, by Meta's names. */
function knownIn(group: string): ReadonlySet<string> {
  return new Set([
    ...FIELDS.filter((field) => field.group === group).map((field) => field.wire),
    ...GROUP_NAMES.filter((child) => GROUPS[child].parent === group),
    ...ELSEWHERE.filter((each) => each.group === group).map((each) => each.wire),
    ...(group === "request" ? DEPRECATED.map((each) => each.wire) : []),
  ]);
}

describe("the tables of fields", () => {
  test.for(Object.entries(MEMBERS))("know every member of %s", ([group, names]) => {
    const known = knownIn(group);

    expect(names.split(/\s+/).filter((name) => !known.has(name))).toEqual([]);
  });

  test("have the sixteen slots of extinfo in Meta's order", () => {
    expect(namesOf("extinfo")).toEqual(SLOTS);
  });

  test("have every column of the Gateway's file once", () => {
    const columns = FIELDS.flatMap(({ csv, group, wire }) =>
      csv === undefined || csv.includes(".") ? [] : [[csv, pathOf(group, wire)] as const],
    );

    expect(Object.fromEntries(columns)).toEqual(GATEWAY);
    expect(columns).toHaveLength(Object.keys(GATEWAY).length);
    expect(ELSEWHERE.find(({ csv }) => csv === "DATA_SET_ID")?.wire).toBe("dataset_id");
  });

  test("give any other single value of custom_data a column of its name, and no object or list", () => {
    for (const wire of [
      "net_revenue",
      "num_adults",
      "num_children",
      "num_infants",
      "hotel_score",
    ]) {
      expect(fieldOf("custom_data", wire)?.csv).toBe(`custom_data.${wire}`);
    }
    expect(fieldOf("custom_data", "preferred_baths_range")?.csv).toBeUndefined();
    expect(fieldOf("custom_data", "store_data")?.csv).toBeUndefined();
    expect(fieldOf("custom_data", "suggested_hotels")?.csv).toBeUndefined();
    expect(fieldOf("store_data", "store_code")?.csv).toBeUndefined();
  });

  test("have each name once per group", () => {
    for (const group of GROUP_NAMES) {
      const fields = FIELDS.filter((field) => field.group === group);
      expect(fields.length).toBeGreaterThan(0);
      for (const key of ["name", "wire"] as const) {
        expect(new Set(fields.map((field) => field[key])).size).toBe(fields.length);
      }
    }
  });

  test("set no parameter in two ways", () => {
    for (const { group, wire } of ELSEWHERE) {
      expect(FIELDS.filter((field) => field.group === group && field.wire === wire)).toEqual([]);
    }
  });

  test("name a field otherwise than Meta only where its value is hashed", () => {
    for (const field of FIELDS) {
      if (!field.hash) expect(field.name).toBe(field.wire);
    }
  });

  test("use no readable name that is another field's wire name", () => {
    for (const field of FIELDS) {
      expect(fieldOf(field.group, field.name)).toBe(field);
      expect(fieldOf(field.group, field.wire)).toBe(field);
    }
  });

  test("hash the ten contact keys and external_id, all of them lists of user_data", () => {
    const contact = ["em", "ph", "fn", "ln", "db", "ge", "ct", "st", "zp", "country"];
    expect([...CONTACT_KEYS].sort()).toEqual([...contact].sort());
    const lists = FIELDS.filter((field) => field.hash && field.many);
    expect(lists.map((field) => field.wire).sort()).toEqual([...contact, "external_id"].sort());
    expect(new Set(lists.map((field) => field.group))).toEqual(new Set(["user_data"]));
  });

  test("hash what only Meta's SDK knows of a person, each a single value", () => {
    const partial = ["f5first", "f5last", "fi", "dobd", "dobm", "doby", "app_user_id"];
    const single = FIELDS.filter((field) => field.hash && !field.many);

    expect(single.map((field) => field.wire)).toEqual(partial);
    expect(single.every((field) => field.unverified && field.group === "user_data")).toBe(true);
  });

  test("never hash what Meta wants plain", () => {
    for (const key of [
      "client_ip_address",
      "client_user_agent",
      "fbc",
      "fbp",
      "lead_id",
      "madid",
    ]) {
      expect(fieldOf("user_data", key)).toMatchObject({ hash: false, many: false });
    }
  });

  test("say what each field, group and parameter is in one sentence, and where that was read", () => {
    const groups = Object.values(GROUPS);
    for (const { doc, source } of [...FIELDS, ...ELSEWHERE, ...groups]) {
      expect(doc).toMatch(/^[A-Z`].+\.$/);
      expect(FIELD_SOURCES[source]).toBeTruthy();
    }
  });

  test("mark what no page of Meta's names, which is all that only an SDK knows", () => {
    const undocumented = ["sdk24", "sdk26", "segment"];
    for (const { source, unverified, sentIn, group } of FIELDS) {
      if (undocumented.includes(source) && sentIn === group) expect(unverified).toBe(true);
    }
    expect(fieldOf("attribution_data", "ad_id")?.unverified).toBe(false);
  });

  test("send what one page has in two places where Meta documents it", () => {
    const moved = FIELDS.filter((field) => field.sentIn !== field.group);

    expect(moved.map(({ group, wire, sentIn }) => `${group}.${wire} ${sentIn}`)).toEqual([
      "event.customer_segmentation custom_data",
      "event.advertiser_tracking_enabled app_data",
      "app_data.madid user_data",
    ]);
    for (const { sentIn, wire } of moved) expect(fieldOf(sentIn, wire)?.sentIn).toBe(sentIn);
  });

  test("recommend what the setup instructions ask for", () => {
    expect(fieldOf("custom_data", "search_string")?.recommended).toEqual(["Search"]);
    expect(fieldOf("custom_data", "num_items")?.recommended).toEqual([
      "InitiateCheckout",
      "Purchase",
    ]);
    expect(fieldOf("user_data", "em")?.recommended).toEqual(["all"]);
    expect(fieldOf("event", "event_source_url")?.recommended).toEqual(["website"]);
    expect(fieldOf("user_data", "lead_id")?.recommended).toEqual(["crm"]);
  });

  test("give options to the fields that know them", () => {
    const options = Object.fromEntries(
      FIELDS.filter((field) => field.options.length > 0).map((field) => [
        `${field.group}.${field.wire}`,
        field.options,
      ]),
    );
    const time = ["timezone", "unit", "format", "fold", "gap", "date_only"];
    expect(options["user_data.ph"]).toEqual(["default_country"]);
    expect(options["user_data.db"]).toEqual(["date_order"]);
    expect(options["user_data.external_id"]).toEqual(["mode"]);
    expect(options["custom_data.value"]).toEqual(["unit", "on_negative"]);
    expect(options["event.event_time"]).toEqual(time);
    expect(options["attribution_data.touchpoint_ts"]).toEqual(time);
    expect(fieldOf("user_data", "fbc")?.join).toMatchObject({
      keys: ["from_fbclid", "click_time"],
      options: time,
    });
  });

  test("leave out a word that is not Meta's, but for the trades, where it is sent and counted", () => {
    expect(fieldOf("custom_data", "delivery_category")?.open).toBe(false);
    expect(fieldOf("event", "action_source")?.open).toBe(false);
    expect(fieldOf("custom_data", "body_style")?.open).toBe(true);
    expect(fieldOf("attribution_data", "attribution_model")?.open).toBe(true);
  });
});

describe("names that a mapping may write", () => {
  test("begin with the readable ones", () => {
    const names = namesOf("user_data");
    expect(names[0]).toBe("email");
    expect(names.indexOf("em")).toBeGreaterThan(names.indexOf("whatsapp_business_account_id"));
    expect(new Set(names).size).toBe(names.length);
  });

  test("belong to their group", () => {
    expect(fieldOf("user_data", "email")).toBe(fieldOf("user_data", "em"));
    expect(fieldOf("custom_data", "email")).toBeUndefined();
    expect(fieldOf("event", "event_time")).not.toBe(fieldOf("original_event_data", "event_time"));
    expect(fieldOf("event", "data_processing_options")).toBeUndefined();
  });
});

describe("groups", () => {
  test("name their members by their whole path", () => {
    expect(pathOf("event", "event_id")).toBe("event_id");
    expect(pathOf("user_data", "em")).toBe("user_data.em");
    expect(pathOf("store_data", "store_code")).toBe("custom_data.store_data.store_code");
    expect(pathOf("contents", "id")).toBe("custom_data.contents.id");
  });

  test("stand in one another", () => {
    expect(childrenOf("custom_data")).toEqual(["contents", "store_data", "mileage"]);
    expect(childrenOf("app_data")).toEqual(["extinfo"]);
    expect(childrenOf("user_data")).toEqual([]);
  });
});
