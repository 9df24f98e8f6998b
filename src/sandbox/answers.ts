import { randomBytes } from "node:crypto";

/** An answer before it is written. */
export interface GraphAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body: string;
  /** Code and subcode, for the log. */
  readonly error?: string | undefined;
}

function traceId(): string {
  return `A${randomBytes(16).toString("base64url")}`;
}

export interface GraphError {
  readonly status: number;
  readonly code: number;
  readonly subcode?: number | undefined;
  readonly isTransient?: boolean | undefined;
  readonly title: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An error in Graph's shape: of type OAuthException whatever the cause, as the real ones are. */
export function graphError(error: GraphError): GraphAnswer {
  const { status, code, subcode, isTransient = false, title, headers } = error;
  const body = JSON.stringify({
    error: {
      message: subcode === undefined ? `(#${code}) ${title}` : "Invalid parameter",
      type: "OAuthException",
      code,
      error_subcode: subcode,
      is_transient: isTransient,
      error_user_title: title,
      error_user_msg: `${title}. This is the capisync sandbox.`,
      fbtrace_id: traceId(),
    },
  });
  const shown = subcode === undefined ? `${code}` : `${code}/${subcode}`;
  return { status, headers, body, error: shown };
}

export function graphSuccess(eventsReceived: number): GraphAnswer {
  const body = { events_received: eventsReceived, messages: [], fbtrace_id: traceId() };
  return { status: 200, body: JSON.stringify(body) };
}
