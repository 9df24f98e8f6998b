import { codeText } from "../capi/error-codes.ts";
import type { Answer, Outcome } from "./sink.ts";

/** What ends the sending: nothing is wrong with the events. */
type Config = Extract<Outcome, { kind: "config" }>;

/**
 * Whether a code that is in no list speaks of an event or of the whole destination, for the life of
 * one sink. Two single events refused with the same code before anything else was learnt: the
 * destination. An acceptance, a refusal with an event's own code, or another unknown code on the
 * second event: the destination works, so whatever is refused is the event's own fault.
 */
export class Doubt {
  #works = false;
  #firstCode: string | undefined;
  #verdict: Config | undefined;

  /** True once something showed that the destination takes events. */
  get works(): boolean {
    return this.#works;
  }

  /** Set once the unknown code is held against the destination. */
  get verdict(): Config | undefined {
    return this.#verdict;
  }

  /** Takes note of what became of `count` events. */
  learn(outcome: Outcome, count: number): void {
    if (outcome.kind === "accepted") this.#clear();
    if (outcome.kind !== "refused") return;
    if (outcome.cause === "event" || outcome.cause === "age") this.#clear();
    else if (outcome.cause === "unknown" && count === 1) this.#accuse(outcome.answer);
  }

  #clear(): void {
    this.#works = true;
    this.#verdict = undefined;
  }

  #accuse(answer: Answer): void {
    if (this.#works) return;
    const code = codeText(answer);
    if (this.#firstCode === undefined) this.#firstCode = code;
    else if (this.#firstCode !== code) this.#clear();
    else {
      const reason = `the first two events sent by themselves were refused with the same unknown code, ${code}`;
      this.#verdict = { kind: "config", reason, answer };
    }
  }
}
