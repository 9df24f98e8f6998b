import { RULES_AS_OF } from "./as-of.ts";

/** One version of Meta's API and how long it lives, by two calendars that differ. */
export interface ApiVersion {
  readonly version: string;
  /** Days are ISO 8601; on the day of its end a version counts as ended. */
  readonly released: string;
  /** On the Graph calendar, which the Conversions API follows; undefined: not announced. */
  readonly graphEnds: string | undefined;
  /** On that of the Marketing API, where lives are shorter; undefined: not announced. */
  readonly marketingEnds: string | undefined;
}

/**
 * Newest first. All that is older has ended by both calendars.
 * https://developers.facebook.com/docs/graph-api/changelog/versions (read 2026)
 * https://developers.facebook.com/documentation/ads-commerce/marketing-api/marketing-api-changelog/versions (read 2026)
 */
// biome-ignore format: a table is read by its columns
export const API_VERSIONS: readonly ApiVersion[] = [
  { version: "v26.0", released: "2026-07-29", graphEnds: undefined,    marketingEnds: undefined },
  { version: "v25.0", released: "2026-02-18", graphEnds: "2028-07-29", marketingEnds: undefined },
  { version: "v24.0", released: "2025-10-08", graphEnds: "2028-02-18", marketingEnds: "2026-10-06" },
  { version: "v23.0", released: "2025-05-29", graphEnds: "2027-10-08", marketingEnds: "2026-06-09" },
  { version: "v22.0", released: "2025-01-21", graphEnds: "2027-05-20", marketingEnds: "2026-02-19" },
  { version: "v21.0", released: "2024-10-02", graphEnds: "2027-01-21", marketingEnds: "2025-09-09" },
  { version: "v20.0", released: "2024-05-21", graphEnds: "2026-09-24", marketingEnds: "2025-05-06" },
  { version: "v19.0", released: "2024-01-23", graphEnds: "2026-05-21", marketingEnds: "2025-02-04" },
  { version: "v18.0", released: "2023-09-12", graphEnds: "2026-01-26", marketingEnds: "2024-08-13" },
];

/** What a destination gets that names none: of the two newest the one that has proven itself. */
export const DEFAULT_API_VERSION = "v25.0";

/** Days before an end from which on it is told. Our own: a quarter is enough to plan a change. */
const WARN_DAYS = 90;

const DAY_MS = 86_400_000;

/** What is to be said of a version on some day. */
export interface VersionNotice {
  readonly severity: "warning" | "note";
  /** Stable, snake_case. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * What is to be said of a destination's version at a time in Unix ms; undefined: nothing. Never an
 * error: Meta serves an expired version by the oldest that lives, without a word, so events still
 * arrive, and a project that worked yesterday must not stop for a date.
 * https://developers.facebook.com/docs/graph-api/guides/versioning (read 2026)
 */
export function versionNotice(version: string, nowMs: number): VersionNotice | undefined {
  const known = API_VERSIONS.find((each) => each.version === version);
  return known === undefined ? ofUnknown(version) : ofKnown(known, nowMs);
}

const NEWEST = API_VERSIONS[0]?.version ?? DEFAULT_API_VERSION;
const OLDEST = API_VERSIONS.at(-1)?.version ?? DEFAULT_API_VERSION;

const RAISE = `write \`api_version: ${NEWEST}\``;

function ofKnown(
  { version, graphEnds, marketingEnds }: ApiVersion,
  nowMs: number,
): VersionNotice | undefined {
  const graphDays = daysUntil(graphEnds, nowMs);
  const marketingDays = daysUntil(marketingEnds, nowMs);
  if (graphDays <= 0) {
    return warning("api_version_expired", `${version} ended on ${graphEnds}, ${SILENTLY}`);
  }
  if (graphDays <= WARN_DAYS) {
    return warning("api_version_ends_soon", `${version} ends on ${graphEnds}`);
  }
  if (marketingDays <= 0) {
    const message = `${version} ended on ${marketingEnds} by the calendar of the Marketing API, though not yet by that of the Graph API (${graphEnds}), which the Conversions API is said to follow`;
    return warning("api_version_marketing_ended", message);
  }
  if (marketingDays <= WARN_DAYS) {
    const message = `${version} ends on ${marketingEnds} by the calendar of the Marketing API`;
    return warning("api_version_ends_soon", message);
  }
  return undefined;
}

const SILENTLY = "so Meta serves the oldest version that still lives in its place without a word";

function ofUnknown(version: string): VersionNotice {
  if (numberOf(version) > numberOf(NEWEST)) {
    return {
      severity: "note",
      code: "api_version_unknown",
      message: `${version} is newer than ${NEWEST}, the last that this release of capisync knows (read ${RULES_AS_OF})`,
      hint: "nothing needs doing when Meta lists it; a newer capisync may know more of its rules",
    };
  }
  if (numberOf(version) < numberOf(OLDEST)) {
    return warning("api_version_expired", `${version} ended long ago, ${SILENTLY}`);
  }
  return warning("api_version_unknown", `${version} is no version of Meta's`);
}

function warning(code: string, message: string): VersionNotice {
  return { severity: "warning", code, message, hint: RAISE };
}

function daysUntil(day: string | undefined, nowMs: number): number {
  return day === undefined ? Number.POSITIVE_INFINITY : (Date.parse(day) - nowMs) / DAY_MS;
}

/** `v25.0` as a number that sorts versions. */
function numberOf(version: string): number {
  const [major = "", minor = ""] = version.slice(1).split(".");
  return Number(major) * 1000 + Number(minor);
}
