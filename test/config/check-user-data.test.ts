import { describe, expect, test } from "vitest";
import { mappingOf } from "./mapping-of.ts";
import { problemsOf } from "./project.ts";

function mapped(...names: readonly string[]) {
  return mappingOf("Lead", "phone_call", {
    user_data: Object.fromEntries(names.map((name) => [name, "c"])),
  });
}

describe("what is mapped of a person", () => {
  test.for([
    [["client_user_agent"]],
    [["city", "st", "zip", "country", "gender", "client_user_agent"]],
    [["date_of_birth", "client_user_agent"]],
    [["first_name", "gender"]],
    [["ln"]],
  ])("is too weak with %j alone, and no row could go", async ([names = []]) => {
    const problems = await problemsOf(mapped(...names));

    expect(problems).toMatchObject([
      {
        code: "user_data_too_weak",
        severity: "error",
        message: expect.stringContaining(names.join(", ")),
        hint: "map more of what identifies the person",
      },
    ]);
  });

  test.for([[["email"]], [["first_name", "last_name"]], [["date_of_birth", "city"]]])(
    "is enough with %j",
    async ([names = []]) => {
      expect(await problemsOf(mapped(...names))).toEqual([]);
    },
  );

  test("is not judged beside a misspelt key, which may be what identifies", async () => {
    const problems = await problemsOf(mapped("city", "emial"));

    expect(problems.map(({ code }) => code)).toEqual(["unknown_key"]);
  });

  test("must be something", async () => {
    const problems = await problemsOf(mapped());

    expect(problems.map(({ code }) => code)).toEqual(["no_user_data"]);
  });
});
