/** Why a row cannot be sent, or why one of its values was left out. Names a field, never a value. */
export interface Issue {
  /** Stable, snake_case. */
  readonly code: string;
  /** `user_data.em`, `event_time`; empty for the row as a whole. */
  readonly field: string;
  /** The words after "expected". */
  readonly expected: string;
}

/** `user_data.em: not_email, expected an e-mail address`. */
export function issueText({ code, field, expected }: Issue): string {
  return `${field === "" ? "" : `${field}: `}${code}, expected ${expected}`;
}
