import type { CleanContext, FieldOptions } from "../capi/clean/cleaner.ts";
import type { Issue } from "../lib/issue.ts";

/**
 * What is found out about the row at hand while its event is built. One is reused for all rows of a
 * mapping: a row with nothing to remark allocates nothing here.
 */
export class Draft {
  /** Unix seconds. */
  now = 0;
  /** The row's own country, upper-case alpha-2; empty for one that cannot be read. */
  country: string | undefined;
  /** The row's currency, upper-case. */
  currency: string | undefined;
  notices: Issue[] | undefined;
  issues: Issue[] | undefined;
  /** How often anything was remarked, told before or not; it only ever grows. */
  remarks = 0;
  /** Why the row is not wanted, if it is not. */
  excluded: string | undefined;

  begin(nowMs: number): void {
    this.now = Math.floor(nowMs / 1000);
    this.country = undefined;
    this.currency = undefined;
    this.notices = undefined;
    this.issues = undefined;
    this.excluded = undefined;
  }

  /** Once per row and instance: the tenth bad price of an order is no news. */
  notice(issue: Issue): void {
    this.remarks++;
    if (this.notices === undefined) this.notices = [issue];
    else if (!this.notices.includes(issue)) this.notices.push(issue);
  }

  reject(issue: Issue): void {
    this.remarks++;
    if (this.issues === undefined) this.issues = [issue];
    else if (!this.issues.includes(issue)) this.issues.push(issue);
  }
}

/** What a notice of a cleaner says: the words after "expected", and what becomes of the value. */
interface NoticeWords {
  readonly expected: string;
  readonly fate: string;
}

const AS_IT_IS = "it is sent as it is";

/** The notices of cleaners by their codes. */
// biome-ignore format: a table is read by its columns
export const NOTICE_WORDS: Readonly<Record<string, NoticeWords>> = {
  prehashed:             { expected: "a plain value, or `hashed: true` on the field", fate: "the hash is sent as it is" },
  negative_value:        { expected: "an amount from 0 up",                           fate: AS_IT_IS },
  currency_new:          { expected: "a currency that Meta's own SDK knows",          fate: AS_IT_IS },
  click_time_in_seconds: { expected: "a click time in milliseconds",                  fate: AS_IT_IS },
  click_time_old:        { expected: "a click of the last 90 days",                   fate: AS_IT_IS },
  email_not_ascii:       { expected: "an address in ASCII",                           fate: "it is sent lower-cased" },
};

const OTHER: NoticeWords = { expected: "a usual value", fate: AS_IT_IS };

/** What a field's cleaner may know; its members follow the row at hand. */
export class FieldContext implements CleanContext {
  readonly timezone: string | undefined;
  readonly options: FieldOptions;
  readonly #draft: Draft;
  readonly #path: string;
  #ownCountry = false;
  #country: string | undefined;
  readonly #notices = new Map<string, Issue>();

  constructor(draft: Draft, path: string, options: FieldOptions, timezone: string | undefined) {
    this.#draft = draft;
    this.#path = path;
    this.options = options;
    this.timezone = options.timezone ?? timezone;
  }

  get now(): number {
    return this.#draft.now;
  }

  get currency(): string | undefined {
    return this.#draft.currency;
  }

  get country(): string | undefined {
    return this.#ownCountry ? this.#country : this.#draft.country;
  }

  /** From now on the country is the field's own, whatever the row's. */
  set country(code: string | undefined) {
    this.#ownCountry = true;
    this.#country = code;
  }

  notice(code: string): void {
    const { on_negative: onNegative } = this.options;
    if (code !== "negative_value" || onNegative === undefined || onNegative === "send") {
      this.#draft.notice(this.#issueOf(code, true));
    } else if (onNegative === "reject") this.#draft.reject(this.#issueOf(code, false));
    else this.#draft.excluded ??= code;
  }

  /** One per code, since the options say for all rows alike whether such a value is sent. */
  #issueOf(code: string, isSent: boolean): Issue {
    let issue = this.#notices.get(code);
    if (issue === undefined) {
      const { expected, fate } = NOTICE_WORDS[code] ?? OTHER;
      const words = isSent ? `${expected}; ${fate}` : expected;
      issue = Object.freeze({ code, field: this.#path, expected: words });
      this.#notices.set(code, issue);
    }
    return issue;
  }
}
