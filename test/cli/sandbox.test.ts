import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import { sandbox } from "../../src/cli/sandbox.ts";
import { ConfigError } from "../../src/lib/errors.ts";

function testIo(signal: AbortSignal): Io & { out: string; err: string } {
  const io = {
    out: "",
    err: "",
    stdout: (text: string) => {
      io.out += text;
    },
    stderr: (text: string) => {
      io.err += text;
    },
    env: {},
    cwd: "/",
    isTty: { stdout: false, stderr: false },
    signal,
  };
  return io;
}

describe("capisync sandbox", () => {
  test("prints the line for connections.yaml, serves until it is stopped and ends with 0", async () => {
    const stop = new AbortController();
    const io = testIo(stop.signal);

    const done = sandbox({ port: 0 }, io);
    await expect.poll(() => io.out).toContain("endpoint:");
    const url = /endpoint: (\S+)/.exec(io.out)?.[1] ?? "";
    const response = await fetch(`${url}/v25.0/123/events`, { method: "POST", body: "{}" });
    stop.abort();

    expect(await done).toBe(0);
    expect(response.status).toBe(400);
    expect(io.err).toMatch(/^POST \/v25\.0\/123\/events unreadable 400 190 \d+ms\n$/);
    await expect(fetch(url)).rejects.toThrow();
  });

  test("prints one JSON document when asked", async () => {
    const io = testIo(AbortSignal.abort());

    const code = await sandbox({ port: 0, json: true }, io);

    const { url, port } = JSON.parse(io.out);
    expect(code).toBe(0);
    expect(url).toBe(`http://127.0.0.1:${port}`);
  });

  test("says that the port is taken", async () => {
    const other = createServer();
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;

    const failure = sandbox({ port }, testIo(AbortSignal.abort()));

    await expect(failure).rejects.toThrow(ConfigError);
    await expect(failure).rejects.toThrow(`--port ${port}`);
    other.close();
  });
});
