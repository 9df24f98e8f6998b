import { UnavailableError } from "../../src/lib/errors.ts";
import { requestCancel } from "./cancel.ts";
import { endsConnection, failureOf } from "./errors.ts";

/** What a session needs of the driver's client. */
export interface Client {
  on(event: "error", listener: (error: Error) => void): unknown;
  once(event: "end", listener: () => void): unknown;
  off(event: "end", listener: () => void): unknown;
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
  /** True while the server has a statement to answer. */
  #isWaiting = false;

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

  /**
   * Waits for one answer, not beyond its time: then the connection ends, and with it, by the driver's
   * own doing, the wait. Nothing of ours may point to `work` meanwhile: what an object as old as this
   * one points to outlives its page in the garbage collector, which cost a third of the speed.
   */
  async wait<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
    const timer = setTimeout(() => {
      const words = `the server did not answer within ${timeoutMs / 1000} s`;
      this.#abandon(new UnavailableError(words, { stage: "source" }));
    }, timeoutMs);
    this.#isWaiting = true;
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      this.#isWaiting = false;
    }
  }

  /** The same for what the driver leaves pending for ever when the connection ends. */
  async waitOrLose(work: Promise<void>, timeoutMs: number): Promise<void> {
    let lose = (): void => {};
    const lost = new Promise<void>((_resolve, reject) => {
      lose = () => reject(this.#lost);
    });
    this.#client.once("end", lose);
    try {
      await this.wait(Promise.race([work, lost]), timeoutMs);
    } finally {
      this.#client.off("end", lose);
    }
  }

  /** What went wrong in a call, as one of our errors. */
  failure(error: unknown, doing: string, signal: AbortSignal, locate?: Locate): unknown {
    if (endsConnection(error)) this.drop(error);
    // Why we ended the connection says more than that it has ended.
    return signal.aborted ? signal.reason : failureOf(this.#lost ?? error, doing, locate);
  }

  /** Ends the connection from our side; no closing word, since it may never be answered. */
  drop(error: unknown): void {
    this.#lost ??= error;
    this.#client.connection.stream.destroy();
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
    if (this.#isWaiting && processID !== null && secretKey !== null) {
      requestCancel({ ...this.#address, processId: processID, secretKey });
    }
    this.drop(error);
  }
}
