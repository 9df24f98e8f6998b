import PQueue from "p-queue";
import type { Batch, Settlement, Sink } from "../send/sink.ts";

/**
 * Batches in flight: at most `concurrency` at once and one that waits. Each settlement is handed on
 * and awaited before the sink is asked for the next.
 */
export class Flights {
  readonly #queue: PQueue;
  readonly #sink: Sink;
  readonly #settle: (settlement: Settlement, batch: Batch) => Promise<void>;
  readonly #fail: (error: unknown) => void;
  #underway = 0;
  #moved = Promise.withResolvers<void>();

  constructor(
    sink: Sink,
    concurrency: number,
    settle: (settlement: Settlement, batch: Batch) => Promise<void>,
    fail: (error: unknown) => void,
  ) {
    this.#queue = new PQueue({ concurrency });
    this.#sink = sink;
    this.#settle = settle;
    this.#fail = fail;
  }

  /** Batches that are in flight or wait for their turn. */
  get underway(): number {
    return this.#underway;
  }

  /** Takes the batch as soon as no other waits: this is where a slow Meta slows the reading. */
  async launch(batch: Batch, signal: AbortSignal): Promise<void> {
    await this.#queue.onSizeLessThan(1);
    this.#underway++;
    void this.#queue.add(() => this.#fly(batch, signal));
  }

  /** Resolves when some batch has got further, well or ill. */
  moved(): Promise<void> {
    return this.#moved.promise;
  }

  /** Resolves when all have landed. */
  async landed(): Promise<void> {
    await this.#queue.onIdle();
  }

  async #fly(batch: Batch, signal: AbortSignal): Promise<void> {
    try {
      for await (const settlement of this.#sink.send(batch, signal)) {
        await this.#settle(settlement, batch);
        this.#tellMoved();
      }
    } catch (error) {
      // Never swallowed: `fail` keeps the first error and ends the run with it.
      this.#fail(error);
    } finally {
      // Before the word goes out: whoever hears it asks whether any batch is left.
      this.#underway--;
      this.#tellMoved();
    }
  }

  #tellMoved(): void {
    this.#moved.resolve();
    this.#moved = Promise.withResolvers<void>();
  }
}
