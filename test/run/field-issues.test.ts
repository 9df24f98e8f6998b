import { afterEach, describe, expect, test } from "vitest";
import { reportJson, reportText } from "../../src/cli/run-report.ts";
import type { Issue } from "../../src/lib/issue.ts";
import { FieldIssues } from "../../src/run/field-issues.ts";
import { order } from "../fakes/orders.ts";
import { startWorld, type World } from "../fakes/run.ts";

function issue(field: string, code: string): Issue {
  return { code, field, expected: "another value" };
}

describe("the counts of field issues", () => {
  test("are kept by field and code, the most frequent first", () => {
    const found = new FieldIssues();
    for (const one of [
      issue("user_data.ph", "phone_country_missing"),
      issue("user_data.em", "not_email"),
      issue("user_data.em", "prehashed"),
      issue("user_data.em", "not_email"),
    ]) {
      found.add(one);
    }

    expect(found.list()).toEqual([
      { ...issue("user_data.em", "not_email"), count: 2 },
      { ...issue("user_data.em", "prehashed"), count: 1 },
      { ...issue("user_data.ph", "phone_country_missing"), count: 1 },
    ]);
  });

  test("of nothing are an empty list", () => {
    expect(new FieldIssues().list()).toEqual([]);
  });
});

describe("a run", () => {
  let world: World;

  afterEach(() => world[Symbol.asyncDispose]());

  test("reports the field issues of the rows it sent and of those it set aside", async () => {
    world = await startWorld({ onError: { maxErrorRate: 1 } });
    world.source.rows = [
      order(1, world.clock),
      order(2, world.clock, { email: "nobody", total: "zqxjk" }),
      order(3, world.clock, { email: "nobody either" }),
    ];

    const report = await world.run();

    expect(report.counts).toMatchObject({ accepted: 1, deadLettered: 2 });
    expect(report.fieldIssues).toMatchObject([
      { field: "user_data.em", code: "not_email", count: 2 },
      { field: "custom_data.value", code: "not_amount", count: 1 },
    ]);
    expect(reportJson(report).field_issues).toEqual(report.fieldIssues);
    expect(reportText(report, false)).toMatch(
      /^ {2}field issue +2 {2}user_data\.em: not_email, expected \S.*$/m,
    );
    expect(JSON.stringify(report)).not.toContain("zqxjk");
  });
});
