import type { Dispatcher } from "undici";

/** Bytes of an answer that are read: those of Meta's have a few hundred. Our own bound. */
const MAX_REPLY_BYTES = 1024 * 1024;

/** What came back, in full or in part. */
export interface Reply {
  /**
   * The request was about to be written. Until then it cannot have arrived; from then on, nobody can
   * tell how much of it did, a kept-alive socket that the peer had already closed included.
   */
  readonly begun: boolean;
  /** Undefined: no status line arrived. */
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Undefined: the body did not arrive whole. */
  readonly body: string | undefined;
  /** What went wrong on the way, as a code without text: `ECONNRESET`, `TimeoutError`. */
  readonly failure: string | undefined;
}

/** What to send, and how long all of it may take, the connection and the answer's body included. */
export interface Post {
  readonly path: string;
  readonly body: Uint8Array;
  readonly timeoutMs: number;
}

function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

/**
 * One POST of a JSON body. Follows no redirect, tries nothing twice, never rejects.
 *
 * It speaks to undici's dispatcher rather than through `request`, since only there one learns
 * whether anything was written before it failed: the difference between a repeat that is safe and
 * one that may count twice.
 */
export function post(dispatcher: Dispatcher, { path, body, timeoutMs }: Post): Promise<Reply> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let begun = false;
    let status: number | undefined;
    let headers: Reply["headers"] = {};
    let control: Dispatcher.DispatchController | undefined;

    const timeout = AbortSignal.timeout(timeoutMs);
    const end = (text: string | undefined, failure: string | undefined): void => {
      timeout.removeEventListener("abort", expire);
      resolve({ begun, status, headers, body: text, failure });
    };
    const expire = (): void => {
      // Before the connection stands there is nothing to abort: undici is told once it begins.
      if (control === undefined) end(undefined, "TimeoutError");
      else control.abort(timeout.reason);
    };
    timeout.addEventListener("abort", expire);

    dispatcher.dispatch(
      { path, method: "POST", body, headers: { "content-type": "application/json" } },
      {
        onRequestStart(controller) {
          if (timeout.aborted) {
            controller.abort(timeout.reason);
            return;
          }
          control = controller;
          begun = true;
        },
        onResponseStart(_controller, statusCode, head) {
          status = statusCode;
          headers = head;
        },
        onResponseData(controller, chunk) {
          bytes += chunk.length;
          if (bytes > MAX_REPLY_BYTES) controller.abort(new Error("the answer is too long"));
          else chunks.push(chunk);
        },
        onResponseEnd: () => end(Buffer.concat(chunks).toString("utf8"), undefined),
        onResponseError: (_controller, error) => end(undefined, failureOf(error)),
      },
    );
  });
}
