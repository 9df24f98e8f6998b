import type { Outgoing } from "./sink.ts";

/** What surrounds the events in a request's JSON. Undefined members are left out. */
export interface Envelope {
  readonly access_token: string;
  /**
   * Proof that the sender knows the app's secret. Not bound to a time: no page of Meta's that we read
   * describes `appsecret_time`, and a proof that is good for minutes would depend on this machine's clock.
   */
  readonly appsecret_proof: string | undefined;
  readonly test_event_code: string | undefined;
  readonly partner_agent: string | undefined;
  readonly upload_tag: string | undefined;
}

const COMMA = 0x2c;

/**
 * Builds request bodies: the events' own bytes between head and tail, so that every request with an
 * event holds the same bytes of it. Bodies of about a megabyte, made a hundred times a second, are
 * memory that the collector frees late; so a body whose request is over may be handed back.
 */
export class Bodies {
  readonly #spare: Buffer[] = [];

  pack(items: readonly Outgoing[], envelope: Envelope): Buffer {
    const head = '{"data":[';
    const tail = `],${JSON.stringify(envelope).slice(1)}`;
    const ends = Buffer.byteLength(head) + Buffer.byteLength(tail);
    const length = items.reduce((sum, { json }) => sum + 1 + json.end - json.start, ends - 1);
    const body = this.#take(length);
    let at = body.write(head);
    for (const { json } of items) {
      at += json.chunk.copy(body, at, json.start, json.end);
      body[at++] = COMMA;
    }
    // The tail begins where the comma after the last event would stand.
    body.write(tail, at - 1);
    return body.subarray(0, length);
  }

  /**
   * Takes a body back. Only when its request was answered in full: of one that was given up on, the
   * system may still hold the bytes to write, and they must not change under it.
   */
  handBack(body: Buffer): void {
    this.#spare.push(Buffer.from(body.buffer));
  }

  #take(length: number): Buffer {
    const found = this.#spare.findIndex((spare) => spare.length > length);
    const [spare] = found === -1 ? [] : this.#spare.splice(found, 1);
    // A little more than is needed, so that it fits the next batch of as many events too.
    return spare ?? Buffer.allocUnsafeSlow(length + (length >> 3) + 1);
  }
}
