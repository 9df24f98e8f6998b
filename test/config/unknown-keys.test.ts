import { describe, expect, test } from "vitest";
import { GROUP_NAMES } from "../../src/capi/fields/groups.ts";
import { fieldOf, namesOf } from "../../src/capi/fields.ts";
import { SYNONYMS, synonymOf } from "../../src/config/synonyms.ts";
import { mappingOf } from "./mapping-of.ts";
import { mappingWith, PROJECT, problemsOf } from "./project.ts";

/** What is said of a key that a block does not have. */
async function unknown(group: string, key: string) {
  const block = { [key]: "c" };
  const fields = group === "event" ? block : { [group]: { email: "email", ...block } };
  const problems = await problemsOf(mappingOf("Lead", "phone_call", fields));
  return problems.find(({ code, message }) => code === "unknown_key" && message.includes(key));
}

// biome-ignore format: a table is read by its columns
const SAME_BLOCK: readonly (readonly [group: string, key: string, name: string])[] = [
  ["user_data",   "postcode",         "zip"],
  ["user_data",   "postal_code",      "zip"],
  ["user_data",   "zipcode",          "zip"],
  ["user_data",   "dob",              "date_of_birth"],
  ["user_data",   "birthday",         "date_of_birth"],
  ["user_data",   "birth_date",       "date_of_birth"],
  ["user_data",   "ip",               "client_ip_address"],
  ["user_data",   "ip_address",       "client_ip_address"],
  ["user_data",   "ua",               "client_user_agent"],
  ["user_data",   "user_agent",       "client_user_agent"],
  ["user_data",   "phone_number",     "phone"],
  ["user_data",   "mobile",           "phone"],
  ["user_data",   "sex",              "gender"],
  ["user_data",   "fbclid",           "fbc"],
  ["user_data",   "mail",             "email"],
  ["user_data",   "emailAddress",     "email"],
  ["user_data",   "firstName",        "first_name"],
  ["event",       "time",             "event_time"],
  ["event",       "timestamp",        "event_time"],
  ["event",       "url",              "event_source_url"],
  ["event",       "page_url",         "event_source_url"],
  ["custom_data", "amount",           "value"],
  ["custom_data", "total",            "value"],
  ["custom_data", "revenue",          "value"],
  ["custom_data", "items",            "contents"],
  ["app_data",    "tracking_enabled", "advertiser_tracking_enabled"],
];

describe("a key that goes by another name", () => {
  test.for(SAME_BLOCK)("in %s, %s is %s", async ([group, key, name]) => {
    const problem = await unknown(group, key);

    expect(problem?.message).toMatch(/^unknown key `\w+` in fields/);
    expect(problem?.message).toContain(`did you mean \`${name}\`?`);
    expect(problem).not.toHaveProperty("hint");
  });

  test("is told of by its block where it stands in another", async () => {
    const postcode = await unknown("custom_data", "postcode");
    const ip = await unknown("event", "ip");

    expect(postcode?.hint).toBe("`postcode` is `zip`, which goes under fields.user_data");
    expect(ip?.hint).toBe("`ip` is `client_ip_address`, which goes under fields.user_data");
  });

  test("is told once, not as a missing field as well", async () => {
    const user_data = { email: "email", ua: "ua" };
    const fields = { event_source_url: "url", user_data };
    const problems = await problemsOf(mappingOf("Lead", "website", fields));

    expect(problems.map(({ code }) => code)).toEqual(["unknown_key"]);
  });
});

describe("what is known of a person", () => {
  const elsewhere = GROUP_NAMES.filter((group) => group !== "user_data")
    .flatMap(namesOf)
    .filter((name) => fieldOf("user_data", name) === undefined);

  test.for([...new Set(elsewhere)])("%s is never sent on from user_data", async (key) => {
    const problem = await unknown("user_data", key);

    expect(`${problem?.message} ${problem?.hint}`).not.toContain("goes under");
  });
});

describe("a key that is like no other", () => {
  test.for([
    ["event", "colour", "`capisync fields` lists them"],
    ["user_data", "shoe_size", "`capisync fields user_data` lists them"],
    ["app_data", "colour", "`capisync fields app_data` lists them"],
    ["custom_data", "colour", "own properties go under fields.custom_data.extra"],
  ] as const)("in %s has a way out", async ([group, key, hint]) => {
    expect((await unknown(group, key))?.hint).toBe(hint);
  });
});

describe("a synonym", () => {
  const all = GROUP_NAMES.flatMap((group) =>
    Object.entries(SYNONYMS[group] ?? {}).flatMap(([name, words]) =>
      words.map((word) => [group, word, name] as const),
    ),
  );

  test.for(all)("of %s, %s, is none of its own names and stands for %s", ([group, word, name]) => {
    expect(namesOf(group)).not.toContain(word);
    expect(synonymOf(group, word)).toBe(name);
  });

  test("is no name itself", () => {
    expect(synonymOf("user_data", "email")).toBeUndefined();
    expect(synonymOf("user_data", "zzz")).toBeUndefined();
    expect(synonymOf("user_data", "constructor")).toBeUndefined();
  });
});

describe("a rule that cannot be softened", () => {
  const rules = (text: string) =>
    problemsOf(mappingWith(["fields:", `rules: { ${text} }\nfields:`]));

  test("is told so, with those that can", async () => {
    expect(await rules("purchase_value: warn")).toMatchObject([
      {
        code: "unknown_key",
        message: "rules: `purchase_value` cannot be softened: Meta refuses such events",
        hint: expect.stringMatching(/^those that can: .*`website_user_agent`/),
      },
    ]);
  });

  test("is told so in the project's defaults, too", async () => {
    const project = `${PROJECT}defaults: { rules: { purchase_value: warn } }\n`;

    expect(await problemsOf({ "capisync.yaml": project })).toMatchObject([
      {
        file: "capisync.yaml",
        message: expect.stringMatching(/^defaults\.rules: `purchase_value` cannot be softened/),
      },
    ]);
  });

  test("is another thing than one that is a notice as it is", async () => {
    expect(await rules("event_name_spelling: warn")).toMatchObject([
      {
        code: "unknown_key",
        message: "rules: `event_name_spelling` is but a warning: such events are sent",
        hint: "remove it",
      },
    ]);
  });

  test("is another thing than a rule that there is not", async () => {
    expect(await rules("website_user_agnt: warn")).toMatchObject([
      { message: "unknown key `website_user_agnt` in rules, did you mean `website_user_agent`?" },
    ]);
    expect(await rules("zzz: warn")).toMatchObject([
      { message: "unknown key `zzz` in rules", hint: expect.stringContaining("those that can: ") },
    ]);
  });
});
