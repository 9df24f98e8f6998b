/** Keeps the first of several failures: what fails while closing is most often its consequence. */
export class Failures {
  #kept: { readonly error: unknown } | undefined;

  get isEmpty(): boolean {
    return this.#kept === undefined;
  }

  get first(): unknown {
    return this.#kept?.error;
  }

  async keep(work: () => PromiseLike<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#kept ??= { error };
    }
  }

  throwFirst(): void {
    if (this.#kept !== undefined) throw this.#kept.error;
  }
}
