import { connect, createServer, type Server, type Socket } from "node:net";

/** Stands between us and the server, to do what networks do. */
export class Relay {
  readonly url: string;
  readonly #server: Server;
  readonly #pairs: (readonly [Socket, Socket])[] = [];

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async to(url: string): Promise<Relay> {
    const target = new URL(url);
    const port = Number(target.port);
    const server = createServer((client) => {
      const upstream = connect(port, target.hostname);
      client.pipe(upstream);
      upstream.pipe(client);
      client.on("error", () => upstream.destroy());
      upstream.on("error", () => client.destroy());
      relay.#pairs.push([client, upstream]);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    target.port = String(typeof address === "object" ? address?.port : "");
    const relay = new Relay(server, target.href);
    return relay;
  }

  /** Nothing goes through any more, and nobody is told. */
  swallow(): void {
    for (const [client, upstream] of this.#pairs) {
      client.unpipe();
      upstream.unpipe();
      upstream.pause();
    }
  }

  /** Cuts as soon as the client sends a message of this type, which the server never gets. */
  cutAt(type: string): void {
    for (const [client, upstream] of this.#pairs) {
      client.unpipe();
      client.on("data", (bytes) => {
        if (bytes.at(0) === type.charCodeAt(0)) client.resetAndDestroy();
        else upstream.write(bytes);
      });
      client.resume();
    }
  }

  cut(): void {
    for (const [client] of this.#pairs) client.resetAndDestroy();
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
