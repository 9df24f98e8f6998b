import type { JsonObject } from "../../src/lib/json-object.ts";
import { httpServer, type Seen, type Server } from "../send/servers.ts";

/** An event on the wire, as far as tests look at it. */
export interface SeenEvent {
  readonly event_id: string;
  readonly action_source: string;
  readonly custom_data: JsonObject & { readonly order_id: string };
}

/** One request as it arrived and what became of it. */
export interface SeenRequest extends Seen {
  readonly events: readonly SeenEvent[];
  /** Undefined: the connection was cut, or the answer is still awaited. */
  status: number | undefined;
  /** True when the events were taken, whether or not the sender was told. */
  isTaken: boolean;
}

/** What may befall a request on its way: nothing, cut off before the sandbox has it, or after. */
export type Cut = "before" | "after" | undefined;

/** Passes requests on to the sandbox and keeps what they held. */
export interface Recorder {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Asked for each request. */
  cut: () => Cut;
  close(): Promise<void>;
}

/** A real HTTP server before a sandbox. */
export async function startRecorder(target: string): Promise<Recorder> {
  const requests: SeenRequest[] = [];
  const server: Server = await httpServer(async (response, seen) => {
    const { data } = JSON.parse(seen.body) as { readonly data: readonly SeenEvent[] };
    const request: SeenRequest = { ...seen, events: data, status: undefined, isTaken: false };
    requests.push(request);
    const cut = recorder.cut();
    const answer = cut === "before" ? undefined : await passOn(target, seen);
    request.isTaken = answer?.ok === true;
    if (answer === undefined || cut === "after") {
      response.socket?.destroy();
      return;
    }
    request.status = answer.status;
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(answer.text);
  });
  const recorder: Recorder = {
    url: server.url,
    requests,
    cut: () => undefined,
    close: () => server.close(),
  };
  return recorder;
}

/** The sandbox's answer; undefined when it cut the connection. */
async function passOn(
  target: string,
  { url, body }: Seen,
): Promise<{ readonly ok: boolean; readonly status: number; readonly text: string } | undefined> {
  try {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${target}${url}`, { method: "POST", headers, body });
    return { ok: answer.ok, status: answer.status, text: await answer.text() };
  } catch {
    // A planned fault of the sandbox: the sender must see the same.
    return undefined;
  }
}
