import { versionNotice } from "../capi/versions.ts";
import type { Variables } from "./interpolate.ts";
import type { Problems } from "./problems.ts";
import { type Destination, isProduction, Secret } from "./project.ts";
import { destinationSchema, isLoopback } from "./project-schema.ts";
import { parseTree } from "./schema-problems.ts";
import { keyRange, type MapTree, nodeAt, textAt, valueRange } from "./tree.ts";

/** What a destination is read under. */
export interface DestinationContext {
  readonly target: string | undefined;
  readonly variables: Variables;
  /** Unix ms; undefined: nothing is said of the API version's age. */
  readonly nowMs: number | undefined;
}

/** Reads one block under `destinations:`, the target merged into it and the variables put in. */
export function readDestination(
  name: string,
  tree: MapTree,
  { target, variables, nowMs }: DestinationContext,
  problems: Problems,
): Destination | undefined {
  const at = ["destinations", name];
  const written = parseTree(destinationSchema, tree, problems, { at });
  for (const key of SECRETS) refuseClearText(name, key, tree, problems);
  if (written === undefined) return variables.require ? undefined : placeholder(name);
  if (nowMs !== undefined) checkVersion(name, written.api_version, nowMs, tree, problems);
  if (written.deliver && !isLoopback(written.endpoint)) {
    checkTestCode(name, target, tree, problems);
  }
  const { app_secret: appSecret } = written;
  return {
    name,
    datasetId: written.dataset_id,
    accessToken: new Secret(written.access_token),
    appSecret: appSecret === undefined ? undefined : new Secret(appSecret),
    apiVersion: written.api_version,
    endpoint: written.endpoint,
    testEventCode: written.test_event_code,
    partnerAgent: written.partner_agent,
    ratePerSecond: written.rate_limit,
    deliver: written.deliver,
  };
}

/** Stands for a destination whose variables are not set, where nothing is going to be sent. */
function placeholder(name: string): Destination {
  return {
    name,
    datasetId: "",
    accessToken: new Secret(""),
    appSecret: undefined,
    apiVersion: "",
    endpoint: "",
    testEventCode: undefined,
    partnerAgent: undefined,
    ratePerSecond: undefined,
    deliver: false,
  };
}

const SECRETS = ["access_token", "app_secret"] as const;

/** What each secret is called in messages, and a way to write it that is not clear text. */
const WAYS = {
  access_token: {
    code: "clear_text_token",
    what: "a token",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text itself is meant
    hint: "write `${META_TOKEN}` or `${file:/run/secrets/meta_token}`; if the file was ever committed, make a new token",
  },
  app_secret: {
    code: "clear_text_secret",
    what: "a secret",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text itself is meant
    hint: "write `${META_APP_SECRET}` or `${file:/run/secrets/meta_app_secret}`; if the file was ever committed, reset the secret in the app's settings",
  },
} as const;

function refuseClearText(
  name: string,
  key: (typeof SECRETS)[number],
  tree: MapTree,
  problems: Problems,
): void {
  const secret = nodeAt(tree, [key]);
  if (secret?.kind !== "scalar" || typeof secret.value !== "string" || secret.value === "") return;
  const isClear = secret.origin === "file" || secret.origin === "default";
  if (!isClear || isLoopback((textAt(tree, ["endpoint"]) ?? "").replace(/\/$/, ""))) return;
  const { code, what, hint } = WAYS[key];
  problems.add(keyRange(tree, [key]), {
    code,
    message: `destinations.${name}.${key}: ${what} stands here in clear text, expected a variable or a file`,
    hint,
  });
}

function checkVersion(
  name: string,
  version: string,
  nowMs: number,
  tree: MapTree,
  problems: Problems,
): void {
  const notice = versionNotice(version, nowMs);
  if (notice === undefined) return;
  const isDefault = nodeAt(tree, ["api_version"]) === undefined;
  const message = `destinations.${name}.api_version: ${isDefault ? "the default " : ""}${notice.message}`;
  problems.add(valueRange(tree, ["api_version"]), { ...notice, message });
}

const NO_TARGET =
  "a test code is set outside the targets, so every run sends test events, and Meta counts them all the same";

/** Meta does not drop events with a test code: real conversions would go by as tests. */
function checkTestCode(
  name: string,
  target: string | undefined,
  tree: MapTree,
  problems: Problems,
): void {
  const isReal = target === undefined || isProduction(target);
  if (!isReal || nodeAt(tree, ["test_event_code"]) === undefined) return;
  problems.add(keyRange(tree, ["test_event_code"]), {
    code: "test_code_in_production",
    severity: "warning",
    message: `destinations.${name}.test_event_code: ${target === undefined ? NO_TARGET : `a test code is set in target ${target}, where \`run\` refuses to send with it, as Meta counts such events all the same`}`,
    hint: `${target === undefined ? "move it into a target of its own" : "remove it from this target"}; to send test events on purpose, type \`run --test-event-code\``,
  });
}
