import { isJsonObject, tryParse } from "../lib/json-object.ts";
import type { Reply } from "./post.ts";

/** Something that an answer says besides what became of the events. */
export interface AnswerWarning {
  /** Stable, snake_case. */
  readonly code: string;
  readonly message: string;
}

const VERSIONS = /\bv\d{1,3}\.\d{1,2}\b/g;

/**
 * What to tell a person about an answer. Of Meta's texts nothing is repeated but the versions that one
 * names: they are not documented, and may quote what was sent.
 * https://developers.facebook.com/documentation/ads-commerce/marketing-api/versioning (read 2026)
 */
export function warningsOf({ status = 0, headers, body }: Reply): readonly AnswerWarning[] {
  const warnings: AnswerWarning[] = [];
  const header = headers["x-ad-api-version-warning"];
  if (typeof header === "string" && header !== "") {
    const named = [...new Set(header.match(VERSIONS) ?? [])].join(", ");
    warnings.push({
      code: "api_version_warning",
      message: `Meta's answers warn of the API version${named === "" ? "" : ` (${named})`}: set a newer api_version in connections.yaml`,
    });
  }
  const count = status >= 200 && status < 300 ? messagesIn(body) : 0;
  if (count > 0) {
    warnings.push({
      code: "meta_messages",
      message: `Meta took a batch and added ${count} message(s), which may quote what was sent and are not repeated here: look at Diagnostics in Events Manager`,
    });
  }
  return warnings;
}

/** `messages` is empty as a rule; its contents are not documented. */
function messagesIn(body: string | undefined): number {
  const parsed = body === undefined ? undefined : tryParse(body);
  if (!isJsonObject(parsed)) return 0;
  return Array.isArray(parsed.messages) ? parsed.messages.length : 0;
}
