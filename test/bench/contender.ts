/** What every script under test is told, and what it reports. */

/** The statement of (a) and (c): the rows and the order of (b), so the server does the same. */
export const ORDERS = `
  select order_id, ordered_at, updated_at, total, currency, email, phone, first_name, last_name,
         city, state, zip, country, loyalty_id
    from shop.orders
   order by updated_at, order_id`;

/** Rows fetched at once; between 2 000 and 5 000 the speed of reading no longer changes. */
export const PAGE_ROWS = 5000;

/** Events in one request: the most that Meta takes. */
export const BATCH_EVENTS = 1000;

/** Requests under way at once. */
export const IN_FLIGHT = 2;

/** Where the orders are and where the events go. */
export interface Assignment {
  readonly postgresUrl: string;
  /** Stands for `https://graph.facebook.com`. */
  readonly endpoint: string;
}

/** Reads it from the environment. */
export function assignment(): Assignment {
  const { BENCH_PG_URL, BENCH_ENDPOINT } = process.env;
  if (BENCH_PG_URL === undefined || BENCH_ENDPOINT === undefined) {
    throw new Error("BENCH_PG_URL and BENCH_ENDPOINT are set by run.ts: start the bench with it");
  }
  return { postgresUrl: BENCH_PG_URL, endpoint: BENCH_ENDPOINT };
}

/** The one line that a script prints when it is done. */
export interface Report {
  readonly events: number;
  /** From the request for the first row to the answer to the last batch. */
  readonly durationMs: number;
}

/** Prints the report. */
export function report(events: number, durationMs: number): void {
  const line: Report = { events, durationMs };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Lets at most `limit` promises be under way; a failed one is thrown at the next call. */
export class Lanes {
  readonly #limit: number;
  readonly #running = new Set<Promise<void>>();
  #failure: unknown;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Starts `work` as soon as a lane is free. */
  async start(work: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#limit) await Promise.race(this.#running);
    this.#rethrow();
    const running = work()
      .catch((failure: unknown) => {
        this.#failure ??= failure;
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when nothing is under way. */
  async drain(): Promise<void> {
    await Promise.all(this.#running);
    this.#rethrow();
  }

  #rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
