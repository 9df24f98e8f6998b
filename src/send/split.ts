import { Doubt } from "./doubt.ts";
import { notSent } from "./not-sent.ts";
import type { Batch, Outcome, Outgoing, Settlement, Sink } from "./sink.ts";

// Meta refuses a request whole and does not say which event is bad, so a refused batch is halved
// until the bad events stand alone. A refused request processed nothing: halves repeat no event.
//
//   [. . . . . x . .]  refused
//   [. . . .]          accepted, so the bad one is on the right, which is halved unsent
//           [. x]      refused
//           [.]        accepted
//             [x]      refused: this one
//               [. .]  accepted
//
// Parts wait on a stack, leftmost on top; each is settled and yielded before the next is sent.

/**
 * Requests that may go into one batch. One bad event of 1000 takes at most 20, ten take about 110;
 * with more than some twenty the mapping is wrong rather than a row. Our own.
 */
const MAX_REQUESTS = 200;

type Refused = Extract<Outcome, { kind: "refused" }>;

interface Part {
  readonly items: readonly Outgoing[];
  /** When all of it is accepted, what made its parent refused lies in its right neighbour. */
  readonly provesNeighbour: boolean;
  /** Why its parent was refused, when the cause is known to lie in this part. */
  readonly refusal: Refused | undefined;
}

export interface SplitOptions {
  readonly maxRequests?: number | undefined;
}

/**
 * Finds the bad events of a refused batch, so that they cost their neighbours nothing. A half that
 * fails in another way leaves the search and is yielded as it is; a `config` ends it.
 *
 * A single event refused with a code that is in no list is yielded once it is clear whether the event
 * or the whole destination is meant, at the latest at the end of its batch.
 */
export function withSplit(sink: Sink, { maxRequests = MAX_REQUESTS }: SplitOptions = {}): Sink {
  const doubt = new Doubt();
  return {
    send: (batch, signal) => new Search(sink, doubt, maxRequests, batch).run(signal),
  };
}

/** The search through one batch. */
class Search {
  readonly #sink: Sink;
  readonly #doubt: Doubt;
  readonly #maxRequests: number;
  readonly #batch: Batch;
  #parts: Part[];
  /** Single events refused with an unknown code, while it is not clear whom that blames. */
  #unclear: Settlement[] = [];
  #requests = 0;
  #refusal: Refused | undefined;

  constructor(sink: Sink, doubt: Doubt, maxRequests: number, batch: Batch) {
    this.#sink = sink;
    this.#doubt = doubt;
    this.#maxRequests = maxRequests;
    this.#batch = batch;
    this.#parts = [{ items: batch.items, provesNeighbour: false, refusal: undefined }];
  }

  async *run(signal: AbortSignal): AsyncGenerator<Settlement> {
    for (let part = this.#parts.pop(); part !== undefined; part = this.#parts.pop()) {
      if (signal.aborted) {
        yield notSent([...part.items, ...this.#takeParts()]);
      } else if (part.refusal !== undefined && part.items.length > 1) {
        this.#halve(part.items, part.refusal);
      } else if (this.#requests >= this.#maxRequests && this.#refusal !== undefined) {
        yield* this.#end(this.#exhausted(this.#refusal), part.items);
      } else {
        yield* this.#send(part, signal);
      }
    }
    const { verdict } = this.#doubt;
    if (verdict === undefined) yield* this.#unclear;
    else yield* this.#end(verdict, []);
  }

  async *#send(part: Part, signal: AbortSignal): AsyncGenerator<Settlement> {
    const isWhole = part.items === this.#batch.items;
    const batch = isWhole ? this.#batch : { ...this.#batch, items: part.items };
    let passed = true;
    this.#requests++;
    for await (const settlement of this.#sink.send(batch, signal)) {
      passed &&= settlement.outcome.kind === "accepted";
      yield* this.#judge(settlement);
    }
    if (passed && part.provesNeighbour) this.#blameNeighbour();
  }

  *#judge(settlement: Settlement): Generator<Settlement> {
    const { outcome, items } = settlement;
    this.#doubt.learn(outcome, items.length);
    if (this.#doubt.works) yield* this.#takeUnclear();
    if (outcome.kind !== "refused") {
      yield settlement;
      if (outcome.kind === "config") yield* this.#end(outcome, []);
      return;
    }
    this.#refusal = outcome;
    const isUnknown = outcome.cause === "unknown";
    const { verdict, works } = this.#doubt;
    if (isUnknown && verdict !== undefined) yield* this.#end(verdict, items);
    else if (items.length > 1) this.#halve(items, outcome);
    else if (isUnknown && !works) this.#unclear.push(settlement);
    else yield settlement;
  }

  #halve(items: readonly Outgoing[], refusal: Refused): void {
    // The smaller half first: it costs two requests when it is the bad one, the other costs one.
    const middle = Math.floor(items.length / 2);
    // Size is no event's fault: two halves that pass can be too large together.
    const provesNeighbour = refusal.cause !== "size";
    this.#parts.push(
      { items: items.slice(middle), provesNeighbour: false, refusal: undefined },
      { items: items.slice(0, middle), provesNeighbour, refusal: undefined },
    );
  }

  /** Saves a request: the part on the right would be refused. A single event is sent all the same,
   * so that nothing is set aside but what Meta itself refused. */
  #blameNeighbour(): void {
    const right = this.#parts.pop();
    if (right !== undefined) this.#parts.push({ ...right, refusal: this.#refusal });
  }

  /** Ends the search: of what is not settled, the outcome says why it stays as it is. */
  *#end(outcome: Outcome, items: readonly Outgoing[]): Generator<Settlement> {
    const unclear = this.#takeUnclear().flatMap((settlement) => settlement.items);
    const all = [...unclear, ...items, ...this.#takeParts()];
    if (all.length > 0) yield { items: all, outcome, attempt: undefined };
  }

  #exhausted({ answer }: Refused): Outcome {
    const reason = `${this.#maxRequests} requests did not find all refused events of one batch; many rows share a fault that the mapping should mend`;
    return { kind: "gave_up", reason, answer };
  }

  #takeParts(): Outgoing[] {
    const items = this.#parts.reverse().flatMap((part) => [...part.items]);
    this.#parts = [];
    return items;
  }

  #takeUnclear(): Settlement[] {
    const unclear = this.#unclear;
    this.#unclear = [];
    return unclear;
  }
}
