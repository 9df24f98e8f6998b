import { expect, test } from "vitest";
import { mappingOf } from "./mapping-of.ts";
import { problemsOf } from "./project.ts";

const COLUMN = { column: "c" };

// biome-ignore format: a table is read by its columns
const CASES: readonly (readonly [use: unknown, ip: boolean, codes: readonly string[]])[] = [
  ["always",                            true,  []],
  ["always",                            false, ["data_use_without_ip"]],
  [{ column: "opt" },                   false, ["data_use_without_ip"]],
  [{ country: 0, state: 0 },            true,  []],
  [{ country: 0, state: 0 },            false, ["data_use_without_ip"]],
  [{ country: 1, state: 0 },            false, []],
  [{ country: 1 },                      false, ["missing_key"]],
  [{ country: 0 },                      true,  ["missing_key"]],
  [{ column: "opt", country: 1 },       true,  ["missing_key"]],
  [{ country: 1, state: 1000 },         false, []],
  [{ country: 1, state: 1013 },         false, []],
  [{ country: 1, state: 1014 },         false, ["data_use_state_new"]],
  [{ country: 0, state: 1000 },         true,  ["invalid_value"]],
  [{ state: 1000 },                     true,  ["missing_key"]],
  [{ state: COLUMN },                   true,  ["missing_key"]],
  [{ state: 0 },                        true,  ["missing_key"]],
  [{ country: 0, state: COLUMN },       true,  ["invalid_value"]],
  [{ country: 1, state: COLUMN },       false, []],
  [{ country: COLUMN, state: COLUMN },  false, []],
  [{ country: COLUMN, state: 1000 },    false, []],
  [{ country: COLUMN },                 false, ["missing_key"]],
  [{ country: 2, state: 0 },            false, ["invalid_value"]],
  [{ country: 1, state: 999 },          false, ["invalid_value"]],
];

test.for(CASES)("limited_data_use %j, IP address %j: %j", async ([use, ip, codes]) => {
  const user = { email: "email", ...(ip ? { client_ip_address: "ip" } : {}) };
  const problems = await problemsOf(
    mappingOf("Lead", "phone_call", { user_data: user }, { limited_data_use: use }),
  );

  expect(problems.map(({ code }) => code)).toEqual(codes);
  expect(problems.map(({ severity }) => severity)).toEqual(
    codes.map((code) => (code.startsWith("data_use") ? "warning" : "error")),
  );
});

// biome-ignore format: a table is read by its columns
test.for([
  [{ country: 1 },             "limited_data_use: `country` needs `state` beside it, expected `state: 0` or a state code from 1000 up"],
  [{ state: 1000 },            "limited_data_use: `state` needs `country` beside it, expected `country: 1`, or 0 to let Meta find out both"],
  [{ country: 1, state: 999 }, "limited_data_use.state: expected 0 or a state code from 1000 up, found 999"],
] as const)("limited_data_use %j says what to write", async ([use, message]) => {
  const problems = await problemsOf(
    mappingOf("Lead", "phone_call", {}, { limited_data_use: use }),
  );

  expect(problems.map((problem) => problem.message)).toEqual([message]);
});

test("no limited_data_use needs nothing", async () => {
  expect(await problemsOf(mappingOf("Lead", "phone_call", {}))).toEqual([]);
});
