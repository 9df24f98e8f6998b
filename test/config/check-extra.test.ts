import { describe, expect, test } from "vitest";
import { ELSEWHERE } from "../../src/capi/fields/elsewhere.ts";
import { namesOf } from "../../src/capi/fields.ts";
import { mappingOf } from "./mapping-of.ts";
import { problemsOf } from "./project.ts";

function withProperty(name: string) {
  return problemsOf(mappingOf("Lead", "phone_call", { custom_data: { extra: { [name]: "c" } } }));
}

describe("a property of one's own", () => {
  test.for([
    ...namesOf("user_data"),
    ...namesOf("custom_data"),
    ...namesOf("event"),
    "user_data",
    "app_data",
    "contents",
    ...ELSEWHERE.filter(({ group, wire }) => group !== "contents" && wire !== "data").map(
      ({ wire }) => wire,
    ),
  ])("is not %s", async (name) => {
    const problems = await withProperty(name);

    expect(problems).toMatchObject([{ code: "reserved_property", severity: "error" }]);
    expect(problems[0]?.hint).toMatch(/\w+ \w+/);
  });

  // biome-ignore format: a table is read by its columns
  test.for([
    ["currency",    "move it up to fields.custom_data"],
    ["first_name",  "map it under fields.user_data, where it is hashed"],
    ["fn",          "map it under fields.user_data as `first_name`, where it is hashed"],
    ["firstName",   "map it under fields.user_data as `first_name`, where it is hashed"],
    ["fbp",         "map it under fields.user_data"],
    ["city",        "move it up to fields.custom_data, or map it under fields.user_data where it is the person's"],
    ["event_id",    "map it under fields"],
    ["_valueToSum", "it is set by `fields.custom_data.value`"],
    ["custom_data", "it is set by `fields.custom_data.extra`"],
    ["fb_content",  "it is set by `fields.custom_data.contents`"],
    ["upload_tag",  "it is set by `delivery.upload_tag`"],
  ] as const)("named %s is told where to go", async ([name, hint]) => {
    expect((await withProperty(name))[0]?.hint).toBe(hint);
  });

  // biome-ignore format: a table is read by its columns
  test.for([
    ["Value",      "value",             "custom_data"],
    ["num_Items",  "num_items",         "custom_data"],
    ["orderId",    "order_id",          "custom_data"],
    ["curency",    "currency",          "custom_data"],
    ["eventId",    "event_id",          "fields"],
    ["country_code", "country",         "user_data"],
    ["user_id",    "external_id",       "user_data"],
  ] as const)("named %s may be meant for %s", async ([name, meant, group]) => {
    const place = group === "fields" ? group : `fields.${group}`;

    expect(await withProperty(name)).toMatchObject([
      {
        code: "property_spelling",
        severity: "warning",
        message: `\`${name}\` in fields.custom_data.extra is sent as it is, did you mean the parameter \`${meant}\`?`,
        hint: `if so, map it under ${place}`,
      },
    ]);
  });

  // biome-ignore format: a table is read by its columns
  test.for([
    ["ip",         "client_ip_address"],
    ["postcode",   "zip"],
    ["mobile",     "phone"],
    ["dob",        "date_of_birth"],
    ["surname",    "last_name"],
  ] as const)("named %s would tell who somebody is", async ([name, meant]) => {
    expect(await withProperty(name)).toMatchObject([
      {
        code: "property_spelling",
        severity: "error",
        message: `\`${name}\` in fields.custom_data.extra is sent as it is, did you mean the parameter \`${meant}\`?`,
      },
    ]);
  });

  test.for([
    "data",
    "progress",
    "platforms",
    "upload_id",
    "store_code",
    "colour",
    "billing_period",
    "price_list",
    "store_region",
  ])("may be %s", async (name) => {
    expect(await withProperty(name)).toEqual([]);
  });
});
