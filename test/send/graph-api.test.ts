import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { textOfSpan } from "../../src/lib/arena.ts";
import { type GraphApiSettings, graphApi } from "../../src/send/graph-api.ts";
import type { Outcome, Sink } from "../../src/send/sink.ts";
import type { AnswerWarning } from "../../src/send/warnings.ts";
import { batchOf, settle } from "./events.ts";
import { MovedClock } from "./moved-clock.ts";
import { httpServer, type Seen, tcpServer } from "./servers.ts";

const TOKEN = "token-of-an-invented-system-user";
const NOW = Date.parse("2026-11-20T12:00:00Z");

let open: (() => unknown)[] = [];

beforeEach(() => {
  open = [];
});

afterEach(async () => {
  for (const close of open.reverse()) await close();
});

function graph(endpoint: string, settings: Partial<GraphApiSettings> = {}) {
  const sink = graphApi({
    endpoint,
    apiVersion: "v25.0",
    datasetId: "123",
    accessToken: () => TOKEN,
    connections: 2,
    clock: new MovedClock(NOW),
    ...settings,
  });
  open.push(() => sink[Symbol.asyncDispose]());
  return sink;
}

/**
 * A sink whose connection stands already, so that a short time-out runs over the request alone. What
 * comes from now on is answered as told, and counted.
 */
async function connected(
  respond: (socket: Socket) => void,
  settings: Partial<GraphApiSettings>,
): Promise<{ sink: Sink; requests: () => number }> {
  let stands = false;
  const server = await tcpServer((socket) => {
    if (stands) respond(socket);
    else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n{"events_received":1}');
  });
  open.push(server.close);
  const sink = graph(server.url, settings);
  while (!stands) {
    const [settlement] = await settle(sink, batchOf(1));
    stands = settlement?.outcome.kind === "accepted";
  }
  const before = server.requests();
  return { sink, requests: () => server.requests() - before };
}

async function answering(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ url: string; seen: Seen[] }> {
  const server = await httpServer((response) => {
    response.writeHead(status, headers);
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  open.push(server.close);
  return server;
}

async function outcomeFrom(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Outcome> {
  const { url } = await answering(status, body, headers);
  const [settlement] = await settle(graph(url), batchOf(3));
  if (settlement === undefined) throw new Error("nothing was settled");
  return settlement.outcome;
}

function graphError(code: number, subcode?: number, isTransient = false) {
  const message = "quotes jane@example.com";
  return {
    error: {
      message,
      code,
      error_subcode: subcode,
      is_transient: isTransient,
      fbtrace_id: "Atrace",
    },
  };
}

describe("the request", () => {
  test("goes to version and dataset with the events and the token in the body", async () => {
    const server = await answering(200, { events_received: 3, fbtrace_id: "Atrace" });
    const settings = {
      appSecret: () => "secret-of-an-invented-app",
      testEventCode: "TEST1",
      partnerAgent: "capisync",
      uploadTag: "stores-2026",
    };

    const [settlement] = await settle(graph(server.url, settings), batchOf(3));

    expect(settlement?.outcome).toEqual({
      kind: "accepted",
      answer: { status: 200, code: undefined, subcode: undefined, fbtraceId: "Atrace" },
    });
    expect(server.seen).toHaveLength(1);
    const { method, url, headers, body } = server.seen[0] ?? {};
    expect([method, url]).toEqual(["POST", "/v25.0/123/events"]);
    expect(headers?.["content-type"]).toBe("application/json");
    expect(JSON.parse(body ?? "")).toEqual({
      data: batchOf(3).items.map((item) => JSON.parse(textOfSpan(item.json))),
      access_token: TOKEN,
      appsecret_proof: "4b4589dcc3664dd269daca28aa171c437cc571f76e62cdf2031bc79f91715286",
      test_event_code: "TEST1",
      partner_agent: "capisync",
      upload_tag: "stores-2026",
    });
  });

  test("has nothing around the events but the token when nothing else is set", async () => {
    const server = await answering(200, { events_received: 3 });

    await settle(graph(server.url), batchOf(3));

    const body = JSON.parse(server.seen[0]?.body ?? "");
    expect(Object.keys(body)).toEqual(["data", "access_token"]);
  });

  test("proves the app's secret and never holds it", async () => {
    const server = await answering(200, { events_received: 1 });
    const settings = { appSecret: () => "app_secret_example", accessToken: () => "token_example" };

    await settle(graph(server.url, settings), batchOf(1));

    const { url, headers, body } = server.seen[0] ?? {};
    expect(JSON.parse(body ?? "").appsecret_proof).toBe(
      "b1c41d86fd7c129f844337c7d1308197e023b7d3f1ae4d1816ee7dcea0037cba",
    );
    expect(JSON.stringify([url, headers, body])).not.toContain("app_secret_example");
  });

  test("has the token in no header and no address", async () => {
    const server = await answering(200, { events_received: 3 });

    await settle(graph(server.url), batchOf(3));

    expect(server.seen[0]?.url).not.toContain(TOKEN);
    expect(JSON.stringify(server.seen[0]?.headers)).not.toContain(TOKEN);
  });

  test("has the same bytes when the same batch is sent again", async () => {
    const server = await answering(503, "");
    const sink = graph(server.url);
    const batch = batchOf(50);

    await settle(sink, batch);
    await settle(sink, batch);

    expect(server.seen[1]?.body).toBe(server.seen[0]?.body);
  });

  test("bears a token that was replaced in between", async () => {
    const server = await answering(200, { events_received: 1 });
    const tokens = ["old", "new"];
    const settings = { accessToken: () => tokens.shift() ?? "", appSecret: () => "secret" };
    const sink = graph(server.url, settings);
    const batch = batchOf(1);

    await settle(sink, batch);
    await settle(sink, batch);

    const bodies = server.seen.map(({ body }) => JSON.parse(body));
    expect(bodies.map((body) => body.access_token)).toEqual(["old", "new"]);
    expect(bodies[0]?.appsecret_proof).not.toBe(bodies[1]?.appsecret_proof);
  });

  test("is not made once the signal has aborted", async () => {
    const server = await answering(200, { events_received: 1 });

    const [settlement] = await settle(graph(server.url), batchOf(1), AbortSignal.abort());

    expect(settlement?.outcome.kind).toBe("not_sent");
    expect(server.seen).toHaveLength(0);
  });

  test("is finished before the sink is disposed of", async () => {
    const arrived = Promise.withResolvers<ServerResponse>();
    const server = await httpServer(arrived.resolve);
    open.push(server.close);
    const sink = graph(server.url);

    const sending = settle(sink, batchOf(1));
    const response = await arrived.promise;
    const disposed = sink[Symbol.asyncDispose]();
    response.end(JSON.stringify({ events_received: 1 }));
    await disposed;

    expect((await sending)[0]?.outcome.kind).toBe("accepted");
  });

  test("is finished, and its answer settled, when the signal aborts in mid-flight", async () => {
    const stop = new AbortController();
    const server = await httpServer((response) => {
      stop.abort();
      setImmediate(() => response.end(JSON.stringify({ events_received: 2 })));
    });
    open.push(server.close);

    const [settlement] = await settle(graph(server.url), batchOf(2), stop.signal);

    expect(settlement?.outcome.kind).toBe("accepted");
  });
});

describe("an answer of success", () => {
  test.for([
    ["fewer events", { events_received: 2 }],
    ["no events", { events_received: 0 }],
    ["no number", { fbtrace_id: "Atrace" }],
    ["text for a number", { events_received: "3" }],
    ["an error beside the number", { events_received: 3, error: { code: 1 } }],
  ])("with %s is held", async ([, body]) => {
    expect((await outcomeFrom(200, body)).kind).toBe("held");
  });

  test("that is not JSON is ambiguous", async () => {
    const outcome = await outcomeFrom(200, "<html>a proxy</html>");

    expect(outcome).toMatchObject({ kind: "ambiguous", answer: { status: 200 } });
  });
});

describe("an answer of failure", () => {
  test.for([
    [400, graphError(100, 2804050), { kind: "refused", cause: "event" }],
    [400, graphError(100, 2804003), { kind: "refused", cause: "age" }],
    [400, graphError(105), { kind: "refused", cause: "size" }],
    [413, "", { kind: "refused", cause: "size" }],
    [400, graphError(100, 1234567), { kind: "refused", cause: "unknown" }],
    [404, "<html>", { kind: "refused", cause: "unknown" }],
    [400, graphError(190, 463), { kind: "config", reason: "the access token expired" }],
    [403, graphError(200), { kind: "config" }],
    [400, graphError(100, 33), { kind: "config" }],
    [500, graphError(2), { kind: "ambiguous", reason: "the service is down" }],
    [400, graphError(777, undefined, true), { kind: "ambiguous", reason: "answer 777" }],
    [400, graphError(21_009), { kind: "ambiguous" }],
    [500, graphError(1), { kind: "ambiguous" }],
    [502, "<html>bad gateway</html>", { kind: "ambiguous", reason: "answer HTTP 502" }],
    [503, "", { kind: "ambiguous" }],
    [504, "", { kind: "ambiguous" }],
    [429, "", { kind: "throttled", retryAfterMs: undefined }],
    [400, graphError(17, 2446079, true), { kind: "throttled" }],
    [500, graphError(80_004), { kind: "throttled" }],
    [400, graphError(368), { kind: "throttled", retryAfterMs: 3_600_000 }],
  ] as const)("of HTTP %s with %j is %j", async ([status, body, expected]) => {
    expect(await outcomeFrom(status, body)).toMatchObject(expected);
  });

  test("keeps codes and trace and none of the text", async () => {
    const outcome = await outcomeFrom(400, graphError(100, 2804050));

    expect(outcome).toEqual({
      kind: "refused",
      cause: "event",
      answer: { status: 400, code: 100, subcode: 2804050, fbtraceId: "Atrace" },
    });
  });

  test("keeps no trace that is not in the form of one", async () => {
    const error = { code: 100, error_subcode: 2804050, fbtrace_id: "jane@example.com" };

    expect(await outcomeFrom(400, { error })).toMatchObject({ answer: { fbtraceId: undefined } });
  });

  test.for([301, 302, 307, 308])("with status %i is not followed", async (status) => {
    const target = await answering(200, { events_received: 3 });

    const outcome = await outcomeFrom(status, "", { location: `${target.url}/v25.0/123/events` });

    expect(outcome.kind).toBe("config");
    expect(target.seen).toHaveLength(0);
  });
});

describe("the wait that a throttle asks for", () => {
  const minutes = (value: number) =>
    JSON.stringify({ "1": [{ type: "ads_management", estimated_time_to_regain_access: value }] });
  const account = (percent: number) =>
    JSON.stringify({ acc_id_util_pct: percent, reset_time_duration: 240 });

  test.for<[string, Record<string, string>, number | undefined]>([
    ["seconds", { "retry-after": "120" }, 120_000],
    ["no seconds: the floor", { "retry-after": "0" }, 1000],
    ["too many seconds: the cap", { "retry-after": "1000000000" }, 3_600_000],
    [
      "a date, against the server's own",
      { date: "Fri, 20 Nov 2026 08:00:00 GMT", "retry-after": "Fri, 20 Nov 2026 08:01:30 GMT" },
      90_000,
    ],
    [
      "a date in the past",
      { date: "Fri, 20 Nov 2026 08:00:00 GMT", "retry-after": "Fri, 20 Nov 2026 07:00:00 GMT" },
      undefined,
    ],
    ["garbage", { "retry-after": "soon" }, undefined],
    ["minutes of a business use case", { "x-business-use-case-usage": minutes(7) }, 420_000],
    ["no minutes", { "x-business-use-case-usage": minutes(0) }, undefined],
    ["minutes that cannot be read", { "x-business-use-case-usage": "{" }, undefined],
    ["both: the longer", { "retry-after": "10", "x-business-use-case-usage": minutes(1) }, 60_000],
    ["seconds of an ad account that is full", { "x-ad-account-usage": account(100) }, 240_000],
    ["no ad account that has room", { "x-ad-account-usage": account(99) }, undefined],
  ])("is read from %s", async ([, headers, expected]) => {
    const outcome = await outcomeFrom(400, graphError(4), headers);

    expect(outcome).toMatchObject({ kind: "throttled", retryAfterMs: expected });
  });
});

describe("usage", () => {
  test.for<[Record<string, string>, number[]]>([
    [{}, []],
    [{ "x-app-usage": '{"call_count":10,"total_time":80,"total_cputime":3}' }, [80]],
    [{ "x-ad-account-usage": '{"acc_id_util_pct":96.5}' }, [96.5]],
    [{ "x-business-use-case-usage": '{"1":[{"call_count":99}],"2":[{"total_time":50}]}' }, [99]],
    [{ "x-app-usage": '{"call_count":20}', "x-ad-account-usage": '{"acc_id_util_pct":30}' }, [30]],
    [{ "x-app-usage": "not json" }, []],
  ])("of %j is told as %j percent", async ([headers, expected]) => {
    const server = await answering(200, { events_received: 1 }, headers);
    const told: number[] = [];

    await settle(graph(server.url, { onUsage: (percent) => told.push(percent) }), batchOf(1));

    expect(told).toEqual(expected);
  });

  test("is told with the time until there is room again", async () => {
    const usage = '{"1":[{"call_count":97,"estimated_time_to_regain_access":3}]}';
    const server = await answering(
      200,
      { events_received: 1 },
      { "x-business-use-case-usage": usage },
    );
    const told: number[][] = [];
    const onUsage = (...usage: number[]) => told.push(usage);

    await settle(graph(server.url, { onUsage }), batchOf(1));

    expect(told).toEqual([[97, 180_000]]);
  });

  test("of the app alone is never told as enough to pause", async () => {
    const server = await answering(200, { events_received: 1 }, { "x-app-usage": '{"a":100}' });
    const told: number[] = [];

    await settle(graph(server.url, { onUsage: (percent) => told.push(percent) }), batchOf(1));

    expect(told).toEqual([94]);
  });
});

describe("what an answer says besides", () => {
  async function warningsOn(
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<AnswerWarning[]> {
    const server = await answering(status, body, headers);
    const warnings: AnswerWarning[] = [];
    const onWarning = (warning: AnswerWarning) => warnings.push(warning);
    await settle(graph(server.url, { onWarning }), batchOf(1));
    return warnings;
  }

  test("is nothing as a rule", async () => {
    expect(await warningsOn(200, { events_received: 1, messages: [] })).toEqual([]);
    expect(await warningsOn(400, graphError(190))).toEqual([]);
    expect(await warningsOn(200, "<html>")).toEqual([]);
  });

  test("about the API version is told with the versions it names and no other word", async () => {
    const text = "v23.0 is deprecated for jane@example.com, the call was upgraded to v25.0. v25.0!";

    const warnings = await warningsOn(
      200,
      { events_received: 1 },
      { "X-Ad-Api-Version-Warning": text },
    );

    expect(warnings).toEqual([
      {
        code: "api_version_warning",
        message:
          "Meta's answers warn of the API version (v23.0, v25.0): set a newer api_version in connections.yaml",
      },
    ]);
  });

  test("about the API version is told with a refusal, too", async () => {
    const warnings = await warningsOn(400, graphError(2635), { "X-Ad-Api-Version-Warning": "old" });

    expect(warnings.map(({ code }) => code)).toEqual(["api_version_warning"]);
  });

  test("in messages is counted and not repeated", async () => {
    const messages = ["jane@example.com is odd", "so is her phone"];

    const [warning, ...others] = await warningsOn(200, { events_received: 1, messages });

    expect(others).toEqual([]);
    expect(warning).toMatchObject({ code: "meta_messages" });
    expect(warning?.message).toContain("2 message(s)");
    expect(warning?.message).not.toContain("jane");
  });
});

describe("a failure of the transport", () => {
  test("before anything was written means that nothing was sent", async () => {
    const server = await httpServer(() => {});
    await server.close();

    const [settlement] = await settle(graph(server.url), batchOf(1));

    expect(settlement?.outcome).toEqual({ kind: "not_sent", reason: "ECONNREFUSED" });
  });

  test("of TLS means that nothing was sent", async () => {
    const server = await answering(200, { events_received: 1 });

    const [settlement] = await settle(graph(server.url.replace("http:", "https:")), batchOf(1));

    expect(settlement?.outcome.kind).toBe("not_sent");
    expect(server.seen).toHaveLength(0);
  });

  test("of name resolution means that nothing was sent", async () => {
    const [settlement] = await settle(graph("http://nowhere.invalid"), batchOf(1));

    expect(settlement?.outcome.kind).toBe("not_sent");
  });

  test.for([
    ["a reset after the body", (socket) => socket.resetAndDestroy()],
    ["a close after the body", (socket) => socket.end()],
    ["a close within the headers", (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-")],
    [
      "a truncated body",
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"events_rec'),
    ],
    [
      "a cut chunk",
      (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n30\r\n{"eve'),
    ],
    ["garbage", (socket) => socket.end("\u0000\u0001 not HTTP at all\r\n\r\n")],
    [
      "giant headers",
      (socket) => socket.end(`HTTP/1.1 200 OK\r\nX-Giant: ${"x".repeat(1_000_000)}\r\n\r\n`),
    ],
    [
      "a body without end",
      (socket) =>
        socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${" ".repeat(2_000_000)}`),
    ],
  ] satisfies [string, Parameters<typeof tcpServer>[0]][])(
    "by %s is ambiguous, and sent once",
    async ([, respond]) => {
      const server = await tcpServer(respond);
      open.push(server.close);

      const [settlement] = await settle(graph(server.url), batchOf(1));

      expect(settlement?.outcome.kind).toBe("ambiguous");
      expect(server.requests()).toBe(1);
    },
  );

  test("keeps the status that did arrive", async () => {
    const server = await tcpServer((socket) => {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"events_rec');
    });
    open.push(server.close);

    const [settlement] = await settle(graph(server.url), batchOf(1));

    expect(settlement?.outcome).toMatchObject({ kind: "ambiguous", answer: { status: 200 } });
  });

  test("by an answer that does not come in time is ambiguous", async () => {
    const { sink } = await connected(() => {}, { timeoutMs: 100 });

    const [settlement] = await settle(sink, batchOf(1));

    expect(settlement?.outcome).toMatchObject({ kind: "ambiguous", reason: "TimeoutError" });
  });

  test("by a body that trickles in beyond the time-out is ambiguous", async () => {
    const trickle = (socket: Socket): void => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
      const drip = setInterval(() => socket.write(" "), 20);
      socket.on("close", () => clearInterval(drip));
    };
    const { sink } = await connected(trickle, { timeoutMs: 200 });

    const [settlement] = await settle(sink, batchOf(1));

    expect(settlement?.outcome).toMatchObject({ kind: "ambiguous", reason: "TimeoutError" });
  });

  test("while waiting for a free connection means that nothing was sent", async () => {
    const { sink, requests } = await connected(() => {}, { timeoutMs: 150, connections: 1 });

    const [first, second] = await Promise.all([settle(sink, batchOf(1)), settle(sink, batchOf(1))]);

    expect(first?.[0]?.outcome.kind).toBe("ambiguous");
    expect(second?.[0]?.outcome.kind).toBe("not_sent");
    expect(requests()).toBe(1);
  });

  test("does not spoil the next request", async () => {
    const server = await httpServer((response, _seen, request) => {
      if (request === 1) response.destroy();
      else response.end(JSON.stringify({ events_received: 1 }));
    });
    open.push(server.close);
    const sink = graph(server.url);
    const batch = batchOf(1);

    const before = await settle(sink, batch);
    const after = await settle(sink, batch);

    expect(before[0]?.outcome.kind).toBe("ambiguous");
    expect(after[0]?.outcome.kind).toBe("accepted");
    expect(server.seen[1]?.body).toBe(server.seen[0]?.body);
  });
});
