import type { Connector, Source } from "../../src/source/source.ts";
import type { Store } from "../../src/state/store.ts";
import type { Cut, Recorder } from "./recorder.ts";

/** On which side of an effect a process dies. */
export type Side = "before" | "after";

/**
 * Counts what a run does to the world outside and ends it all at one of these effects, as a killed
 * process would: from then on nothing reaches the store, the warehouse or Meta any more.
 */
export class Fuse {
  isBlown = false;
  #effects = 0;
  readonly #at: number;
  readonly #side: Side;

  constructor(at: number, side: Side) {
    this.#at = at;
    this.#side = side;
  }

  store(store: Store): Store {
    return new Proxy(store, {
      get: (target, name) => {
        const real: unknown = Reflect.get(target, name, target);
        if (typeof real !== "function") return real;
        return (...args: unknown[]) => this.#pass(() => Reflect.apply(real, target, args));
      },
    });
  }

  connector(connector: Connector): Connector {
    const open: Connector["open"] = async (...args) =>
      this.#source(await this.#pass(() => connector.open(...args)));
    return { type: connector.type, dialect: connector.dialect, schemas: connector.schemas, open };
  }

  /** `lost`: the number of the request whose answer gets lost though nobody dies. */
  network(recorder: Recorder, lost: number): void {
    let requests = 0;
    recorder.cut = (): Cut => {
      if (this.isBlown) return "before";
      requests++;
      this.#effects++;
      this.isBlown = this.#effects === this.#at;
      if (this.isBlown) return this.#side;
      return requests === lost ? "after" : undefined;
    };
  }

  #source(source: Source): Source {
    const pass = this.#pass.bind(this);
    return {
      describe: (...args) => pass(() => source.describe(...args)),
      ceiling: (...args) => pass(() => source.ceiling(...args)),
      async *read(...args) {
        const pages = source.read(...args)[Symbol.asyncIterator]();
        for (;;) {
          const next = await pass(() => pages.next());
          if (next.done === true) return;
          yield next.value;
        }
      },
      [Symbol.asyncDispose]: () => pass(async () => source[Symbol.asyncDispose]()),
    };
  }

  async #pass<T>(effect: () => Promise<T>): Promise<T> {
    if (this.isBlown) throw new Error("the process is gone");
    this.#effects++;
    if (this.#effects !== this.#at) return effect();
    if (this.#side === "after") await effect();
    this.isBlown = true;
    throw new Error("the process dies");
  }
}
