import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { InvariantError } from "../lib/errors.ts";
import type { SqliteOptions } from "./sqlite-file.ts";
import type { Store } from "./store.ts";
import { fromWire } from "./wire-error.ts";
import type { Method, Request, Response } from "./worker.ts";

/** The seam's methods, each once; the compiler misses none. */
const METHODS: Readonly<Record<Method, true>> = {
  acquire: true,
  renew: true,
  release: true,
  begin: true,
  end: true,
  settle: true,
  recover: true,
  forget: true,
  known: true,
  purge: true,
  openLetters: true,
  listLetters: true,
  letter: true,
  status: true,
  mappings: true,
  startRun: true,
  endRun: true,
  nullCursorChecked: true,
};

/**
 * Opens the state in a thread of its own: writing it costs as much as mapping and sending, and the two
 * then share two cores. The process may end while no call is open, disposed or not.
 */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  const thread = new StoreThread(options);
  try {
    await thread.opened;
  } catch (error) {
    await thread.stop();
    throw error;
  }
  const methods = Object.keys(METHODS).map((method) => [
    method,
    (...args: readonly unknown[]) => thread.call(method as Method, args),
  ]);
  return {
    // `METHODS` has every method, and each takes what the seam says, for the other side calls the same.
    ...(Object.fromEntries(methods) as Omit<Store, typeof Symbol.asyncDispose>),
    [Symbol.asyncDispose]: () => thread.close(),
  };
}

type Pending = PromiseWithResolvers<unknown>;

/** Calls into the thread and their answers. */
class StoreThread {
  readonly opened: Promise<unknown>;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #ended: Error | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: SqliteOptions) {
    // The same file name beside this one, `.ts` from the sources and `.js` from the package.
    const file = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);
    this.#worker = new Worker(file, {
      workerData: options,
      name: "capisync state",
      // Flags of the process, such as `--input-type`, need not make sense for this file.
      execArgv: [],
      // Its garbage is short-lived bindings: measured as fast as without a limit, and 100 MB smaller.
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    });
    this.#worker.on("message", (response: Response) => this.#settle(response));
    this.#worker.on("error", (cause) => this.#end("the state's thread crashed", cause));
    this.#worker.on("exit", () => this.#end("the state's thread has ended"));
    this.opened = this.#expect(0);
  }

  async call(method: Method, args: readonly unknown[]): Promise<unknown> {
    if (this.#closed !== undefined) {
      throw new InvariantError(`the state was closed before ${method} was called`, STATE);
    }
    return this.#send(method, args);
  }

  /** Lets the open calls finish, then closes the file and the thread. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Ends the thread as it stands. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  async #close(): Promise<void> {
    try {
      await Promise.allSettled([...this.#pending.values()].map(({ promise }) => promise));
      if (this.#ended === undefined) await this.#send("close", []);
    } finally {
      await this.stop();
    }
  }

  async #send(method: Request["method"], args: readonly unknown[]): Promise<unknown> {
    if (this.#ended !== undefined) throw this.#ended;
    const id = ++this.#lastId;
    const request: Request = { id, method, args };
    this.#worker.postMessage(request);
    return this.#expect(id);
  }

  #expect(id: number): Promise<unknown> {
    // Only a call that waits for its answer keeps the process alive.
    if (this.#pending.size === 0) this.#worker.ref();
    const pending: Pending = Promise.withResolvers();
    this.#pending.set(id, pending);
    return pending.promise;
  }

  #settle(response: Response): void {
    const pending = this.#pending.get(response.id);
    this.#pending.delete(response.id);
    if (this.#pending.size === 0) this.#worker.unref();
    if (response.error === undefined) pending?.resolve(response.result);
    else pending?.reject(fromWire(response.error));
  }

  #end(message: string, cause?: unknown): void {
    this.#ended ??= new InvariantError(message, { ...STATE, cause });
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }
}

const STATE = { stage: "state" } as const;
