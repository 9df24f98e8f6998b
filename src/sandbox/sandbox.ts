import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../lib/clock.ts";
import { tryParse } from "../lib/json-object.ts";
import { type GraphAnswer, graphError, graphSuccess } from "./answers.ts";
import { type Fault, Faults, readFaults } from "./faults.ts";
import { refusalOf, type WireEvent, wireEvent } from "./refusals.ts";
import { eventsOf, readBytes, readParameters, tokenOf } from "./request.ts";
import { type SandboxStats, Stats } from "./stats.ts";

/** https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api (read 2026) */
const MAX_EVENTS = 1000;

export interface SandboxOptions {
  /** 0: any free one. */
  readonly port?: number | undefined;
  /** Also refuse what Meta is only said to refuse. */
  readonly strict?: boolean | undefined;
  /** Answer so much later, after the events were taken. */
  readonly latencyMs?: number | undefined;
  /** Unix milliseconds, by which ages are judged. */
  readonly now?: (() => number) | undefined;
  /** Told one line for each request to /events. */
  readonly log?: ((line: string) => void) | undefined;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT`, fit for a destination's `endpoint:`. */
  readonly url: string;
  readonly port: number;
  stats(): SandboxStats;
  /** Cuts every connection. */
  close(): Promise<void>;
}

/** A request to /events that arrived whole. */
interface EventsRequest {
  readonly url: URL;
  readonly datasetId: string;
  readonly hasToken: boolean;
  /** Undefined: the body or its `data` could not be read. */
  readonly events: readonly WireEvent[] | undefined;
}

/**
 * A local stand-in for graph.facebook.com: `POST /{version}/{dataset}/events` with Meta's limits,
 * checks and error codes, all or nothing. It judges the wire JSON alone and shares no rule with the
 * code it tests. Any token is good. Beside it, `GET /_sandbox/stats`, and `POST` and `DELETE
 * /_sandbox/faults`. Listens on 127.0.0.1 only.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const server = new Graph(options);
  const http = createServer((request, response) => void server.serve(request, response));
  http.listen(options.port ?? 0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stats: () => server.stats.snapshot(),
    async close() {
      const closed = once(http, "close");
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
}

class Graph {
  readonly stats = new Stats();
  readonly #faults = new Faults();
  readonly #options: SandboxOptions;

  constructor(options: SandboxOptions) {
    this.#options = options;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = systemClock.monotonic();
    let bytes: Buffer | undefined;
    try {
      bytes = await readBytes(request);
    } catch {
      return; // The sender went away in mid-request: it never arrived, and nobody waits.
    }
    const url = URL.parse(request.url ?? "/", "http://sandbox") ?? new URL("http://sandbox/");
    if (url.pathname.startsWith("/_sandbox/")) {
      write(response, this.#control(request.method ?? "", url.pathname, bytes));
      return;
    }
    const path = /^\/v\d+\.\d+\/([^/]+)\/events$/.exec(url.pathname);
    if (path?.[1] === undefined || request.method !== "POST") {
      write(response, graphError({ status: 400, code: 2500, title: "Unknown path components" }));
      return;
    }
    const events = await this.#read(request, url, path[1], bytes);
    const answer = bytes === undefined ? TOO_LARGE : await this.#meet(events);
    if (answer === "drop") {
      request.socket.destroy();
      this.#log(events, "dropped", startedAt);
      return;
    }
    write(response, answer);
    const { status, error } = answer;
    this.#log(events, error === undefined ? `${status}` : `${status} ${error}`, startedAt);
  }

  async #read(
    request: IncomingMessage,
    url: URL,
    datasetId: string,
    bytes: Buffer | undefined,
  ): Promise<EventsRequest> {
    const contentType = request.headers["content-type"] ?? "";
    const parameters = await readParameters(bytes ?? Buffer.alloc(0), contentType);
    const events = eventsOf(parameters?.data)?.map(wireEvent);
    return {
      url,
      datasetId,
      hasToken: tokenOf(request, url, parameters ?? {}) !== undefined,
      // One member that is no object spoils the list, as it does at Meta's.
      events: events?.every((event) => event !== undefined) ? events : undefined,
    };
  }

  /** Takes or refuses the events, unless a fault was planned for this request. */
  async #meet(request: EventsRequest): Promise<GraphAnswer | "drop"> {
    const number = this.stats.request();
    const fault = this.#faults.take(number, request.events ?? []);
    const answer = this.#answer(request, fault);
    if (answer !== "drop" && answer.status >= 400) this.stats.refuse();
    const delayMs = (this.#options.latencyMs ?? 0) + (fault?.delay_ms ?? 0);
    if (delayMs > 0) await systemClock.sleep(delayMs);
    return answer;
  }

  #answer(request: EventsRequest, fault: Fault | undefined): GraphAnswer | "drop" {
    if (fault?.answer === undefined) return this.#judge(request);
    if (fault.answer === "drop") return "drop";
    if (fault.answer === "drop_after") {
      this.#judge(request);
      return "drop";
    }
    const { status, code, subcode, is_transient: isTransient, headers, body } = fault.answer;
    if (body !== undefined) return { status, headers, body };
    return graphError({ status, code: code ?? 1, subcode, isTransient, headers, title: "Planned" });
  }

  /** All or nothing, from what is on the wire alone. */
  #judge({ datasetId, hasToken, events }: EventsRequest): GraphAnswer {
    const refuse = (code: number, title: string, subcode?: number): GraphAnswer =>
      graphError({ status: 400, code, subcode, title });
    if (!hasToken) return refuse(190, "An access token is required");
    if (!/^\d+$/.test(datasetId)) return refuse(100, "Object does not exist", 33);
    if (events === undefined) return refuse(100, "Param data must be an array of objects");
    if (events.length === 0) return refuse(100, "Param data must hold an event");
    if (events.length > MAX_EVENTS) return refuse(100, "Param data holds more than 1000 events");
    const now = this.#options.now?.() ?? systemClock.now();
    const refusal = refusalOf(events, now / 1000, this.#options.strict ?? false);
    if (refusal !== undefined) return refuse(100, refusal.title, refusal.subcode);
    this.stats.accept(datasetId, events);
    return graphSuccess(events.length);
  }

  #control(method: string, path: string, bytes: Buffer | undefined): GraphAnswer {
    const json = (status: number, body: unknown): GraphAnswer => ({
      status,
      body: JSON.stringify(body),
    });
    switch (`${method} ${path}`) {
      case "GET /_sandbox/stats":
        return json(200, this.stats.snapshot());
      case "DELETE /_sandbox/faults":
        this.#faults.clear();
        return json(200, { faults: 0 });
      case "POST /_sandbox/faults": {
        const read = readFaults(tryParse(bytes?.toString("utf8") ?? ""));
        if ("problem" in read) return json(400, { error: read.problem });
        this.#faults.add(read.faults);
        return json(200, { faults: read.faults.length });
      }
      default:
        return json(404, {
          error: "expected GET /_sandbox/stats, POST or DELETE /_sandbox/faults",
        });
    }
  }

  #log({ url, events }: EventsRequest, result: string, startedAt: number): void {
    const ms = Math.round(systemClock.monotonic() - startedAt);
    // The path alone: a query may hold the token.
    const count = events === undefined ? "unreadable" : `${events.length} events`;
    this.#options.log?.(`POST ${url.pathname} ${count} ${result} ${ms}ms`);
  }
}

const TOO_LARGE = graphError({ status: 413, code: 1, title: "Request entity too large" });

function write(response: ServerResponse, answer: GraphAnswer): void {
  const body = Buffer.from(answer.body, "utf8");
  response.writeHead(answer.status, {
    "content-type": "application/json; charset=UTF-8",
    ...answer.headers,
    "content-length": body.length,
  });
  response.end(body);
}
