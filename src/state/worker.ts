import { parentPort, workerData } from "node:worker_threads";
import { InvariantError } from "../lib/errors.ts";
import { openSqliteFile, type SqliteOptions } from "./sqlite-file.ts";
import type { Store } from "./store.ts";
import { toWire, type WireError } from "./wire-error.ts";

/** A method of the store: all but the one that disposes it. */
export type Method = Extract<keyof Store, string>;

/** A call of the store, or the wish to close it. */
export interface Request {
  readonly id: number;
  readonly method: Method | "close";
  readonly args: readonly unknown[];
}

/** The answer to the request of that number; 0 stands for the opening of the store. */
export type Response =
  | { readonly id: number; readonly result: unknown; readonly error?: never }
  | { readonly id: number; readonly result?: never; readonly error: WireError };

/** Serves the store of this thread to the one that started it, until it is closed. */
async function serve(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new InvariantError("src/state/worker.ts runs in a worker thread only");
  const answer = async (id: number, work: () => Promise<unknown>): Promise<void> => {
    let response: Response;
    try {
      response = { id, result: await work() };
    } catch (error) {
      response = { id, error: toWire(error) };
    }
    port.postMessage(response);
  };
  await answer(0, async () => {
    const store = await openSqliteFile(workerData as SqliteOptions);
    port.on("message", ({ id, method, args }: Request) => {
      void answer(id, () => call(store, method, args));
    });
  });
}

async function call(store: Store, method: Request["method"], args: readonly unknown[]) {
  if (method === "close") return store[Symbol.asyncDispose]();
  // The sender's types made sure that the arguments are those of the method.
  const target = store[method] as (...args: readonly unknown[]) => Promise<unknown>;
  return target(...args);
}

await serve();
