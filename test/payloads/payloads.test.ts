import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { main } from "../../src/cli/program.ts";
import { sha256 } from "../../src/lib/hash.ts";
import { refusalOf, wireEvent } from "../../src/sandbox/refusals.ts";
import { testIo } from "../cli/io.ts";
import { CONNECTIONS, folderOf, PROJECT } from "../config/project.ts";

type Json = Record<string, unknown>;

/** A sample that Meta publishes, word for word, and how ours is known to differ from it. */
interface Sample {
  readonly source: string;
  readonly difference: string;
  readonly published: Json;
}

const SAMPLES: readonly Sample[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "payloads.json"), "utf8"),
);

/** A payload that a mapping produces from a row of the sample's own members. */
interface Produced {
  readonly source: string;
  /** A file in mappings/. */
  readonly mapping: string;
  /** Columns that differ from the sample's members: its placeholders, filled in. */
  readonly fill?: Json;
  /** The difference: members of the payload by path; undefined for one that is left out. */
  readonly becomes?: Json;
  /** Field issues that come with it, as `field: code`, among others. */
  readonly notices?: readonly string[];
}

/** A sample that is no mapping of ours, and what `validate` says about it. */
interface Refused {
  readonly source: string;
  readonly mapping: string;
  readonly codes: readonly string[];
}

const WABA = "102290129340398";
const PAGE = "1906385232743451";
const HASHED_ID = sha256("customer-1");
const JANE = sha256("jane@example.com");
const TEMPLATE = {
  event_time: 1_762_902_353,
  "user_data.em": "jane@example.com",
  "custom_data.currency": "USD",
  "custom_data.value": 10,
};
const FILLED = {
  event_time: 1_762_902_353,
  action_source: "other",
  "user_data.em": [JANE],
  "custom_data.currency": "USD",
  "custom_data.value": 10,
};
const LISTS = {
  "user_data.em": ["62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"],
  "user_data.ph": ["e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"],
};
const SOME_ID = "114351fd7c547295ed4c7cf61c79e3e1e648930ccbda923e394a7914864682db";

// biome-ignore format: a table is read by its columns
const PRODUCED: readonly Produced[] = [
  { source: "using-the-api #1",        mapping: "website",   becomes: { "custom_data.currency": "USD" } },
  { source: "using-the-api #2",        mapping: "website" },
  { source: "dpo none",                mapping: "data_use",  fill: { ...TEMPLATE, limited: false }, becomes: FILLED },
  { source: "dpo geolocate",           mapping: "data_use",  fill: { ...TEMPLATE, limited: true },  becomes: { ...FILLED, "user_data.client_ip_address": undefined }, notices: ["user_data.client_ip_address: not_ip", "user_data.client_ip_address: data_use_without_ip"] },
  { source: "dpo california",          mapping: "data_use",  fill: { ...TEMPLATE, limited: true },  becomes: FILLED },
  { source: "app Purchase",            mapping: "app",       becomes: { "custom_data.value": 142.52, "user_data.ph": ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"] }, notices: ["user_data.ph: hash_of_nothing"] },
  { source: "app Install",             mapping: "app" },
  { source: "messenger",               mapping: "messaging", fill: { "user_data.page_id": PAGE, "user_data.page_scoped_user_id": "7" }, becomes: { "user_data.page_id": PAGE, "user_data.page_scoped_user_id": "7" } },
  { source: "whatsapp",                mapping: "messaging", fill: { "user_data.whatsapp_business_account_id": WABA }, becomes: { "user_data.whatsapp_business_account_id": WABA } },
  { source: "instagram",               mapping: "messaging", fill: { "user_data.instagram_business_account_id": PAGE, "user_data.ig_sid": "8" }, becomes: { "user_data.instagram_business_account_id": undefined, "user_data.ig_account_id": PAGE, "user_data.ig_sid": "8" } },
  { source: "offline events (whole)", mapping: "store",   becomes: { "custom_data.currency": "USD" } },
  { source: "server-event sample",     mapping: "segmentation", becomes: { action_source: "other", "user_data.em": [sha256("user@example.com")] } },
  { source: "AppendAttribution web",   mapping: "attribution_web", becomes: { ...LISTS, "user_data.external_id": [sha256(`${SOME_ID}${SOME_ID}`)], "attribution_data.ad_id": "12345" } },
  { source: "AppendAttribution app",   mapping: "attribution_app", becomes: { "attribution_data.ad_id": "12345" } },
  { source: "AppendValue",             mapping: "predicted_value_softened", fill: { "user_data.external_id": HASHED_ID, "original_event_data.order_id": "1001", "original_event_data.event_id": "e-1" }, becomes: { "user_data.external_id": [HASHED_ID], "original_event_data.order_id": "1001", "original_event_data.event_id": "e-1" }, notices: ["event_source_url: website_url", "user_data.client_user_agent: website_user_agent"] },
  { source: "CRM Lead",                mapping: "crm",       becomes: { "user_data.lead_id": "1234567890123456", "user_data.ph": undefined }, notices: ["user_data.ph: hash_of_nothing"] },
  { source: "CRM stage",               mapping: "crm",       becomes: { "user_data.lead_id": "1234567890123456" } },
  { source: "setup instructions",         mapping: "helper_softened", becomes: { "user_data.ph": undefined, "attribution_data.attribution_share": 0.3, "custom_data.value": 142.52 }, notices: ["event_source_url: website_url", "user_data.client_user_agent: website_user_agent"] },
];

// biome-ignore format: a table is read by its columns
const REFUSED: readonly Refused[] = [
  { source: "using-the-api #3",   mapping: "without_action_source", codes: ["missing_key"] },
  { source: "using-the-api test", mapping: "without_action_source", codes: ["missing_key"] },
  { source: "AppendValue",        mapping: "predicted_value",       codes: ["website_url", "website_user_agent"] },
  { source: "Gateway",            mapping: "gateway",               codes: ["unknown_key"] },
  { source: "setup instructions",    mapping: "helper",                codes: ["website_url", "website_user_agent"] },
];

function sampleOf(source: string): Sample {
  const found = SAMPLES.find((sample) => sample.source === source);
  if (found === undefined) throw new Error(`no sample is from ${source}`);
  return found;
}

/** Members by their paths: `user_data.em`. Lists stay whole. */
function membersOf(event: Json): Json {
  const members: Json = {};
  for (const [name, value] of Object.entries(event)) {
    const isGroup = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isGroup) members[name] = value;
    else for (const [key, inner] of Object.entries(value)) members[`${name}.${key}`] = inner;
  }
  return members;
}

/** Null for every column that any sample of the mapping has: rows of one query have all of them. */
function blankRow(mapping: string): Json {
  const columns = PRODUCED.filter((one) => one.mapping === mapping).flatMap(({ source, fill }) =>
    Object.keys({ ...membersOf(sampleOf(source).published), ...fill }),
  );
  return Object.fromEntries(columns.map((column) => [column, null]));
}

/** One command line in a project with this mapping alone. */
async function capisync(
  mapping: string,
  rows: readonly Json[],
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const dir = await folderOf({
    "capisync.yaml": PROJECT,
    "connections.yaml": CONNECTIONS,
    [`mappings/${mapping}.yaml`]: readFileSync(
      join(import.meta.dirname, "mappings", `${mapping}.yaml`),
    ),
    "rows.ndjson": rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
  });
  const io = testIo(dir);
  const code = await main(args, io);
  return { code, stdout: io.out(), stderr: io.err() };
}

const PREVIEW = ["--rows", "rows.ndjson", "--as", "payload", "--json"];

describe("of the payloads that Meta publishes", () => {
  test("there are 21, and each is produced by a mapping or refused by name", () => {
    const treated = new Set([...PRODUCED, ...REFUSED].map(({ source }) => source));

    expect(SAMPLES).toHaveLength(21);
    expect([...treated].toSorted()).toEqual(SAMPLES.map(({ source }) => source).toSorted());
  });

  test.for(PRODUCED)("$source is produced by the mapping $mapping", async (produced) => {
    const { mapping, fill = {}, becomes = {}, notices = [] } = produced;
    const { published } = sampleOf(produced.source);
    const row: Json = { id: 1, ...blankRow(mapping), ...membersOf(published), ...fill };
    const now = Number(row.event_time) + 3600;
    const derived = published.event_id === undefined ? { event_id: expect.any(String) } : {};

    const { code, stdout, stderr } = await capisync(
      mapping,
      [row],
      ...["preview", mapping, ...PREVIEW, "--now", new Date(now * 1000).toISOString()],
    );

    expect(code, stderr).toBe(0);
    const line = JSON.parse(stdout);
    expect(line).toEqual({ row: 1, event: expect.anything(), notices: expect.any(Array) });
    const expected = { ...membersOf(published), ...derived, ...becomes };
    expect(membersOf(line.event)).toEqual(expected);
    const told = line.notices.map((issue: Json) => `${issue.field}: ${issue.code}`);
    expect(told).toEqual(expect.arrayContaining([...notices]));
    const wire = wireEvent(line.event);
    expect(wire && refusalOf([wire], now, true)).toBeUndefined();
  });

  test.for(REFUSED)("$source is refused by validate as $codes", async ({ mapping, codes }) => {
    const { code, stdout } = await capisync(mapping, [], "validate", "--json", "--no-env");
    const errors = JSON.parse(stdout).filter((one: Json) => one.severity === "error");

    expect(code).toBe(2);
    expect(errors.map((one: Json) => one.code)).toEqual(codes);
  });
});
