/**
 * Why a run stops before its end. The first cause wins; from then on no page is read and no batch is
 * begun, while what is in flight still lands.
 */
export class Stop {
  readonly #controller = new AbortController();
  /** Aborts when the run was told to stop or something failed. */
  readonly signal: AbortSignal;
  #failure: { readonly error: unknown } | undefined;
  readonly #outer: AbortSignal;

  constructor(outer: AbortSignal) {
    this.#outer = outer;
    this.signal = AbortSignal.any([outer, this.#controller.signal]);
  }

  /** What happens because of an earlier stop (a read that was cut off) is not a cause of its own. */
  readonly fail = (error: unknown): void => {
    if (this.signal.aborted) return;
    this.#failure = { error };
    this.#controller.abort(error);
  };

  /** A failure after the stop: told only when nothing failed before it. */
  readonly failLate = (error: unknown): void => {
    this.#failure ??= { error };
  };

  /** Throws what stopped the run, if anything did. */
  throwIfStopped(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#outer.throwIfAborted();
  }
}
