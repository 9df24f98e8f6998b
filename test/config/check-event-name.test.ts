import { describe, expect, test } from "vitest";
import { mappingOf } from "./mapping-of.ts";
import { problemsOf } from "./project.ts";

const CHAT = {
  messaging_channel: { const: "messenger" },
  user_data: { page_id: "page", page_scoped_user_id: "user" },
  custom_data: { value: "total", currency: { const: "EUR" } },
};

// biome-ignore format: a table is read by its columns
const NAMES: readonly (readonly [name: string, source: string, standard: string | undefined])[] = [
  ["lead",                "phone_call",     "Lead"],
  ["add to cart",         "phone_call",     "AddToCart"],
  ["add_to_cart",         "phone_call",     "AddToCart"],
  ["Add-To-Wishlist",     "phone_call",     "AddToWishlist"],
  ["Leed",                "phone_call",     "Lead"],
  ["other",               "physical_store", "Other"],
  ["other",               "phone_call",     undefined],
  ["mobile_app_install",  "phone_call",     undefined],
  ["LeadSubmitted",       "phone_call",     undefined],
  ["Waitlist",            "phone_call",     undefined],
];

describe("a name that is written out", () => {
  test.for(NAMES)("%s by %s amounts to %s", async ([name, source, standard]) => {
    const problems = await problemsOf(mappingOf(name, source, {}));

    expect(problems).toEqual(
      standard === undefined
        ? []
        : [
            expect.objectContaining({
              code: "event_name_spelling",
              severity: "warning",
              message: `event_name: \`${name}\` is a custom event, did you mean the standard event \`${standard}\`?`,
            }),
          ],
    );
  });

  test.for([
    ["a constant field", { const: "lead" }, "fields.event_name.const"],
    [
      "a word of a map",
      { column: "stage", transform: [{ map: { a: "lead", b: "Won" } }] },
      "fields.event_name.transform[0].map.a",
    ],
    [
      "a default",
      { column: "stage", transform: [{ default: "lead" }] },
      "fields.event_name.transform[0].default",
    ],
    [
      "what else a map gives",
      { column: "stage", transform: [{ map: { a: "Lead" } }, { otherwise: { const: "lead" } }] },
      "fields.event_name.transform[1].otherwise.const",
    ],
  ] as const)("is looked at as %s", async ([, field, path]) => {
    const problems = await problemsOf(mappingOf("", "phone_call", { event_name: field }));

    expect(problems).toMatchObject([
      { code: "event_name_spelling", message: expect.stringContaining(`${path}: \`lead\``) },
    ]);
  });

  test("of a column is not known", async () => {
    expect(await problemsOf(mappingOf("", "phone_call", { event_name: "stage" }))).toEqual([]);
  });

  test.for([
    [50, []],
    [
      51,
      [
        {
          code: "event_name_long",
          severity: "warning",
          message: "event_name: expected at most 50 characters, found 51",
        },
      ],
    ],
  ] as const)("of %i characters", async ([length, expected]) => {
    expect(await problemsOf(mappingOf("N".repeat(length), "phone_call", {}))).toMatchObject(
      expected,
    );
  });
});

describe("a message's name", () => {
  test.for([["Purchase"], ["LeadSubmitted"], ["ReviewProvided"]])(
    "%s is allowed",
    async ([name]) => {
      expect(await problemsOf(mappingOf(String(name), "business_messaging", CHAT))).toEqual([]);
    },
  );

  test.for([
    ["Lead", "Meta refuses any other name, one's own included"],
    ["Waitlist", "Meta refuses any other name, one's own included"],
    ["lead_submitted", "did you mean `LeadSubmitted`?"],
    ["OrderShiped", "did you mean `OrderShipped`?"],
  ])("%s is refused", async ([name, hint]) => {
    const problems = await problemsOf(mappingOf(String(name), "business_messaging", CHAT));

    expect(problems).toMatchObject([
      {
        line: 3,
        column: 13,
        code: "messaging_name",
        severity: "error",
        message: expect.stringContaining("expected `Purchase`"),
        hint,
      },
    ]);
  });
});
