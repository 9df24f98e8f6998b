import { UnavailableError } from "../../src/lib/errors.ts";
import { requestCancel } from "./cancel.ts";
import { endsConnection, failureOf } from "./errors.ts";

/** What a session needs of the driver's client. */
export interface Client {
  on(event: "error", listener: (error: Error) => void): unknown;
  end(): Promise<void>;
  readonly connection: { readonly stream: { readonly bytesRead: number; destroy(): unknown } };
  /** How the server named the session; null before it answered. */
  readonly processID: number | null;
  readonly secretKey: number | null;
}

/** Turns a position in a statement into a place for the user. */
export type Locate = (position: number) => string | undefined;

const CLOSE_TIMEOUT_MS = 5000;

/**
 * The life of one connection. Every wait for the server goes through it, since the driver by itself
 * waits for ever when a server freezes, a network swallows packets or a backend dies at a bad moment.
 * Once lost, a connection stays lost.
 */
export class Session {
  readonly #client: Client;
  readonly #address: { readonly host: string; readonly port: number };
  /** What ended the connection. */
  #lost: unknown;
  /** Ends the wait that is under way. */
  #onLost: ((error: unknown) => void) | undefined;

  constructor(client: Client, address: { readonly host: string; readonly port: number }) {
    this.#client = client;
    this.#address = address;
    // INVARIANT: the end of an idle backend is an uncaught exception when nobody listens, and would
    // take the process with it.
    client.on("error", (error) => this.drop(error));
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  get bytesRead(): number {
    return this.#client.connection.stream.bytesRead;
  }

  /** Begins a call: until the function returned is called, an abort ends the connection. */
  enter(doing: string, signal: AbortSignal): () => void {
    signal.throwIfAborted();
    if (this.#lost !== undefined) throw failureOf(this.#lost, doing);
    const stop = (): void => this.#abandon(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    return () => signal.removeEventListener("abort", stop);
  }

  /** Waits for one answer, not beyond its time nor beyond the end of the connection. */
  wait<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const words = `the server did not answer within ${timeoutMs / 1000} s`;
        this.#abandon(new UnavailableError(words, { stage: "source" }));
      }, timeoutMs);
      const settle = (): void => {
        clearTimeout(timer);
        this.#onLost = undefined;
      };
      this.#onLost = (error) => {
        settle();
        reject(error);
      };
      // Settled before the caller goes on, whose next wait is not to be cleared.
      work.then(
        (value) => {
          settle();
          resolve(value);
        },
        (error) => {
          settle();
          reject(error);
        },
      );
    });
  }

  /** What went wrong in a call, as one of our errors. */
  failure(error: unknown, doing: string, signal: AbortSignal, locate?: Locate): unknown {
    if (endsConnection(error)) this.drop(error);
    return signal.aborted ? signal.reason : failureOf(error, doing, locate);
  }

  /** Ends the connection from our side; no closing word, since it may never be answered. */
  drop(error: unknown): void {
    this.#lost ??= error;
    this.#client.connection.stream.destroy();
    this.#onLost?.(error);
  }

  /** Ends it in good order; harmless when it has ended. */
  async close(): Promise<void> {
    if (this.#lost !== undefined) return;
    this.#lost = new UnavailableError("the source is closed", { stage: "source" });
    await this.wait(this.#client.end(), CLOSE_TIMEOUT_MS).catch((error) => this.drop(error));
  }

  /** Leaves a statement that may still be at work. */
  #abandon(error: unknown): void {
    const { processID, secretKey } = this.#client;
    if (this.#onLost !== undefined && processID !== null && secretKey !== null) {
      requestCancel({ ...this.#address, processId: processID, secretKey });
    }
    this.drop(error);
  }
}
