import type { Issue } from "../lib/issue.ts";

/** `user_data.em: email_invalid, expected an e-mail address`. */
export function issueText({ code, field, expected }: Issue): string {
  return `${field === "" ? "row" : field}: ${code}, expected ${expected}`;
}
