import { describe, expect, test } from "vitest";
import { RULES_AS_OF } from "../../src/capi/as-of.ts";
import { ERROR_CODES, HTTP_STATUSES } from "../../src/capi/error-codes.ts";
import { POLICIES } from "../../src/capi/policies.ts";
import { OWN_CODES } from "../../src/cli/codes.ts";
import { errorsMarkdown } from "../../src/cli/errors-markdown.ts";
import { main } from "../../src/cli/program.ts";
import { testIo } from "./io.ts";

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = testIo("/nowhere");
  const code = await main(["errors", ...args], io);
  return { code, out: io.out(), err: io.err() };
}

async function json(...args: string[]): Promise<Record<string, unknown>> {
  const { code, out } = await run("--json", ...args);
  expect(code).toBe(0);
  return JSON.parse(out);
}

describe("capisync errors CODE", () => {
  test("tells of an answer of Meta's what it means, what is done, what to do and who says so", async () => {
    const { code, out, err } = await run("100/2804050");

    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe(
      [
        "100/2804050, an answer of Meta's, class event",
        "  means       user_data says too little about the customer",
        `  capisync    ${POLICIES.event.does}`,
        "  what to do  map an e-mail address, a phone number or external_id",
        "  source      https://github.com/Setono/meta-conversions-api-php-sdk",
        "  told before user_data_too_weak",
        "",
      ].join("\n"),
    );
  });

  test("tells of a code of ours where it arises, what it is about and what to do", async () => {
    const { code, out } = await run("phone_country_missing");

    expect(code).toBe(0);
    expect(out).toContain("phone_country_missing, a code of capisync's, stage map\n");
    expect(out).toContain("what to do  set `default_country` on the field");
  });

  test("tells of rows that are too old by the word that reports have for them, too", async () => {
    const { out } = await run("expired");

    expect(out).toBe((await run("event_too_old")).out);
    expect(out).toMatch(
      /it is about a row whose event is too old: it is .*`expired`; on_error\.stale/,
    );
  });

  test("says that a mapping can do more about a value than count it", async () => {
    for (const code of ["negative_value", "leak_email"]) {
      expect(await json(code)).toMatchObject({
        about: "choice",
        what_happens: expect.stringContaining("unless the mapping says"),
      });
    }
  });

  test("says of a wrong signature what else than the token can be wrong", async () => {
    expect((await run("104")).out).toContain("check that app_secret belongs to the app");
  });

  test("says when nobody but a third party claims it", async () => {
    expect((await run("2804017")).out).toContain("contact data is not hashed (unverified)");
    expect(await json("2804017")).toMatchObject({ unverified: true });
  });

  test("says how a rule can be softened, and what Meta would answer", async () => {
    expect((await run("website_user_agent")).out).toContain(
      "`rules: { website_user_agent: warn }`",
    );
    expect((await run("purchase_value")).out).toContain("Meta says   100/2804009\n");
  });

  test.for([
    [["190"], "190", "config"],
    [["#190"], "190", "config"],
    [["(#190)"], "190", "config"],
    [["190/463"], "190/463", "config"],
    [["190/999"], "190/999", "config"],
    [["2804050"], "100/2804050", "event"],
    [["100/2804999"], "100/2804999", "event"],
    [["250"], "250", "config"],
    [["80004"], "80004", "throttled"],
    [["HTTP", "503"], "HTTP 503", "transient"],
    [["HTTP 503"], "HTTP 503", "transient"],
    [["http 404"], "HTTP 404", "unknown"],
    [["503"], "HTTP 503", "transient"],
  ] as const)("finds %j as %s", async ([args, code, kind]) => {
    expect(await json(...args)).toMatchObject({
      rules_as_of: RULES_AS_OF,
      code,
      class: kind,
      what_happens: POLICIES[kind].does,
    });
  });

  test.for([
    ["website_url", "validate"],
    ["WEBSITE_URL", "validate"],
    ["unknown_key", "config"],
    ["user_data.ph: phone_country_missing", "map"],
    ["count_mismatch", "send"],
  ])("finds %s of stage %s", async ([typed = "", stage]) => {
    expect(await json(typed)).toMatchObject({ stage, fix: expect.any(String) });
  });

  test.for([
    ["phone_cuntry_missing", "did you mean phone_country_missing?"],
    ["user_data.ph: phone_cuntry_missing", "did you mean phone_country_missing?"],
    ["nonsense", "`capisync errors` lists all that are known"],
    ["777", "treated as class unknown"],
    ["HTTP 200", "`capisync errors` lists all that are known"],
  ])("does not know %s and ends in 2: %s", async ([typed = "", hint]) => {
    const { code, out, err } = await run(typed);

    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(`errors ${typed}: no such code is known`);
    expect(err).toContain(hint);
  });

  test("gives the policy as data", async () => {
    expect(await json("4")).toMatchObject({
      policy: {
        resend: "same",
        first_wait_seconds: 60,
        last_wait_seconds: 3600,
        rows: "pending",
        exit_code: 3,
      },
    });
  });
});

describe("capisync errors", () => {
  test("lists Meta's answers, then our codes, a line each", async () => {
    const { code, out } = await run();

    expect(code).toBe(0);
    const lines = out.split("\n");
    const all = ERROR_CODES.length + HTTP_STATUSES.length + OWN_CODES.length;
    expect(lines.filter((line) => /^\S+ +[a-z]+ {2,}\S/.test(line)).length).toBeGreaterThan(100);
    expect(lines.filter((line) => line !== "")).toHaveLength(all + 5);
  });

  test("has all of it as one document", async () => {
    const document = await json();

    expect(document.rules_as_of).toBe(RULES_AS_OF);
    expect(document.meta).toHaveLength(ERROR_CODES.length + HTTP_STATUSES.length);
    expect(document.own).toHaveLength(OWN_CODES.length);
    expect(document.meta).toContainEqual(
      expect.objectContaining({ code: "200-299", class: "config", own_codes: [] }),
    );
    expect(document.own).toContainEqual(
      expect.objectContaining({ code: "user_data_too_weak", meta: "100/2804050" }),
    );
  });

  test("finds every entry of its own list again", async () => {
    const { meta, own } = await json();
    const listed = [...(meta as { code: string }[]), ...(own as { code: string }[])];

    for (const { code } of listed.filter((entry) => !entry.code.includes("-"))) {
      expect(await json(code)).toMatchObject({ code });
    }
  });
});

describe("docs/errors.md", () => {
  test("has a row for every code", () => {
    const text = errorsMarkdown();

    for (const { code } of OWN_CODES) expect(text).toContain(`| \`${code}\` |`);
    expect(text).toContain("| 100/2804050 | event |");
    expect(text).toContain("| HTTP 500-599 | transient |");
    expect(text).toContain(RULES_AS_OF);
  });

  test("has tables of one width", () => {
    const rows = errorsMarkdown()
      .split("\n")
      .filter((line) => line.startsWith("|"));

    expect(new Set(rows.map((row) => row.split(/(?<!\\)\|/).length))).toEqual(new Set([4, 7]));
  });

  test("says where each line was read", () => {
    const text = errorsMarkdown();

    expect(text).toContain("| graph | https://developers.facebook.com/docs/graph-api/");
    expect(text).toMatch(/\| 100\/2804001 \|.*\| unverified; seen \|/);
  });
});
