import { expect, test } from "vitest";
import { readInstant } from "../../src/config/instant.ts";
import { mappingWith, problemsOf } from "./project.ts";

// biome-ignore format: a table is read by its columns
test.for([
  ["2026-11-20",                       "2026-11-20T00:00:00Z",     "day"],
  ["2026-11-20T12:00Z",                "2026-11-20T12:00:00Z",     "offset"],
  ["2026-11-20 12:00:00.250+01:00",    "2026-11-20T11:00:00.250Z", "offset"],
  ["2026-11-20T12:00:00-0530",         "2026-11-20T17:30:00Z",     "offset"],
  ["2028-02-29T12:00:00Z",             "2028-02-29T12:00:00Z",     "offset"],
  // Wherever the machine stands.
  ["2026-11-20T12:00:00",              "2026-11-20T12:00:00Z",     "none"],
] as const)("%s is %s, told by its %s", ([written, instant, zone]) => {
  expect(readInstant(written)).toEqual({ ms: Date.parse(instant), zone });
});

test.for([
  "2026-02-30",
  "2026-02-29T12:00:00Z",
  "2026-13-01",
  "2026-11-00",
  "2026-11-20T25:00:00Z",
  "2026-11-20T12Z",
  "20 Nov 2026",
  "yesterday",
  "",
])("`%s` is no instant", (written) => {
  expect(readInstant(written)).toBeUndefined();
});

test("a mapping starts on a day that exists", async () => {
  const start = (day: string) =>
    problemsOf(
      mappingWith([
        "  primary_key: order_id\n",
        `  primary_key: order_id\n  incremental: { cursor: at, start: "${day}" }\n`,
      ]),
    );

  expect(await start("2026-02-28")).toEqual([]);
  expect(await start("2026-02-30")).toMatchObject([
    { code: "invalid_value", message: expect.stringContaining("found `2026-02-30`") },
  ]);
});
