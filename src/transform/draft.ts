import type { CleanContext, FieldOptions } from "../capi/clean/cleaner.ts";
import type { Issue } from "../lib/issue.ts";

/**
 * What is found out about the row at hand while its event is built. One is reused for all rows of a
 * mapping: a row with nothing to remark allocates nothing here.
 */
export class Draft {
  /** Unix seconds. */
  now = 0;
  /** The row's own country, upper-case alpha-2. */
  country: string | undefined;
  /** The row's currency, upper-case. */
  currency: string | undefined;
  notices: Issue[] | undefined;
  issues: Issue[] | undefined;
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
    if (this.notices === undefined) this.notices = [issue];
    else if (!this.notices.includes(issue)) this.notices.push(issue);
  }

  reject(issue: Issue): void {
    if (this.issues === undefined) this.issues = [issue];
    else if (!this.issues.includes(issue)) this.issues.push(issue);
  }
}

/** What the notices of cleaners mean, in the words after "expected". */
export const NOTICE_WORDS: Readonly<Record<string, string>> = {
  prehashed: "a plain value, or `hashed: true` on the field; the hash is sent as it is",
  negative_value: "an amount from 0 up; it is sent as it is",
  currency_new: "a currency that Meta's own SDK knows; it is sent as it is",
  click_time_in_seconds: "a click time in milliseconds; it is sent as it is",
  click_time_old: "a click of the last 90 days; it is sent as it is",
  email_not_ascii: "an address in ASCII; it is sent lower-cased",
};

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
    const issue = this.#issueOf(code);
    const { on_negative: onNegative } = this.options;
    if (code !== "negative_value" || onNegative === undefined || onNegative === "send") {
      this.#draft.notice(issue);
    } else if (onNegative === "reject") this.#draft.reject(issue);
    else this.#draft.excluded ??= code;
  }

  #issueOf(code: string): Issue {
    let issue = this.#notices.get(code);
    if (issue === undefined) {
      const expected = NOTICE_WORDS[code] ?? "a usual value; it is sent as it is";
      issue = Object.freeze({ code, field: this.#path, expected });
      this.#notices.set(code, issue);
    }
    return issue;
  }
}
