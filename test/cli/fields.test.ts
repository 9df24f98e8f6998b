import { describe, expect, test } from "vitest";
import { RULES_AS_OF } from "../../src/capi/as-of.ts";
import { FIELDS } from "../../src/capi/fields.ts";
import { main } from "../../src/cli/program.ts";
import { testIo } from "./io.ts";

async function fields(...args: readonly string[]) {
  const io = testIo(import.meta.dirname);
  const code = await main(["fields", ...args], io);
  return { code, out: io.out(), err: io.err() };
}

describe("capisync fields", () => {
  test("lists every field by its path in a mapping, and what is no field", async () => {
    const { code, out } = await fields();
    const lines = out.split("\n");

    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^FIELD +META'S KEY +VALUE +WHAT IT IS$/);
    expect(out).toMatch(
      /^fields\.user_data\.email +em +text, or several, sent as SHA-256 +E-mail/m,
    );
    expect(out).toMatch(/^fields\.custom_data\.contents\.item\.id /m);
    expect(out).toMatch(/^fields\.app_data\.extinfo\.os_version /m);
    expect(out).toMatch(/^partner_agent +partner_agent of the destination/m);
    expect(out).toMatch(/^upload_id +never sent: /m);
    expect(lines.filter((line) => line.startsWith("fields."))).toHaveLength(FIELDS.length);
  });

  test.for(["email", "em", "user_data.em", "fields.user_data.email", "user_data.email"])(
    "shows one in full by the name %s",
    async (name) => {
      const { code, out } = await fields(name);

      expect(code).toBe(0);
      expect(out).toMatch(/^fields\.user_data\.email\n/);
      expect(out).toMatch(/sent as +user_data\.em\n/);
      expect(out).toMatch(/Gateway column +EMAIL\n/);
      expect(out).toMatch(/source +https:.*customer-information-parameters\n/);
      expect(out).not.toContain("options");
    },
  );

  test("shows all of one name", async () => {
    const { out } = await fields("event_time");

    expect(out).toContain("fields.event_time\n");
    expect(out).toContain("fields.original_event_data.event_time\n");
    expect(out).toContain("options          timezone, unit, format");
  });

  test("shows words, parts and doubts where there are some", async () => {
    expect((await fields("body_style")).out).toMatch(
      /Meta's words +CONVERTIBLE, .*; others are sent/,
    );
    expect((await fields("delivery_category")).out).toMatch(
      /Meta's words +in_store, curbside, \w+\n/,
    );
    expect((await fields("fbc")).out).toContain("from_fbclid and click_time, with timezone");
    expect((await fields("f5first")).out).toContain("(unverified)");
    expect((await fields("app_data.madid")).out).toMatch(/sent as +user_data\.madid\n/);
  });

  test.for([
    ["content_id", "contents.item.id", "custom_data.contents.id"],
    ["store", "custom_data.store_data.store_code", "custom_data.store_data.store_code"],
    ["the event", "fields.event_source_url", "event_source_url"],
    ["a slot", "app_data.extinfo.ext_info_version", "app_data.extinfo[0]"],
    ["a later slot", "app_data.extinfo.os_version", "app_data.extinfo[4]"],
  ])("says of %s the same place as text and as JSON", async ([, name = "", sentAs = ""]) => {
    const { fields: found } = JSON.parse((await fields(name, "--json")).out);

    expect(found).toHaveLength(1);
    expect(found[0].sent_as).toBe(sentAs);
    expect((await fields(name)).out.split("\n")).toContain(`  sent as          ${sentAs}`);
  });

  test("lists a group and the groups in it, behind the field of the same name", async () => {
    const user = await fields("user_data");
    const device = await fields("app_data.extinfo");

    expect(user.out).toContain("fields.user_data.zip");
    expect(user.out).not.toContain("fields.custom_data");
    expect(device.out).toMatch(/^fields\.app_data\.extinfo\n/);
    expect(device.out).toContain("fields.app_data.extinfo.carrier");
    expect((await fields("app_data")).out).toContain("fields.app_data.extinfo.carrier");
  });

  test("says where a parameter is set that is no field, and why one is never sent", async () => {
    expect((await fields("upload_tag")).out).toMatch(/set by +delivery\.upload_tag\n/);
    expect((await fields("progress")).out).toMatch(/^progress, never sent\n +why +\w/);
  });

  test("finds a field by what others call it", async () => {
    expect((await fields("postcode")).out).toMatch(/^fields\.user_data\.zip\n/);
    expect((await fields("user_data.ip")).out).toMatch(/^fields\.user_data\.client_ip_address\n/);
    expect((await fields("items")).out).toContain("fields.custom_data.contents.item.id ");

    const { out } = await fields("postal_code");
    expect(out).toContain("fields.custom_data.postal_code\n");
    expect(out).toContain("fields.user_data.zip\n");
  });

  test("suggests the name that was meant", async () => {
    const { code, out, err } = await fields("emial");

    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain("did you mean email?");
    expect((await fields("zzzzzzzzzz")).err).toContain("`capisync fields` lists all");
  });

  test("prints one JSON document with the day of its rules", async () => {
    const all = JSON.parse((await fields("--json")).out);
    const one = JSON.parse((await fields("ph", "--json")).out);

    expect(all.rules_as_of).toBe(RULES_AS_OF);
    expect(all.fields).toHaveLength(FIELDS.length);
    expect(all.set_elsewhere.map(({ key }: { key: string }) => key)).toContain("upload_tag");
    expect(all.never_sent.map(({ key }: { key: string }) => key)).toContain("platforms");
    expect(one).toEqual({
      rules_as_of: RULES_AS_OF,
      fields: [
        {
          path: "fields.user_data.phone",
          name: "phone",
          key: "ph",
          group: "user_data",
          sent_as: "user_data.ph",
          type: "text",
          list: true,
          hashed: true,
          values: [],
          other_values: true,
          options: ["default_country"],
          joined_from: [],
          recommended_for: ["all"],
          gateway_column: "PHONE",
          source: expect.stringContaining("customer-information-parameters"),
          unverified: false,
          doc: expect.stringContaining("Phone number"),
        },
      ],
    });
    expect(JSON.parse((await fields("upload_id", "--json")).out).fields[0].reason).toBeTruthy();
    expect(JSON.parse((await fields("partner_agent", "--json")).out).fields[0]).toMatchObject({
      set_by: "partner_agent of the destination in connections.yaml",
    });
  });
});
