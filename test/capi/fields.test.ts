import { describe, expect, test } from "vitest";
import { CONTACT_KEYS, FIELDS, fieldOf, type Group, namesOf } from "../../src/capi/fields.ts";

const GROUPS: readonly Group[] = [
  "event",
  "user_data",
  "custom_data",
  "contents",
  "app_data",
  "original_event_data",
  "attribution_data",
];

describe("the field table", () => {
  test("has each name once per group", () => {
    for (const group of GROUPS) {
      const fields = FIELDS.filter((field) => field.group === group);
      expect(fields.length).toBeGreaterThan(0);
      for (const key of ["name", "wire"] as const) {
        expect(new Set(fields.map((field) => field[key])).size).toBe(fields.length);
      }
    }
  });

  test("names a field otherwise than Meta only where its value is hashed", () => {
    for (const field of FIELDS) {
      if (!field.hash) expect(field.name).toBe(field.wire);
    }
  });

  test("uses no readable name that is another field's wire name", () => {
    for (const field of FIELDS) {
      expect(fieldOf(field.group, field.name)).toBe(field);
      expect(fieldOf(field.group, field.wire)).toBe(field);
    }
  });

  test("hashes the ten contact keys and external_id, all of them lists of user_data", () => {
    const contact = ["em", "ph", "fn", "ln", "db", "ge", "ct", "st", "zp", "country"];
    expect([...CONTACT_KEYS].sort()).toEqual([...contact].sort());
    const hashed = FIELDS.filter((field) => field.hash);
    expect(hashed.map((field) => field.wire).sort()).toEqual([...contact, "external_id"].sort());
    for (const field of hashed) {
      expect(field).toMatchObject({ group: "user_data", many: true });
    }
  });

  test("never hashes what Meta wants plain", () => {
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

  test("says what each field is in one sentence", () => {
    for (const { wire, doc } of FIELDS)
      expect([wire, doc]).toEqual([wire, expect.stringMatching(/^[A-Z].+\.$/)]);
  });

  test("gives options to the fields that know them", () => {
    const options = Object.fromEntries(
      FIELDS.filter((field) => field.options.length > 0).map((field) => [
        `${field.group}.${field.wire}`,
        field.options,
      ]),
    );
    expect(options["user_data.ph"]).toEqual(["default_country"]);
    expect(options["user_data.db"]).toEqual(["date_order"]);
    expect(options["user_data.external_id"]).toEqual(["mode"]);
    expect(options["custom_data.value"]).toEqual(["unit", "on_negative"]);
    expect(options["event.event_time"]).toEqual(["timezone", "unit", "fold", "gap", "date_only"]);
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
