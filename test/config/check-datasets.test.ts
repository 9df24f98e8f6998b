import { expect, test } from "vitest";
import { CONNECTIONS, type Files, MAPPING, problemsOf } from "./project.ts";

function twoMappings(one: string, other: string, destination = "retail"): Files {
  const text = (id: string): string => MAPPING.replace("    email: email\n", `    ${id}\n`);
  return {
    "connections.yaml": `${CONNECTIONS}  second: { type: meta_capi, dataset_id: "1234567890123457", access_token: "\${META_TOKEN}" }\n`,
    "mappings/purchases.yaml": text(one),
    "mappings/refunds.yaml": text(other).replace(
      "destination: retail",
      `destination: ${destination}`,
    ),
  };
}

const RAW = "external_id: { column: id, mode: raw }";
const HASHED = "external_id: { column: id, mode: hash }";
const DEFAULT = "external_id: id";

test.for([
  ["raw", RAW, DEFAULT],
  ["raw", RAW, HASHED],
  ["hash", DEFAULT, RAW],
] as const)(
  "external_id that is %s in one mapping of a dataset and not in the other is a warning",
  async ([, one, other]) => {
    expect(await problemsOf(twoMappings(one, other))).toMatchObject([
      {
        file: "mappings/refunds.yaml",
        line: 12,
        column: 18,
        code: "external_id_mode",
        severity: "warning",
        message: expect.stringContaining("mappings/purchases.yaml sends it to retail"),
      },
    ]);
  },
);

test.for([
  ["both the same", RAW, RAW, "retail"],
  ["hashed, said or not", DEFAULT, HASHED, "retail"],
  ["of two datasets", RAW, DEFAULT, "second"],
  ["in one mapping alone", RAW, "email: email", "retail"],
] as const)("external_id %s is fine", async ([, one, other, destination]) => {
  expect(await problemsOf(twoMappings(one, other, destination))).toEqual([]);
});
