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
  [{ country: 1 },                      false, []],
  [{ country: 1, state: 1000 },         false, []],
  [{ country: 1, state: 1013 },         false, []],
  [{ country: 1, state: 1014 },         false, ["data_use_state_new"]],
  [{ country: 0, state: 1000 },         true,  ["invalid_value"]],
  [{ state: 1000 },                     true,  ["invalid_value"]],
  [{ state: COLUMN },                   true,  ["invalid_value"]],
  [{ country: 0, state: COLUMN },       true,  ["invalid_value"]],
  [{ country: 1, state: COLUMN },       false, []],
  [{ country: COLUMN, state: COLUMN },  false, []],
  [{ country: COLUMN, state: 1000 },    false, []],
  [{ country: COLUMN },                 false, []],
];

test.for(CASES)("limited_data_use %j, IP address %j: %j", async ([use, ip, codes]) => {
  const user = { email: "email", ...(ip ? { client_ip_address: "ip" } : {}) };
  const problems = await problemsOf(
    mappingOf("Lead", "phone_call", { user_data: user }, { limited_data_use: use }),
  );

  expect(problems.map(({ code }) => code)).toEqual(codes);
  expect(problems.map(({ severity }) => severity)).toEqual(
    codes.map((code) => (code === "invalid_value" ? "error" : "warning")),
  );
});

test("no limited_data_use needs nothing", async () => {
  expect(await problemsOf(mappingOf("Lead", "phone_call", {}))).toEqual([]);
});
