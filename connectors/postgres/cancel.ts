import { connect } from "node:net";

/** "Cancel" in the place of a protocol version. https://www.postgresql.org/docs/18/protocol-message-formats.html (read 2026) */
const CANCEL_REQUEST = 80_877_102;

const TIMEOUT_MS = 5000;

/** A session as the server named it when it began. */
export interface Backend {
  readonly host: string;
  readonly port: number;
  readonly processId: number;
  readonly secretKey: number;
}

/**
 * Asks the server to end a session's statement, on a connection of its own. It answers nothing. Best
 * effort: without it the server would notice our leaving only when it has a row to send.
 */
export function requestCancel({ host, port, processId, secretKey }: Backend): void {
  const message = Buffer.alloc(16);
  message.writeInt32BE(message.length, 0);
  message.writeInt32BE(CANCEL_REQUEST, 4);
  message.writeInt32BE(processId, 8);
  message.writeInt32BE(secretKey, 12);
  const socket = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  socket.unref();
  socket.end(message);
}
