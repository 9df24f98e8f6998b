import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Destination, type Project, Secret } from "../../src/config/project.ts";
import { hmacSha256 } from "../../src/lib/hash.ts";
import { orders } from "../fakes/orders.ts";
import { startWorld, type World } from "../fakes/run.ts";
import { httpServer, type Server } from "../send/servers.ts";

const TOKEN = "token-for-tests";
const APP_SECRET = "secret-of-an-invented-app";

let world: World;
let server: Server;

/** Says more than that it took the events, in words that quote one. */
beforeEach(async () => {
  server = await httpServer((response, { body }) => {
    const { data } = JSON.parse(body);
    response.writeHead(200, { "x-ad-api-version-warning": "v20.0 ended, buyer@example.com" });
    const messages = ["buyer@example.com looks odd"];
    response.end(JSON.stringify({ events_received: data.length, messages, fbtrace_id: "Atrace" }));
  });
  world = await startWorld({
    delivery: { batchSize: 5, concurrency: 1, uploadTag: "stores-2026" },
  });
  world.source.rows = orders(world.clock, 20);
});

afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await server.close();
});

/** The world's project with its one destination changed. */
function projectWith(changes: Partial<Destination>): Project {
  const { dataset } = world.project.destinations;
  if (dataset === undefined) throw new Error("the world has no destination");
  return { ...world.project, destinations: { dataset: { ...dataset, ...changes } } };
}

describe("a run", () => {
  test("sends what destination and mapping say around the events, with every batch", async () => {
    const project = projectWith({
      endpoint: server.url,
      appSecret: new Secret(APP_SECRET),
      partnerAgent: "shop-etl",
    });

    const report = await world.run({ project });

    expect(report).toMatchObject({ status: "ok", counts: { accepted: 20 } });
    const around = server.seen.map(({ body }) => ({ ...JSON.parse(body), data: undefined }));
    expect(around).toHaveLength(4);
    for (const envelope of around) {
      expect(envelope).toEqual({
        access_token: TOKEN,
        appsecret_proof: hmacSha256(APP_SECRET, TOKEN),
        partner_agent: "shop-etl",
        upload_tag: "stores-2026",
      });
    }
    expect(JSON.stringify([world.events, report])).not.toContain(APP_SECRET);
  });

  test("warns once of what every answer says, and repeats none of Meta's words", async () => {
    await world.run({ project: projectWith({ endpoint: server.url }) });

    const warnings = world.events.filter((event) => event.type === "warning");
    expect(warnings.map(({ code }) => code).sort()).toEqual([
      "api_version_warning",
      "meta_messages",
    ]);
    expect(JSON.stringify(world.events)).not.toContain("buyer@example.com");
  });
});
