import { once } from "node:events";
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcp, type Socket } from "node:net";

/** A request as it arrived, whole. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface Server {
  readonly url: string;
  readonly seen: Seen[];
  close(): Promise<void>;
}

async function addressOf(server: ReturnType<typeof createTcp>): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A real HTTP server that does with each whole request what it is told. */
export async function httpServer(
  respond: (response: ServerResponse, seen: Seen, request: number) => void,
): Promise<Server> {
  const seen: Seen[] = [];
  const server = createHttp(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "", url = "", headers } = request;
    const one = { method, url, headers, body: Buffer.concat(chunks).toString("utf8") };
    seen.push(one);
    respond(response, one, seen.length);
  });
  const url = await addressOf(server);
  return {
    url,
    seen,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** A real TCP server that does with a connection what it is told once a whole request has come. */
export async function tcpServer(
  respond: (socket: Socket) => void,
): Promise<Omit<Server, "seen"> & { requests(): number }> {
  const sockets = new Set<Socket>();
  let requests = 0;
  const server = createTcp((socket) => {
    sockets.add(socket);
    let text = "";
    // Clients of these tests leave in ways that a socket reports as errors.
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
      if (end === -1 || text.length < end + 4 + length) return;
      text = "";
      requests++;
      respond(socket);
    });
  });
  const url = await addressOf(server);
  return {
    url,
    requests: () => requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
