import { z } from "zod";
import { PARTNER_AGENT } from "../capi/limits.ts";
import { DEFAULT_API_VERSION } from "../capi/versions.ts";
import { defaultsSchema } from "./mapping-schema.ts";
import { flag, parsed, rate, text, zone } from "./schema.ts";

const version = z.literal(1, { error: "expected `version: 1`" });

/** Whether a path stays inside the folder that it starts from, by its text alone. */
export function isFolderInside(path: string): boolean {
  return path !== "" && !/^[/\\]|[\\:]/.test(path) && !path.split("/").includes("..");
}

const folder = parsed("expected a folder inside the project such as `mappings`", (written) =>
  isFolderInside(written) ? written : undefined,
);

const SQLITE = "sqlite:";

/** `sqlite:` and a path; the path is what comes out. */
const stateUrl = z.string({ error: "expected `sqlite:` and a path" }).transform((url, context) => {
  if (url.startsWith(SQLITE) && url.length > SQLITE.length) return url.slice(SQLITE.length);
  const message = /^postgres(ql)?:/.test(url)
    ? "a state store in Postgres is not supported yet, expected `sqlite:` and a path"
    : "expected `sqlite:` and a path such as `sqlite:.capisync/state.db`";
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

/** capisync.yaml */
export const projectSchema = z.strictObject({
  version,
  name: text,
  timezone: zone.optional(),
  mapping_paths: z
    .array(folder, { error: "expected a list of folders" })
    .min(1, "expected at least one folder")
    .optional(),
  state: z.strictObject({ url: stateUrl.optional() }).optional(),
  defaults: defaultsSchema.optional(),
});

export type WrittenProject = z.output<typeof projectSchema>;

/** connections.yaml apart from what its blocks hold: those are read once the target is merged. */
export const connectionsSchema = z.strictObject({
  version,
  default_target: text.optional(),
  connections: blocks("connections"),
  destinations: blocks("destinations"),
  targets: z
    .record(
      text,
      z.strictObject({
        connections: blocks("connections"),
        destinations: blocks("destinations"),
      }),
      { error: "expected a map from targets to what they change" },
    )
    .optional(),
});

function blocks(of: string) {
  const error = `expected a map of ${of}`;
  const block = z.record(z.string(), z.unknown(), { error: "expected a map of settings" });
  return z.record(text, block, { error }).optional();
}

export const META_ENDPOINT = "https://graph.facebook.com";

/** Whether an endpoint is on this machine, as the sandbox is: then no secret is at stake. */
export function isLoopback(endpoint: string): boolean {
  return /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/.test(endpoint);
}

const endpoint = parsed(
  `expected \`${META_ENDPOINT}\`, or a sandbox on this machine such as \`http://127.0.0.1:8000\``,
  (written) => {
    const bare = written.replace(/\/$/, "");
    return bare === META_ENDPOINT || isLoopback(bare) ? bare : undefined;
  },
);

const datasetId = parsed('expected digits in quotes such as `"1234567890123456"`', (written) =>
  /^\d{1,20}$/.test(written) ? written : undefined,
);

const apiVersion = parsed("expected a version such as `v25.0`", (written) =>
  /^v\d+\.\d+$/.test(written) ? written : undefined,
);

const partnerAgent = parsed(
  `expected at most ${PARTNER_AGENT.maxLength} characters with at least ${PARTNER_AGENT.minLetters} letters among them, such as \`shop-etl\``,
  (written) => (isPartnerAgent(written) ? written : undefined),
);

function isPartnerAgent(text: string): boolean {
  const letters = text.match(/[A-Za-z]/g) ?? [];
  return text.length <= PARTNER_AGENT.maxLength && letters.length >= PARTNER_AGENT.minLetters;
}

/** One block under `destinations:`, after the target was merged into it. */
export const destinationSchema = z.strictObject({
  type: z.literal("meta_capi", { error: "expected `meta_capi`" }),
  dataset_id: datasetId,
  access_token: text,
  app_secret: text.optional(),
  api_version: apiVersion.default(DEFAULT_API_VERSION),
  endpoint: endpoint.default(META_ENDPOINT),
  test_event_code: text.optional(),
  partner_agent: partnerAgent.optional(),
  rate_limit: rate.optional(),
  deliver: flag.default(true),
});
