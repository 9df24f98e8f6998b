import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Problem } from "../../src/lib/errors.ts";
import { load, mappingWith, problemsOf } from "./project.ts";

const PLAIN = { steps: [], hashed: false, required: false, options: {} };

/** The good mapping with more under `fields:`, as lines from the fourth column on. */
function mappingOf(...lines: readonly string[]) {
  return mappingWith(["fields:\n", `fields:\n${lines.map((line) => `  ${line}\n`).join("")}`]);
}

async function fieldsOf(...lines: readonly string[]) {
  const { project } = await load(mappingOf(...lines));
  const fields = project.mappings[0]?.fields ?? [];
  return Object.fromEntries(fields.map(({ group, name, from }) => [`${group}.${name}`, from]));
}

/** What is wrong with it; the line before `fields:` is the eighth. */
async function errorsOf(...lines: readonly string[]): Promise<readonly Problem[]> {
  const problems = await problemsOf(mappingOf(...lines));
  return problems.filter(({ severity }) => severity === "error");
}

function places(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ line, column, code }) => `${line}:${column} ${code}`);
}

describe("a group in a group", () => {
  test("is written by its members, each a value like any other", async () => {
    const fields = await fieldsOf(
      "app_data:",
      "  extinfo:",
      "    ext_info_version: { const: a2 }",
      "    os_version: { first_of: [os, system], transform: [trim] }",
      "attribution_data: { attribution_setting: { inactivity_window_hours: hours } }",
    );

    expect(fields).toMatchObject({
      "extinfo.ext_info_version": { kind: "const", value: "a2" },
      "extinfo.os_version": {
        kind: "first_of",
        columns: ["os", "system"],
        steps: [{ op: "trim" }],
      },
      "attribution_setting.inactivity_window_hours": { kind: "column", columns: ["hours"] },
    });
    expect(fields).not.toHaveProperty("app_data.extinfo");
  });

  test("may be one column, in short or with more to be said of it", async () => {
    const short = await fieldsOf("app_data: { extinfo: device }");
    const long = await fieldsOf("app_data: { extinfo: { column: device, required: true } }");

    expect(short["app_data.extinfo"]).toEqual({ kind: "column", columns: ["device"], ...PLAIN });
    expect(long["app_data.extinfo"]).toMatchObject({ columns: ["device"], required: true });
  });

  test("remembers where each of its members stands", async () => {
    const { project } = await load(
      mappingOf("app_data:", "  extinfo:", "    carrier: net", "    os_version: os"),
    );
    const carrier = project.mappings[0]?.fields.find(({ name }) => name === "carrier");

    expect(carrier?.place).toEqual({ line: 12, column: 16 });
  });

  test.for([
    ["a slot with a slip", ["app_data:", "  extinfo: { os_versoin: os }"], "11:16 unknown_key"],
    ["a member of another group", ["app_data:", "  os_version: os"], "11:5 unknown_key"],
    ["nothing in it", ["app_data:", "  extinfo: {}"], "11:14 missing_key"],
    [
      "members beside a column",
      ["app_data:", "  extinfo: { column: device, os_version: os }"],
      "11:32 conflicting_keys",
    ],
    [
      "members beside what is said of a column",
      ["app_data:", "  extinfo: { os_version: os, required: true }"],
      "11:32 conflicting_keys",
    ],
    [
      "a column where only members can be",
      ["attribution_data:", "  attribution_setting: windows"],
      "11:26 wrong_type",
    ],
    [
      "an option that a slot does not take",
      ["app_data:", "  extinfo: { os_version: { column: os, unit: s } }"],
      "11:42 option_not_taken",
    ],
    [
      "a constant that a slot does not take",
      ["app_data:", "  extinfo: { ext_info_version: { const: w8 } }"],
      "11:43 invalid_value",
    ],
  ] as const)("with %s is wrong at its place", async ([, lines, expected]) => {
    expect(places(await errorsOf(...lines))).toEqual([expected]);
  });

  test("suggests the slot that was meant, and the block that a member belongs in", async () => {
    const [slip] = await errorsOf("app_data:", "  extinfo: { os_versoin: os }");
    const [home] = await errorsOf("app_data:", "  os_version: os");

    expect(slip?.message).toContain("did you mean `os_version`?");
    expect(home?.hint).toBe("`os_version` goes under fields.app_data.extinfo");
  });

  test("tells its members where the slip is no near miss, or where there is no map", async () => {
    const [far] = await errorsOf("app_data:", "  extinfo: { os: a }");
    const [none] = await errorsOf("attribution_data:", "  attribution_setting: windows");

    expect(far?.hint).toMatch(/^its members are ext_info_version, .*, device_time_zone$/);
    expect(none?.message).toBe(
      "fields.attribution_data.attribution_setting: expected a map of its members: inactivity_window_hours, reattribution_window_hours, found `windows`",
    );
  });

  test("shares no name with a property of your own", async () => {
    const { "mappings/purchases.yaml": text } = mappingWith([
      "    value: total",
      "    extra: { mileage: km, contents: lines, city: town, colour: c }\n    value: total",
    ]);
    const problems = await problemsOf({ "mappings/purchases.yaml": text ?? "" });
    const reserved = problems.filter(({ code }) => code === "reserved_property");

    expect(places(reserved)).toEqual([
      "14:14 reserved_property",
      "14:27 reserved_property",
      "14:44 reserved_property",
    ]);
  });
});

describe("a click id", () => {
  const user = (written: string) =>
    mappingWith(["email: email", `email: email\n    fbc: ${written}`]);
  const errors = async (written: string) =>
    (await problemsOf(user(written))).filter(({ severity }) => severity === "error");

  test("may be made of an fbclid and the time of the click", async () => {
    const { project } = await load(
      user("{ from_fbclid: fbclid, click_time: clicked_at, unit: ms, required: true }"),
    );
    const fbc = project.mappings[0]?.fields.find(({ name }) => name === "fbc");

    expect(fbc?.from).toEqual({
      ...PLAIN,
      kind: "join",
      columns: ["fbclid", "clicked_at"],
      required: true,
      options: { unit: "ms" },
    });
  });

  test.for([
    ["without the time of the click", "{ from_fbclid: f }", "13:10 missing_key"],
    ["with a time alone", "{ click_time: t }", "13:10 missing_key"],
    [
      "with both the cookie and its parts",
      "{ column: c, from_fbclid: f, click_time: t }",
      "13:23 conflicting_keys",
    ],
    ["with a time beside the cookie", "{ column: c, click_time: t }", "13:23 conflicting_keys"],
    ["with an option of times and no time", "{ column: c, unit: ms }", "13:23 option_not_taken"],
    [
      "with steps on its parts",
      "{ from_fbclid: f, click_time: t, transform: [trim] }",
      "13:43 conflicting_keys",
    ],
    [
      "with a unit of money",
      "{ from_fbclid: f, click_time: t, unit: minor }",
      "13:49 invalid_value",
    ],
    [
      "with a constant and a part",
      "{ const: fb.1.1795098600000.AbC, from_fbclid: f }",
      "13:43 conflicting_keys",
    ],
  ] as const)("%s is wrong at its place", async ([, written, expected]) => {
    expect(places(await errors(written))).toContain(expected);
  });

  test("names its parts when it has no origin, and no other field has them", async () => {
    const [none] = await errors("{ required: true }");
    const others = await problemsOf(
      mappingWith(["email: email", "email: { column: e, from_fbclid: f }"]),
    );

    expect(none?.message).toBe(
      "fields.user_data.fbc: expected exactly one of `const`, `column`, `first_of`, `all_of` or `from_fbclid`",
    );
    expect(places(others)).toContain("12:25 unknown_key");
  });

  test("counts both of its columns where columns are asked for", async () => {
    const key = mappingWith(
      ["primary_key: order_id", "primary_key: mail"],
      ["email: email", "email: { first_of: [other, mail] }"],
    );

    expect(places(await problemsOf(key))).toContain("12:12 contact_in_key");
  });
});

describe("a constant that Meta does not list", () => {
  const vehicle = (written: string) =>
    problemsOf(mappingWith(["    value: total", `    ${written}\n    value: total`]));
  const told = (problems: readonly Problem[]) =>
    problems
      .filter(({ severity }) => severity !== "note")
      .map(({ severity, code, message }) => [severity, code, message]);

  test("is an error where the value would be left out", async () => {
    expect(told(await vehicle("delivery_category: { const: drone }"))).toEqual([
      ["error", "invalid_value", expect.stringContaining("one of in_store, curbside")],
    ]);
  });

  test("is a warning where it is sent all the same", async () => {
    expect(told(await vehicle("drivetrain: { const: 6X6 }"))).toEqual([
      ["warning", "unusual_value", expect.stringContaining("`4X2`, `4X4`")],
    ]);
    expect(told(await vehicle('year: { const: "19" }'))).toEqual([
      ["warning", "unusual_value", expect.stringContaining("the form that Meta describes")],
    ]);
    expect(told(await vehicle("drivetrain: { const: awd }"))).toEqual([]);
  });
});

describe("a format of times", () => {
  const time = (written: string) =>
    mappingWith(["event_time: purchased_at", `event_time: { column: t, ${written} }`]);

  test("reaches the field", async () => {
    const { project } = await load(time("format: DD/MM/YYYY HH24:MI"));
    const from = project.mappings[0]?.fields.find(({ name }) => name === "event_time")?.from;

    expect(from).toMatchObject({ options: { format: "DD/MM/YYYY HH24:MI" } });
  });

  test("that is none is wrong at its place", async () => {
    const problems = await problemsOf(time("format: whenever"));

    expect(places(problems)).toContain("10:36 invalid_value");
    expect(problems[0]?.message).toContain(
      "made of YYYY MM DD, HH24 or HH12 with AM, MI SS FF TZH TZM",
    );
  });

  test("is made of the parts that its message and docs/mappings.md name, and of no others", async () => {
    const page = await readFile(join(import.meta.dirname, "../../docs/mappings.md"), "utf8");
    const [, table = ""] = /\| Part \| Reads \|\n([\s\S]*?)\n\n/.exec(page) ?? [];
    const parts = [...table.matchAll(/`(\w+)`/g)].map(([, part]) => part);

    expect(parts).toEqual("YYYY MM DD HH24 HH12 AM PM MI SS FF FF1 FF9 TZH TZM".split(" "));
    for (const format of [
      "YYYY-MM-DD HH24:MI:SS.FF TZHTZM",
      "YYYY-MM-DD HH12:MI:SS.FF1 AM",
      "DD/MM/YYYY HH12 PM",
      'YYYYMMDD\\"at\\"HH24MISSFF9',
    ]) {
      expect(places(await problemsOf(time(`format: "${format}"`)))).toEqual([]);
    }
    for (const format of ["DD Mon YYYY", "YYYY-MM", "YYYY-DDD", "YYYY-MM-DD HH24 TZ"]) {
      expect(places(await problemsOf(time(`format: "${format}"`)))).toEqual([
        "10:36 invalid_value",
      ]);
    }
  });
});

describe("a parameter that Meta documents in another place", () => {
  test("may be written in both and is sent in one", async () => {
    const fields = await fieldsOf(
      "customer_segmentation: segment",
      "advertiser_tracking_enabled: att",
      "app_data: { madid: idfa }",
    );

    expect(Object.keys(fields)).toEqual(
      expect.arrayContaining([
        "custom_data.customer_segmentation",
        "app_data.advertiser_tracking_enabled",
        "user_data.madid",
      ]),
    );
  });

  test("must not be written in both at once", async () => {
    const [problem] = await errorsOf(
      "advertiser_tracking_enabled: att",
      "app_data: { advertiser_tracking_enabled: att }",
    );

    expect(problem).toMatchObject({
      code: "same_field_twice",
      line: 11,
      column: 15,
      message:
        "fields.app_data.advertiser_tracking_enabled and fields.advertiser_tracking_enabled are the same field",
      hint: "keep one of the two; it is sent as app_data.advertiser_tracking_enabled",
    });
  });
});

describe("a parameter that is no field", () => {
  test.for([
    ["partner_agent", "`partner_agent` is set by `partner_agent` of the destination"],
    ["upload_tag", "`upload_tag` is set by `delivery.upload_tag`"],
    ["access_token", "`access_token` is set by `access_token` of the destination"],
    ["test_event_code", "or `--test-event-code`"],
    ["data_processing_options", "is set by `limited_data_use` of the mapping"],
  ] as const)("%s is told where to go", async ([name, hint]) => {
    const [problem] = await errorsOf(`${name}: column`);

    expect(problem).toMatchObject({ code: "unknown_key", line: 10, column: 3 });
    expect(problem?.hint).toContain(hint);
  });

  test.for(["upload_id", "upload_source", "namespace_id", "progress", "platforms"])(
    "%s is refused with the reason",
    async (name) => {
      const [problem] = await errorsOf(`${name}: column`);

      expect(problem).toMatchObject({ code: "not_sent", line: 10, column: 3 });
      expect(problem?.message).toBe(`\`${name}\` is never sent to Meta`);
      expect(problem?.hint).toMatch(/\w+ \w+/);
    },
  );

  test("is told so inside its group too", async () => {
    const instagram = await problemsOf(
      mappingWith(["email: email", "email: email\n    instagram_business_account_id: ig"]),
    );
    const price = await problemsOf(
      mappingWith([
        "    value: total",
        "    value: total\n    contents: { from: lines, item: { id: sku, quantity: q, price: p } }",
      ]),
    );

    expect(instagram.find(({ code }) => code === "unknown_key")?.hint).toContain("`ig_account_id`");
    expect(price.find(({ code }) => code === "unknown_key")?.hint).toContain("`item_price`");
  });
});
