/** A text as UTF-8 bytes, outside the JavaScript heap. */
export interface Span {
  readonly chunk: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Bytes of a chunk: about a thousand events. It is freed when the last span on it is. */
const CHUNK_BYTES = 1 << 20;

/** UTF-8 takes at most three bytes for a UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * Keeps texts that wait for a while. As strings, a hundred megabytes a second of them would grow old
 * on the heap and cost more to collect than to make; here the collector sees one object a chunk.
 */
export class Arena {
  #chunk = Buffer.alloc(0);
  #used = 0;

  add(text: string): Span {
    const most = text.length * MAX_BYTES_PER_UNIT;
    if (this.#used + most > this.#chunk.length) {
      this.#chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, most));
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += this.#chunk.write(text, start, "utf8");
    return { chunk: this.#chunk, start, end: this.#used };
  }
}

/** The text of a span. */
export function textOfSpan({ chunk, start, end }: Span): string {
  return chunk.toString("utf8", start, end);
}
