// What these tests say is judged by the compiler, in `npm run check`.
import { expectTypeOf, test } from "vitest";
import type { RawJson } from "../../src/capi/clean/cleaner.ts";
import type {
  AppData,
  AttributionData,
  CapiEvent,
  ContentsItem,
  CustomData,
  OriginalEventData,
  ServerEvent,
  UserData,
} from "../../src/capi/event.ts";

type Numeral = number | RawJson | undefined;

test("what is hashed or listed is a list of texts", () => {
  expectTypeOf<UserData["em"]>().toEqualTypeOf<readonly string[] | undefined>();
  expectTypeOf<UserData["external_id"]>().toEqualTypeOf<readonly string[] | undefined>();
  expectTypeOf<UserData["f5first"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<UserData["lead_id"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<AppData["url_schemes"]>().toEqualTypeOf<readonly string[] | undefined>();
});

test("numbers may have more digits than a float", () => {
  expectTypeOf<CustomData["value"]>().toEqualTypeOf<Numeral>();
  expectTypeOf<CustomData["num_items"]>().toEqualTypeOf<Numeral>();
  expectTypeOf<AttributionData["touchpoint_ts"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<AppData["advertiser_tracking_enabled"]>().toEqualTypeOf<0 | 1 | undefined>();
});

test("a closed list of words is a union, an open one a text", () => {
  expectTypeOf<CustomData["delivery_category"]>().toEqualTypeOf<
    "in_store" | "curbside" | "home_delivery" | undefined
  >();
  expectTypeOf<CustomData["body_style"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<ServerEvent["messaging_channel"]>().toEqualTypeOf<
    "messenger" | "whatsapp" | "instagram" | undefined
  >();
});

test("groups stand in one another", () => {
  expectTypeOf<CustomData["contents"]>().toEqualTypeOf<readonly ContentsItem[] | undefined>();
  expectTypeOf<AppData["extinfo"]>().toEqualTypeOf<readonly string[] | undefined>();
  expectTypeOf<NonNullable<CustomData["store_data"]>["store_code"]>().toEqualTypeOf<
    string | undefined
  >();
  expectTypeOf<NonNullable<AttributionData["attribution_setting"]>>().toHaveProperty(
    "inactivity_window_hours",
  );
  expectTypeOf<ServerEvent["original_event_data"]>().toEqualTypeOf<OriginalEventData | undefined>();
});

test("what is sent in another group is no member of the one it is written in", () => {
  expectTypeOf<ServerEvent>().not.toHaveProperty("customer_segmentation");
  expectTypeOf<AppData>().not.toHaveProperty("madid");
  expectTypeOf<UserData>().toHaveProperty("madid");
});

test("an event has a name, a time, an id, a source and a person", () => {
  const event = {
    event_name: "Purchase",
    event_time: 1_795_098_600,
    event_id: "1001",
    action_source: "physical_store",
    user_data: { em: ["62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"] },
    custom_data: { value: 12.5, currency: "EUR", points: 7 },
    data_processing_options: ["LDU"],
    data_processing_options_country: 1,
    data_processing_options_state: 1000,
  } as const satisfies ServerEvent;

  expectTypeOf(event).toExtend<CapiEvent>();
  expectTypeOf<Omit<ServerEvent, "event_id">>().not.toExtend<ServerEvent>();
  expectTypeOf<{ em: string }>().not.toExtend<UserData>();
});
