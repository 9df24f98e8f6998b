import { describe, expect, test } from "vitest";
import { amount } from "../../src/capi/clean/amount.ts";
import { birthDate } from "../../src/capi/clean/birth-date.ts";
import type { Cleaner } from "../../src/capi/clean/cleaner.ts";
import { fbc, fbp } from "../../src/capi/clean/click-id.ts";
import { country } from "../../src/capi/clean/country.ts";
import { currency } from "../../src/capi/clean/currency.ts";
import { email } from "../../src/capi/clean/email.ts";
import { gender } from "../../src/capi/clean/gender.ts";
import { digitsId, leadId } from "../../src/capi/clean/id.ts";
import { ipAddress } from "../../src/capi/clean/ip-address.ts";
import { birthDay, birthMonth, birthYear } from "../../src/capi/clean/partial.ts";
import { phone } from "../../src/capi/clean/phone.ts";
import { postalCode } from "../../src/capi/clean/postal-code.ts";
import { url } from "../../src/capi/clean/url.ts";
import { pathOf } from "../../src/capi/fields/groups.ts";
import { FIELDS, type Field } from "../../src/capi/fields.ts";
import type { MappedField, Mapping } from "../../src/config/mapping.ts";
import { sha256 } from "../../src/lib/hash.ts";
import type { Column, Value } from "../../src/lib/value.ts";
import { compile } from "../../src/transform/compile.ts";
import type { Item } from "../../src/transform/item.ts";
import { column, constant, field, from, mapping } from "./mappings.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const AT = 1_795_093_800;

/** One row of a mapping with the columns `order_id`, `at`, and those of the test. */
function itemOf(parts: Partial<Mapping>, cells: Readonly<Record<string, Value>>): Item {
  const names = Object.keys(cells);
  const columns: Column[] = [
    column("order_id"),
    column("at", "integer"),
    ...names.map((n) => column(n)),
  ];
  const row = ["1001", AT, ...Object.values(cells)];
  return compile(mapping(parts), columns, {})(row, 0, NOW);
}

/** What the row becomes, as it goes on the wire, and what is remarked about it. */
function outcomeOf(
  fields: readonly MappedField[],
  cells: Readonly<Record<string, Value>>,
): { readonly event: Record<string, unknown>; readonly notices: readonly string[] } {
  const item = itemOf({ fields: [field("event_time", from("at")), ...fields] }, cells);
  if (item.kind !== "event") throw new TypeError(`expected an event, got ${JSON.stringify(item)}`);
  const notices = (item.notices ?? []).map((issue) => `${issue.field} ${issue.code}`);
  return { event: JSON.parse(JSON.stringify(item.event)), notices };
}

/** A mapped field of a nested group, which `field()` of the other tests cannot name. */
function nested(group: Field["group"], name: string, source = from(name)): MappedField {
  return { group, name, from: source, place: { line: 1, column: 1 } };
}

describe("extinfo by the names of its slots", () => {
  const SLOTS = [
    nested("extinfo", "ext_info_version", constant("i2")),
    nested("extinfo", "os_version"),
    nested("extinfo", "screen_width"),
    nested("extinfo", "device_time_zone"),
  ];

  test("goes as sixteen texts, empty where nothing is known", () => {
    const cells = { os_version: "17.4", screen_width: 1290, device_time_zone: null };
    const { event, notices } = outcomeOf(SLOTS, cells);

    expect(event.app_data).toEqual({
      extinfo: ["i2", "", "", "", "17.4", "", "", "", "", "1290", "", "", "", "", "", ""],
    });
    expect(notices).toEqual([]);
  });

  test("is left out whole without the version of the system, as a list without it is", () => {
    const cells = { os_version: " ", screen_width: 1290, device_time_zone: null };
    const { event, notices } = outcomeOf(SLOTS, cells);

    expect(event).not.toHaveProperty("app_data");
    expect(notices).toEqual(["app_data.extinfo not_extinfo"]);
  });

  test("is left out in silence when the row knows nothing of the device", () => {
    const { event, notices } = outcomeOf(SLOTS.slice(1), {
      os_version: null,
      screen_width: null,
      device_time_zone: null,
    });

    expect(event).not.toHaveProperty("app_data");
    expect(notices).toEqual([]);
  });

  test("tells of a bad slot by its name", () => {
    const fields = [nested("extinfo", "ext_info_version"), nested("extinfo", "os_version")];
    const { notices } = outcomeOf(fields, { ext_info_version: "w8", os_version: "10" });

    expect(notices).toEqual([
      "app_data.extinfo.ext_info_version not_allowed",
      "app_data.extinfo not_extinfo",
    ]);
  });
});

describe("members of a group in a group", () => {
  test("make one object, each cleaned as any field", () => {
    const { event, notices } = outcomeOf(
      [
        nested("store_data", "store_page_id"),
        nested("store_data", "store_code"),
        nested("mileage", "value"),
        nested("mileage", "unit", constant("KM")),
        nested("attribution_setting", "inactivity_window_hours"),
      ],
      {
        store_page_id: "page-7",
        store_code: " AMS-1 ",
        value: "12345678901234567890",
        inactivity_window_hours: "24",
      },
    );

    expect(event.custom_data).toEqual({
      store_data: { store_code: "AMS-1" },
      // Read back as a float; the next test looks at its digits.
      mileage: { value: 12345678901234567000, unit: "KM" },
    });
    expect(event.attribution_data).toEqual({
      attribution_setting: { inactivity_window_hours: 24 },
    });
    expect(notices).toEqual(["custom_data.store_data.store_page_id not_digits_id"]);
  });

  test("keep numbers that are longer than a float", () => {
    const fields = [field("event_time", from("at")), nested("mileage", "value")];
    const item = itemOf({ fields }, { value: "12345678901234567890" });

    expect(JSON.stringify(item)).toContain('"mileage":{"value":12345678901234567890}');
  });

  test("leave no empty object behind", () => {
    const { event } = outcomeOf([nested("store_data", "store_code")], { store_code: null });

    expect(event).not.toHaveProperty("custom_data");
  });

  test("that are required reject the row by their whole path", () => {
    const source = from("store_code", { required: true });
    const fields = [field("event_time", from("at")), nested("store_data", "store_code", source)];

    expect(itemOf({ fields }, { store_code: "" })).toMatchObject({
      kind: "rejected",
      issues: [{ code: "required_missing", field: "custom_data.store_data.store_code" }],
    });
  });
});

describe("a click id made of an fbclid and a time", () => {
  const join = (options = {}): MappedField =>
    field("user_data.fbc", {
      kind: "join",
      columns: ["fbclid", "clicked_at"],
      steps: [],
      hashed: false,
      required: false,
      options,
    });

  test("is what the cookie would have held, in milliseconds", () => {
    const cells = { fbclid: "IwAR2_abc-DEF", clicked_at: "2026-11-19 14:30:00.250+00" };

    expect(outcomeOf([join()], cells)).toEqual({
      event: expect.objectContaining({
        user_data: { fbc: "fb.1.1795098600250.IwAR2_abc-DEF" },
      }),
      notices: [],
    });
  });

  test("takes the options of a time", () => {
    const cells = { fbclid: "AbC", clicked_at: "2026-11-19 15:30:00" };
    const { event } = outcomeOf([join({ timezone: "Europe/Amsterdam" })], cells);

    expect(event.user_data).toEqual({ fbc: "fb.1.1795098600000.AbC" });
  });

  test("does not come of a row without one, whatever the time", () => {
    const { event, notices } = outcomeOf([join()], {
      fbclid: null,
      clicked_at: "2026-11-19 14:30:00+00",
    });

    expect(event.user_data).toEqual({});
    expect(notices).toEqual([]);
  });

  test("needs the time of its own row, not that of the row before", () => {
    const fields = [field("event_time", from("at")), join()];
    const columns = ["order_id", "at", "fbclid", "clicked_at"].map((name) => column(name));
    const transform = compile(mapping({ fields }), columns, {});

    transform(["1", AT, "AbC", "2026-11-19 14:30:00+00"], 0, NOW);
    const item = transform(["2", AT, "AbC", null], 1, NOW);

    expect(item).toMatchObject({
      kind: "event",
      event: { user_data: {} },
      notices: [{ code: "click_time_missing", field: "user_data.fbc" }],
    });
  });
});

test("an id of 32 hexadecimal digits is hashed; a contact key of that form is left out", () => {
  const id = "0123456789abcdef0123456789abcdef";
  const { event, notices } = outcomeOf(
    [
      field("user_data.app_user_id", from("id")),
      field("user_data.external_id", from("id")),
      field("user_data.em", from("id")),
    ],
    { id },
  );

  expect(event.user_data).toEqual({ app_user_id: sha256(id), external_id: [sha256(id)] });
  expect(notices).toEqual(["user_data.em md5_hash"]);
});

/** A good value for each cleaner that does not take any text. */
const SAMPLES: readonly (readonly [Cleaner, Value])[] = [
  [amount, "12.50"],
  [birthDate, "1997-02-16"],
  [birthDay, "16"],
  [birthMonth, "2"],
  [birthYear, "1997"],
  [country, "NL"],
  [currency, "EUR"],
  [digitsId, "1234567890"],
  [email, "jane@example.com"],
  [fbc, "fb.1.1795098600000.AbC"],
  [fbp, "fb.1.1795098600000.1234567890"],
  [gender, "f"],
  [ipAddress, "203.0.113.7"],
  [leadId, "1234567890123456"],
  [phone, "+31612345678"],
  [postalCode, "1011 AB"],
  [url, "https://shop.example.com/"],
];

const BY_TYPE: Readonly<Partial<Record<Field["type"], Value>>> = {
  amount: "12.50",
  number: "0.5",
  integer: "3",
  time: "2026-11-19 14:30:00+00",
  boolean: "true",
  bit: "1",
};

/** Fields whose form Meta describes. */
const FORMS: Readonly<Record<string, Value>> = {
  price: "9900 USD",
  year: "2019",
  num_adults: "2",
  num_children: "0",
  num_infants: "0",
  hotel_score: "8.5",
  "mileage.value": "1000",
};

function sampleFor(field: Field): Value {
  const form = FORMS[field.wire] ?? FORMS[`${field.group}.${field.wire}`];
  if (form !== undefined && field.group !== "contents") return form;
  if (field.wire.endsWith("_date") || field.wire.startsWith("travel_")) {
    return field.words[0] ?? "2026-11-19";
  }
  const known = SAMPLES.find(([clean]) => clean === field.clean)?.[1];
  return field.words[0] ?? known ?? BY_TYPE[field.type] ?? "abc";
}

function memberAt(event: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((object, name) => {
    const members = object as Readonly<Record<string, unknown>> | undefined;
    return members?.[name];
  }, event);
}

describe("a mapping of every field", () => {
  const WHOLES = ["extinfo", "store_data"];
  /** Set by the mapping itself, or twice by another name. */
  const isPlain = ({ group, wire, sentIn }: Field): boolean =>
    group !== "contents" &&
    sentIn === group &&
    !WHOLES.includes(wire) &&
    !(group === "event" && ["event_name", "event_time", "action_source"].includes(wire));
  const fields = FIELDS.filter(isPlain);
  const names = fields.map(({ group, wire }) => `${group}_${wire}`);
  const item = itemOf(
    {
      fields: [
        field("event_time", from("at")),
        ...fields.map(({ group, wire }) => nested(group, wire, from(`${group}_${wire}`))),
      ],
    },
    Object.fromEntries(fields.map((each, i) => [names[i], sampleFor(each)])),
  );

  test("gives an event without a word of complaint", () => {
    expect(item).toMatchObject({ kind: "event", notices: undefined });
    expect(fields.length).toBeGreaterThan(170);
  });

  test("gives each of them where Meta has it", () => {
    const event = item.kind === "event" ? item.event : undefined;
    const missing = fields.filter(({ group, wire }) => {
      const path = pathOf(group, wire);
      // The slots of extinfo have places instead of names.
      return group !== "extinfo" && memberAt(event, path) === undefined;
    });

    expect(missing.map(({ wire }) => wire)).toEqual([]);
    expect(memberAt(event, "app_data.extinfo")).toEqual(["a2", ...Array(15).fill("abc")]);
  });

  test("gives hashes where it must and never the value", () => {
    const text = JSON.stringify(item);
    for (const each of fields.filter(({ hash }) => hash)) {
      const event = item.kind === "event" ? item.event : undefined;
      const value = memberAt(event, pathOf(each.group, each.wire));
      expect(JSON.stringify(value)).toMatch(/^\[?"[0-9a-f]{64}"\]?$/);
    }
    expect(text).not.toContain("jane@example.com");
  });

  test("takes the whole of a group from one column too", () => {
    const extinfo = JSON.stringify(["a2", ...Array(15).fill("abc")]);
    const { event, notices } = outcomeOf(
      [field("app_data.extinfo", from("device")), field("custom_data.store_data", from("store"))],
      { device: extinfo, store: '{"store_code": "AMS-1"}' },
    );

    expect(memberAt(event, "app_data.extinfo")).toHaveLength(16);
    expect(memberAt(event, "custom_data.store_data")).toEqual({ store_code: "AMS-1" });
    expect(notices).toEqual([]);
  });
});
