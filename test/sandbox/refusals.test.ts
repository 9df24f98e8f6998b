import { describe, expect, test } from "vitest";
import { REFUSALS, refusalOf, STRICT_REFUSALS, wireEvent } from "../../src/sandbox/refusals.ts";

const NOW = 1_790_000_000;
const DAY = 86_400;
const HASH = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f";

type Json = Record<string, unknown>;

/** An event that is in order, changed as told. */
function event(change: Json = {}): Json {
  return {
    event_name: "ViewContent",
    event_time: NOW,
    event_id: "e1",
    action_source: "website",
    user_data: { em: [HASH] },
    ...change,
  };
}

function purchase(custom: Json): Json {
  return event({ event_name: "Purchase", custom_data: custom });
}

function message(channel: string, user: Json, change: Json = {}): Json {
  const source = { action_source: "business_messaging", messaging_channel: channel };
  return event({
    event_name: "Purchase",
    ...source,
    user_data: user,
    custom_data: PAID,
    ...change,
  });
}

const PAID = { value: 10, currency: "EUR" };
const EXTINFO = ["a2", "", "", "", "13", "", "", "", "", "", "", "", "", "", "", ""];

function subcodeOf(candidate: Json, strict = false): number | undefined {
  const wire = wireEvent(candidate);
  if (wire === undefined) throw new Error("the test's event is no object");
  return refusalOf([wire], NOW, strict)?.subcode;
}

describe("a sound event", () => {
  test.for<[string, Json]>([
    ["website", event()],
    ["email", event({ action_source: "email" })],
    ["app", event({ action_source: "app", app_data: { extinfo: EXTINFO } })],
    ["phone_call", event({ action_source: "phone_call" })],
    ["chat", event({ action_source: "chat" })],
    ["physical_store", event({ action_source: "physical_store", event_time: NOW - 60 * DAY })],
    ["system_generated", event({ action_source: "system_generated" })],
    ["business_messaging by Messenger", message("messenger", { page_id: "1" })],
    ["business_messaging by WhatsApp", message("whatsapp", { ctwa_clid: "c", page_id: "1" })],
    ["business_messaging by Instagram", message("instagram", { ig_account_id: "1", ig_sid: "2" })],
    ["other", event({ action_source: "other" })],
    ["no action_source", event({ action_source: undefined })],
    ["a store Purchase", purchase({ ...PAID, contents: [{ id: "a", quantity: 1 }] })],
    [
      "a CRM lead",
      event({
        action_source: "system_generated",
        event_name: "Qualified",
        user_data: { lead_id: "1234567890123456" },
        custom_data: { event_source: "crm", lead_event_source: "A CRM" },
      }),
    ],
    [
      "AppendValue",
      event({
        event_name: "AppendValue",
        custom_data: { predicted_ltv: 20.1, currency: "USD" },
        original_event_data: { event_name: "Purchase", order_id: "1" },
      }),
    ],
    [
      "AppendAttribution",
      event({
        event_name: "AppendAttribution",
        custom_data: { currency: "USD" },
        attribution_data: { ad_id: "1", attribution_share: 0.3 },
      }),
    ],
  ])("of %s is taken, in strict mode too", ([, candidate]) => {
    expect(subcodeOf(candidate, true)).toBeUndefined();
  });

  test.for<[string, Json]>([
    ["a Purchase with the value as text", purchase({ value: "10.50", currency: "eur" })],
    ["a Purchase of nothing", purchase({ value: 0, currency: "EUR" })],
    ["a time of exactly 7 days ago", event({ event_time: NOW - 7 * DAY })],
    ["a time a minute ahead", event({ event_time: NOW + 60 })],
    ["a malformed fbc", event({ user_data: { fbc: "nonsense" } })],
    ["a lead_id as a number", event({ user_data: { lead_id: 123456789012345 } })],
    ["a lead_id of 17 digits as text", event({ user_data: { lead_id: "12345678901234567" } })],
    ["contents with ids", event({ custom_data: { contents: [{ id: "a" }, { id: "b" }] } })],
    ["a first and a last name", event({ user_data: { fn: [HASH], ln: [HASH] } })],
    ["contents of no items", event({ custom_data: { contents: [] } })],
    ["contents that are null", event({ custom_data: { contents: null } })],
    ["a number for a page's id", message("messenger", { page_id: 1234567890 })],
    ["numbers in extinfo", event({ app_data: { extinfo: EXTINFO.with(9, 320 as never) } })],
    ["an address and a birthday", event({ user_data: { ct: [HASH], db: [HASH] } })],
  ])("with %s is taken", ([, candidate]) => {
    expect(subcodeOf(candidate)).toBeUndefined();
  });
});

describe("an event is refused", () => {
  test.for<[number, string, Json]>([
    [2804003, "8 days old", event({ event_time: NOW - 8 * DAY })],
    [2804003, "a second over 7 days old", event({ event_time: NOW - 7 * DAY - 1 })],
    [
      2804003,
      "63 days old, from a store",
      event({ action_source: "physical_store", event_time: NOW - 63 * DAY }),
    ],
    [2804004, "61 s ahead", event({ event_time: NOW + 61 })],
    [2804004, "with the time in milliseconds", event({ event_time: NOW * 1000 })],
    [2804004, "with the time as ISO text", event({ event_time: "2026-11-20T12:00:00Z" })],
    [2804004, "with the time as digits in text", event({ event_time: String(NOW) })],
    [2804004, "with a fraction of a second", event({ event_time: NOW + 0.5 })],
    [2804004, "without a time", event({ event_time: undefined })],
    [2804008, "with contents as text", event({ custom_data: { contents: "a" } })],
    [2804008, "with contents as an object", event({ custom_data: { contents: { id: "a" } } })],
    [
      2804008,
      "with contents without an id",
      event({ custom_data: { contents: [{ quantity: 1 }] } }),
    ],
    [2804008, "with an empty text for contents", event({ custom_data: { contents: "" } })],
    [2804008, "with null among the contents", event({ custom_data: { contents: [null] } })],
    [2804008, "with a blank id in contents", event({ custom_data: { contents: [{ id: " " }] } })],
    [2804008, "with a list for an id", event({ custom_data: { contents: [{ id: ["a"] }] } })],
    [
      2804008,
      "with contents as JSON text",
      event({ custom_data: { contents: '[{"id":"a","quantity":1}]' } }),
    ],
    [2804009, "a Purchase without value", purchase({ currency: "EUR" })],
    [2804009, "a Purchase with a value that is no number", purchase({ ...PAID, value: "ten" })],
    [2804009, "a Purchase with a null value", purchase({ ...PAID, value: null })],
    [2804009, "a Purchase with a value in hexadecimal", purchase({ ...PAID, value: "0x10" })],
    [2804009, "a Purchase with a list for a value", purchase({ ...PAID, value: [10] })],
    [2804009, "a Purchase without custom_data", event({ event_name: "Purchase" })],
    [2804010, "a Purchase without currency", purchase({ value: 10 })],
    [2804010, "a Purchase with an empty currency", purchase({ value: 10, currency: "" })],
    [2804011, "with an unknown currency", purchase({ value: 10, currency: "EURO" })],
    [2804011, "with MRU", purchase({ value: 10, currency: "MRU" })],
    [2804010, "a Purchase with a blank currency", purchase({ value: 10, currency: " " })],
    [2804011, "with a list for a currency", purchase({ value: 10, currency: ["EUR"] })],
    [2804011, "with a fund's code", event({ custom_data: { currency: "CHE" } })],
    [2804011, "with gold", event({ custom_data: { currency: "XAU" } })],
    [2804019, "without a name", event({ event_name: undefined })],
    [2804019, "with an empty name", event({ event_name: " " })],
    [2804019, "with a number for a name", event({ event_name: 1 })],
    [2804019, "with nothing at all", {}],
    [2804036, "with a short lead_id", event({ user_data: { lead_id: "12345678901234" } })],
    [2804036, "with a lead_id of 18 digits", event({ user_data: { lead_id: "1".repeat(18) } })],
    [
      2804036,
      "with an empty lead_id beside an address",
      event({ user_data: { em: [HASH], lead_id: "" } }),
    ],
    [2804036, "with a list for a lead_id", event({ user_data: { lead_id: ["123456789012345"] } })],
    [2804036, "with a prefixed lead_id", event({ user_data: { lead_id: "l:123456789012345" } })],
    [2804043, "from an app without app_data", event({ action_source: "app" })],
    [
      2804043,
      "from an app with 15 slots",
      event({ action_source: "app", app_data: { extinfo: EXTINFO.slice(1) } }),
    ],
    [
      2804043,
      "from an app without the system's version",
      event({ action_source: "app", app_data: { extinfo: EXTINFO.with(4, "") } }),
    ],
    [
      2804043,
      "from an app with null in a slot",
      event({ action_source: "app", app_data: { extinfo: [...EXTINFO.slice(0, 15), null] } }),
    ],
    [
      2804043,
      "from an app with the slots as an object",
      event({ action_source: "app", app_data: { extinfo: { ...EXTINFO } } }),
    ],
    [2804043, "with an empty extinfo", event({ app_data: { extinfo: [] } })],
    [2804043, "with a bad extinfo", event({ app_data: { extinfo: EXTINFO.with(0, "x9") } })],
    [2804050, "without user_data", event({ user_data: undefined })],
    [2804050, "with empty user_data", event({ user_data: {} })],
    [2804050, "with nothing but empty keys", event({ user_data: { em: [], ph: [""], fbp: null } })],
    [2804050, "with a list for user_data", event({ user_data: [{ em: [HASH] }] })],
    [2804050, "with an empty object for a key", event({ user_data: { em: {} } })],
    [2804050, "with a blank identifier alone", event({ user_data: { external_id: ["  "] } })],
    [2804050, "with keys that Meta does not know", event({ user_data: { email: [HASH] } })],
    [
      2804050,
      "with a broad address alone",
      event({ user_data: { ct: [HASH], country: [HASH], client_user_agent: "x" } }),
    ],
    [2804050, "with a birthday alone", event({ user_data: { db: [HASH] } })],
    [2804050, "with a first name and gender", event({ user_data: { fn: [HASH], ge: [HASH] } })],
    [2804050, "with a last name alone", event({ user_data: { ln: [HASH] } })],
    [2804066, "messaging, of another name", message("messenger", {}, { event_name: "Lead" })],
    [2804069, "by Messenger without the page", message("messenger", {})],
    [2804069, "by Messenger with a blank page", message("messenger", { em: [HASH], page_id: " " })],
    [2804071, "by WhatsApp without the click", message("whatsapp", { page_id: "1" })],
    [2804075, "by Instagram without the user", message("instagram", { ig_account_id: "1" })],
    [2804079, "by Instagram without the account", message("instagram", { ig_sid: "1" })],
    [
      2804081,
      "an OrderCreated without currency",
      message("messenger", { page_id: "1" }, { event_name: "OrderCreated", custom_data: {} }),
    ],
    [2804116, "by WhatsApp without page or account", message("whatsapp", { ctwa_clid: "c" })],
  ])("as %i: %s", ([subcode, , candidate]) => {
    expect(subcodeOf(candidate)).toBe(subcode);
  });

  test("by one bad event among sound ones", () => {
    const events = [event(), event({ user_data: {} }), event()].map((one) => wireEvent(one));

    expect(
      refusalOf(
        events.filter((one) => one !== undefined),
        NOW,
        false,
      )?.subcode,
    ).toBe(2804050);
  });
});

describe("in strict mode an event is refused", () => {
  test.for<[number, string, Json]>([
    [2804017, "with an address in clear text", event({ user_data: { em: ["a@example.com"] } })],
    [2804017, "with upper-case digits", event({ user_data: { ph: [HASH.toUpperCase()] } })],
    [2804017, "with a number for a phone", event({ user_data: { em: [HASH], ph: 16505551212 } })],
    [2804017, "with half a hash", event({ user_data: { em: [HASH], zp: [HASH.slice(32)] } })],
    [2804017, "with lists in a list", event({ user_data: { em: [[HASH]] } })],
    [2804017, "with an object for a country", event({ user_data: { em: [HASH], country: {} } })],
    [2804017, "with one clear value among hashes", event({ user_data: { em: [HASH, "jane"] } })],
    [2804023, "with a value without currency", event({ custom_data: { value: 3 } })],
    [2804023, "with a value of 0 without currency", event({ custom_data: { value: 0 } })],
  ])("as %i: %s", ([subcode, , candidate]) => {
    expect(subcodeOf(candidate, true)).toBe(subcode);
    expect(subcodeOf(candidate, false)).toBeUndefined();
  });

  test.for([HASH, `${HASH}.AbCd_-12`, `${HASH}.AQ`])("but not for %s", (value) => {
    expect(subcodeOf(event({ user_data: { em: value } }), true)).toBeUndefined();
  });
});

test("2804001 is in no table: Meta refuses no click id", () => {
  const subcodes = [...REFUSALS, ...STRICT_REFUSALS].map((refusal) => refusal.subcode);

  expect(subcodes).not.toContain(2804001);
});
