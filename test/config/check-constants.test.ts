import { expect, test } from "vitest";
import { mappingOf } from "./mapping-of.ts";
import { problemsOf } from "./project.ts";

const ATTRIBUTED = {
  original_event_data: { event_name: { const: "Purchase" }, event_time: "at" },
  custom_data: { currency: { const: "EUR" } },
};

function share(value: unknown) {
  const attribution_data = {
    ad_id: "ad",
    touchpoint_ts: "touch",
    attribution_share: value,
    attribution_value: "worth",
  };
  return { ...ATTRIBUTED, attribution_data };
}

function passback(id: unknown) {
  const { original_event_data, ...rest } = share("share");
  return { ...rest, original_event_data: { ...original_event_data, event_id: id } };
}

function ltv(value: unknown) {
  return { custom_data: { predicted_ltv: value, currency: { const: "EUR" } } };
}

function crm(word: unknown) {
  return { custom_data: { event_source: word, lead_event_source: { const: "Odoo" } } };
}

// biome-ignore format: a table is read by its columns
const CASES: readonly (readonly [what: string, name: string, source: string, fields: Record<string, unknown>, codes: readonly string[]])[] = [
  ["a predicted value of 0",        "Subscribe", "phone_call", ltv({ const: 0 }), ["predicted_ltv_positive"]],
  ["a predicted value of 1",        "Subscribe", "phone_call", ltv({ const: 1 }), []],
  ["a predicted value of its row",  "Subscribe", "phone_call", ltv("ltv"), []],
  ["the whole share",               "AppendAttribution", "phone_call", share({ const: 1 }), []],
  ["no share",                      "AppendAttribution", "phone_call", share({ const: 0 }), []],
  ["a share in percent",            "AppendAttribution", "phone_call", share({ const: 100 }), ["append_share"]],
  ["a share below nothing",         "AppendAttribution", "phone_call", share({ const: -1 }), ["append_share"]],
  ["a share on another event",      "Lead", "phone_call", share({ const: 100 }), []],
  ["a CRM's word",                  "Won", "system_generated", crm({ const: "crm" }), []],
  ["another word",                  "Won", "system_generated", crm({ const: "CRM" }), ["crm_event_source"]],
  ["another word elsewhere",        "Won", "phone_call", crm({ const: "CRM" }), []],
  ["one time for all events",       "Lead", "phone_call", { event_time: { const: "yesterday" } }, ["constant_event_time"]],
  ["one good time for all events",  "Lead", "phone_call", { event_time: { const: "2026-11-20T12:00:00Z" } }, ["constant_event_time"]],
  ["another time that is none",     "Lead", "phone_call", { original_event_data: { event_time: { const: "yesterday" } } }, ["invalid_value"]],
  ["another time of a day only",    "Lead", "phone_call", { original_event_data: { event_time: { const: "2026-11-20" } } }, ["invalid_value"]],
  ["another time without a zone",   "Lead", "phone_call", { original_event_data: { event_time: { const: "2026-11-20T12:00:00" } } }, []],
  ["another time",                  "Lead", "phone_call", { original_event_data: { event_time: { const: 1795168800 } } }, []],
  ["one id for all events",         "Lead", "phone_call", { event_id: { const: "1" } }, ["constant_event_id"]],
  ["a passback's own id",           "AppendAttribution", "phone_call", { ...passback("id"), event_id: "own" }, []],
  ["a passback's derived id",       "AppendAttribution", "phone_call", passback("id"), []],
  ["the original's id",             "AppendAttribution", "phone_call", { ...passback("id"), event_id: "id" }, ["append_own_id"]],
  ["the original's id, by steps",   "AppendAttribution", "phone_call", { ...passback({ column: "id" }), event_id: { first_of: ["id", "b"] } }, []],
  ["an id without an original's",   "AppendAttribution", "phone_call", { ...share("share"), event_id: "id" }, []],
  ["the original's id on another event", "Lead", "phone_call", { ...passback("id"), event_id: "id" }, []],
  ["an id of its row",              "Lead", "phone_call", { event_id: "id" }, []],
];

test.for(CASES)("%s", async ([, name, source, fields, codes]) => {
  const problems = await problemsOf(mappingOf(name, source, fields));

  expect(problems.map(({ code, severity }) => [code, severity])).toEqual(
    codes.map((code) => [code, "error"]),
  );
});

test("the message names the constant and the rule's own expectation", async () => {
  const [problem] = await problemsOf(mappingOf("Subscribe", "phone_call", ltv({ const: 0 })));

  expect(problem).toMatchObject({
    message: "fields.custom_data.predicted_ltv.const: expected a number above 0",
    hint: "leave predicted_ltv out where it is 0",
  });
});

test("a softened rule warns", async () => {
  const rules = { rules: { crm_event_source: "warn" } };
  const problems = await problemsOf(
    mappingOf("Won", "system_generated", crm({ const: "CRM" }), rules),
  );

  expect(problems).toMatchObject([{ code: "crm_event_source", severity: "warning" }]);
});
