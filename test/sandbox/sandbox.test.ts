import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";

const NOW = 1_790_000_000;
const TOKEN = "token-in-the-test";

let sandbox: Sandbox;
let lines: string[];

beforeEach(async () => {
  lines = [];
  sandbox = await startSandbox({ now: () => NOW * 1000, log: (line) => lines.push(line) });
});

afterEach(async () => {
  await sandbox.close();
});

function event(id: string, change: Record<string, unknown> = {}) {
  return {
    event_name: "Lead",
    event_time: NOW,
    event_id: id,
    action_source: "website",
    user_data: { external_id: ["c1"] },
    ...change,
  };
}

async function send(
  data: unknown,
  {
    path = "/v25.0/123/events",
    token = TOKEN,
    headers = {},
  }: {
    path?: string;
    token?: string | undefined;
    headers?: Record<string, string>;
  } = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const response = await fetch(`${sandbox.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ data, ...(token === "" ? {} : { access_token: token }) }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

async function plan(faults: unknown): Promise<Response> {
  return await fetch(`${sandbox.url}/_sandbox/faults`, {
    method: "POST",
    body: JSON.stringify(faults),
  });
}

describe("POST /{version}/{dataset}/events", () => {
  test("takes sound events and says how many", async () => {
    const { status, body } = await send([event("a"), event("b")]);

    expect(status).toBe(200);
    expect(body).toEqual({
      events_received: 2,
      messages: [],
      fbtrace_id: expect.stringMatching(/^A[\w-]+$/),
    });
  });

  test("refuses all for one that is bad, in the shape of Graph's errors", async () => {
    const { status, body } = await send([event("a"), event("b", { user_data: {} })]);

    expect(status).toBe(400);
    expect(body).toEqual({
      error: {
        message: "Invalid parameter",
        type: "OAuthException",
        code: 100,
        error_subcode: 2804050,
        is_transient: false,
        error_user_title: "Not Enough Customer Information",
        error_user_msg: expect.any(String),
        fbtrace_id: expect.any(String),
      },
    });
    expect(sandbox.stats()).toMatchObject({ refused: 1, events_received: 0, unique: 0 });
  });

  test.for<[string, unknown, number]>([
    ["none", [], 400],
    ["no list", { 0: event("a") }, 400],
    ["no data", undefined, 400],
    ["a list of numbers", [1], 400],
    ["1001", Array.from({ length: 1001 }, (_, i) => event(`e${i}`)), 400],
    ["1000", Array.from({ length: 1000 }, (_, i) => event(`e${i}`)), 200],
  ])("answers %s with HTTP %3$i", async ([, data, status]) => {
    expect((await send(data)).status).toBe(status);
  });

  test("answers a body that is not JSON with code 100", async () => {
    const response = await fetch(`${sandbox.url}/v25.0/123/events?access_token=t`, {
      method: "POST",
      body: "{",
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 100 } });
  });

  test("does not know a dataset whose id is no number", async () => {
    const { body } = await send([event("a")], { path: "/v25.0/shop/events" });

    expect(body).toMatchObject({ error: { code: 100, error_subcode: 33 } });
  });

  test.for(["/123/events", "/v25.0/123", "/v25/123/events", "//"])(
    "knows no path %s",
    async (path) => {
      expect((await send([event("a")], { path })).body).toMatchObject({ error: { code: 2500 } });
    },
  );

  test("wants a token", async () => {
    const { status, body } = await send([event("a")], { token: "" });

    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { code: 190 } });
  });

  test("takes the token from the query and as a bearer too", async () => {
    const path = `/v25.0/123/events?access_token=${TOKEN}`;
    const headers = { authorization: `Bearer ${TOKEN}` };

    expect((await send([event("a")], { token: "", path })).status).toBe(200);
    expect((await send([event("b")], { token: "", headers })).status).toBe(200);
  });

  test("takes both kinds of form, with data as JSON text", async () => {
    const url = `${sandbox.url}/v25.0/123/events`;
    const fields = { data: JSON.stringify([event("a")]), access_token: TOKEN };
    const multipart = new FormData();
    for (const [name, value] of Object.entries(fields)) multipart.set(name, value);

    const urlencoded = await fetch(url, { method: "POST", body: new URLSearchParams(fields) });
    const parts = await fetch(url, { method: "POST", body: multipart });

    expect([urlencoded.status, parts.status]).toEqual([200, 200]);
  });

  test("takes events that are JSON text themselves", async () => {
    expect((await send([JSON.stringify(event("a"))])).status).toBe(200);
  });

  test("judges unhashed contact data in strict mode alone", async () => {
    const clear = [event("a", { user_data: { em: ["jane@example.com"] } })];
    const strict = await startSandbox({ strict: true, now: () => NOW * 1000 });

    const lax = await send(clear);
    const response = await fetch(`${strict.url}/v25.0/123/events`, {
      method: "POST",
      body: JSON.stringify({ data: clear, access_token: TOKEN }),
    });
    await strict.close();

    expect(lax.status).toBe(200);
    expect(await response.json()).toMatchObject({ error: { error_subcode: 2804017 } });
  });

  test("writes a line for each request, without the token", async () => {
    await send([event("a")], { token: "", path: `/v25.0/123/events?access_token=${TOKEN}` });
    await send([event("b", { event_name: "" })]);

    expect(lines[0]).toMatch(/^POST \/v25\.0\/123\/events 1 events 200 \d+ms$/);
    expect(lines[1]).toMatch(/^POST \/v25\.0\/123\/events 1 events 400 100\/2804019 \d+ms$/);
    expect(lines.join()).not.toContain(TOKEN);
  });

  test("takes nothing from a request that broke off", async () => {
    const socket = connect(sandbox.port, "127.0.0.1");
    socket.write("POST /v25.0/123/events HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{");
    await new Promise((resolve) => socket.once("connect", resolve));
    await new Promise((resolve) => socket.end(() => resolve(undefined)));

    await send([event("a")]);

    expect(sandbox.stats()).toMatchObject({ requests: 1, events_received: 1 });
  });
});

describe("GET /_sandbox/stats", () => {
  test("tells repeats by dataset, event_name and event_id", async () => {
    await send([event("a"), event("b"), event("a")]);
    await send([event("a"), event("a", { event_name: "Contact" })]);
    await send([event("a")], { path: "/v25.0/456/events" });
    await send([event("c", { user_data: {} })]);

    const response = await fetch(`${sandbox.url}/_sandbox/stats`);

    expect(await response.json()).toEqual({
      requests: 4,
      refused: 1,
      events_received: 6,
      unique: 4,
      repeated: 2,
    });
  });

  test("never calls an event without an id a repeat", async () => {
    await send([event("a", { event_id: undefined }), event("a", { event_id: undefined })]);

    expect(sandbox.stats()).toMatchObject({ unique: 2, repeated: 0 });
  });
});

describe("POST /_sandbox/faults", () => {
  test("refuses whatever carries an event, every time", async () => {
    await plan([
      { match: { event_id: "bad" }, answer: { status: 400, code: 100, subcode: 2804777 } },
    ]);

    const refused = await send([event("a"), event("bad")]);
    const taken = await send([event("a")]);
    const again = await send([event("bad")]);

    expect(refused.body).toMatchObject({ error: { code: 100, error_subcode: 2804777 } });
    expect([refused.status, taken.status, again.status]).toEqual([400, 200, 400]);
    expect(sandbox.stats()).toMatchObject({ requests: 3, refused: 2, events_received: 1 });
  });

  test("meets the n-th request, and those after it when told", async () => {
    await plan([{ match: { request: 2 }, answer: { status: 401, code: 190 }, times: 2 }]);

    const statuses = [];
    for (const id of ["a", "b", "c", "d"]) statuses.push((await send([event(id)])).status);

    expect(statuses).toEqual([200, 401, 401, 200]);
  });

  test("does not meet a later request than the one it names", async () => {
    await send([event("a")]);
    await plan([{ match: { request: 1 }, answer: { status: 500, code: 1 } }]);

    expect((await send([event("b")])).status).toBe(200);
  });

  test("ends after so many times", async () => {
    await plan([{ answer: { status: 503, code: 2, is_transient: true }, times: 1 }]);

    const first = await send([event("a")]);
    const second = await send([event("a")]);

    expect(first.body).toMatchObject({ error: { code: 2, is_transient: true } });
    expect(second.status).toBe(200);
  });

  test("sends headers and bodies as they are planned", async () => {
    const body = JSON.stringify({ events_received: 0 });
    await plan([
      { match: { request: 1 }, answer: { status: 429, headers: { "Retry-After": "7" } } },
      { match: { request: 2 }, answer: { status: 200, body } },
    ]);

    const throttled = await send([event("a")]);
    const mismatch = await send([event("a")]);

    expect(throttled.headers.get("retry-after")).toBe("7");
    expect(mismatch.body).toEqual({ events_received: 0 });
    expect(sandbox.stats().events_received).toBe(0);
  });

  test("drops the connection before the events are taken, or after", async () => {
    await plan([
      { match: { request: 1 }, answer: "drop" },
      { match: { request: 2 }, answer: "drop_after" },
    ]);

    await expect(send([event("a")])).rejects.toThrow();
    expect(sandbox.stats().events_received).toBe(0);
    await expect(send([event("a")])).rejects.toThrow();
    expect(sandbox.stats()).toMatchObject({ requests: 2, events_received: 1 });
  });

  test("holds an answer back, after the events were taken", async () => {
    await plan([{ delay_ms: 300 }]);

    const pending = send([event("a")]);
    await expect.poll(() => sandbox.stats().events_received).toBe(1);

    expect((await pending).status).toBe(200);
  });

  test("are gone after DELETE", async () => {
    await plan([{ answer: { status: 500, code: 1 } }]);
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" });

    expect((await send([event("a")])).status).toBe(200);
  });

  test.for<[unknown]>([
    [{}],
    [[{ match: { id: "a" } }]],
    [[{ answer: { status: 99 } }]],
    [[{ answer: "vanish" }]],
    [[{ answer: { status: 400, headers: { "bad name": "x" } } }]],
    [[{ times: 0 }]],
  ])("that make no sense are refused: %j", async ([faults]) => {
    const response = await plan(faults);

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });

  test("has no other paths beside it", async () => {
    expect((await fetch(`${sandbox.url}/_sandbox/other`)).status).toBe(404);
  });
});
