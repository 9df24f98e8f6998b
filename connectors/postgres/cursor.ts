import type pg from "pg";
import type Cursor from "pg-cursor";

/** What the driver's cursor keeps to itself, as of pg-cursor 2.22. */
interface Waiting {
  /** Who waits for the rows that are being fetched. */
  _cb: ((error: Error) => void) | null;
  readonly state: string;
}

/** What the connection calls when it ends. */
interface Failing {
  handleError(error: Error, connection: pg.Connection): void;
}

/**
 * The driver's cursor, which forgets who waits for the last page: it counts itself as done when the
 * last row has come, calls back only at the server's next word, and takes no notice of a connection
 * that ends in between. The wait would never end.
 */
export function endingCursor(base: typeof Cursor): typeof Cursor {
  const { handleError } = base.prototype as unknown as Failing;
  class EndingCursor extends base {}
  const ending: Failing = {
    handleError(error, connection) {
      const waiting = this as unknown as Waiting;
      const call = waiting.state === "done" ? waiting._cb : null;
      if (call !== null) {
        waiting._cb = null;
        call(error);
      }
      handleError.call(this, error, connection);
    },
  };
  Object.assign(EndingCursor.prototype, ending);
  return EndingCursor;
}
