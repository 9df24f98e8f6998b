import { describe, expect, test } from "vitest";
import {
  API_VERSIONS,
  DEFAULT_API_VERSION,
  type VersionNotice,
  versionNotice,
} from "../../src/capi/versions.ts";

function noticeAt(version: string, day: string): VersionNotice | undefined {
  return versionNotice(version, Date.parse(day));
}

describe("versionNotice", () => {
  test.for<[version: string, day: string, code: string | undefined, severity?: string]>([
    ["v26.0", "2026-11-20", undefined],
    ["v25.0", "2026-11-20", undefined],
    ["v24.0", "2026-11-20", "api_version_marketing_ended", "warning"],
    ["v23.0", "2026-11-20", "api_version_marketing_ended", "warning"],
    ["v22.0", "2026-11-20", "api_version_marketing_ended", "warning"],
    ["v21.0", "2026-11-20", "api_version_ends_soon", "warning"],
    ["v20.0", "2026-11-20", "api_version_expired", "warning"],
    ["v18.0", "2026-11-20", "api_version_expired", "warning"],
    ["v12.0", "2026-11-20", "api_version_expired", "warning"],
    ["v27.0", "2026-11-20", "api_version_unknown", "note"],
    ["v26.1", "2026-11-20", "api_version_unknown", "note"],
    ["v24.1", "2026-11-20", "api_version_unknown", "warning"],
    ["v24.0", "2026-07-07", undefined],
    ["v24.0", "2026-07-08", "api_version_ends_soon", "warning"],
    ["v24.0", "2026-10-05T23:59:59Z", "api_version_ends_soon", "warning"],
    ["v24.0", "2026-10-06", "api_version_marketing_ended", "warning"],
    ["v25.0", "2028-04-29", undefined],
    ["v25.0", "2028-04-30", "api_version_ends_soon", "warning"],
    ["v25.0", "2028-07-28T23:59:59Z", "api_version_ends_soon", "warning"],
    ["v25.0", "2028-07-29", "api_version_expired", "warning"],
  ])("says of %s on %s: %s", ([version, day, code, severity]) => {
    const notice = noticeAt(version, day);

    expect(notice?.code).toBe(code);
    expect(notice?.severity).toBe(severity);
  });

  test("names the day and the version to go to", () => {
    expect(noticeAt("v21.0", "2026-11-20")).toMatchObject({
      message: "v21.0 ends on 2027-01-21",
      hint: "write `api_version: v26.0`",
    });
  });
});

describe("API_VERSIONS", () => {
  test("goes from the newest to the oldest, and a newer one never ends first", () => {
    const released = API_VERSIONS.map((each) => each.released);

    expect(released).toEqual([...released].sort().reverse());
    for (const calendar of ["graphEnds", "marketingEnds"] as const) {
      const ends = API_VERSIONS.map((each) => each[calendar] ?? "9999");
      expect(ends).toEqual([...ends].sort().reverse());
    }
  });

  test("has the default among the two newest", () => {
    const [first, second] = API_VERSIONS;

    expect([first?.version, second?.version]).toContain(DEFAULT_API_VERSION);
  });
});
