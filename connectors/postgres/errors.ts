import { RefusedError, UnavailableError } from "../../src/lib/errors.ts";

/** What became of a SQLSTATE. */
interface Verdict {
  /** True when the same call may pass later. */
  readonly passes: boolean;
  readonly words: string;
  /**
   * Whether the server's own message is shown. Only where it speaks of names and of the statement:
   * of a conversion or a raised exception it quotes the value of a row.
   */
  readonly message: boolean;
  readonly hint?: string;
}

/** By SQLSTATE or its beginning, the longest first. https://www.postgresql.org/docs/18/errcodes-appendix.html (read 2026) */
// biome-ignore format: a table is read by its columns
const VERDICTS: readonly (readonly [code: string, verdict: Verdict])[] = [
  ["57014", { passes: true,  words: "the statement was cancelled or ran into its time-out", message: false, hint: "raise `statement_timeout` of the connection, or make the query faster" }],
  ["57P",   { passes: true,  words: "the server ended the connection", message: false }],
  ["55P03", { passes: true,  words: "a lock was not to be had in time", message: false }],
  ["25P03", { passes: true,  words: "the session was idle in its transaction for too long", message: false }],
  ["25P04", { passes: true,  words: "the transaction ran into the server's time-out", message: false }],
  ["25006", { passes: false, words: "the statement would write", message: true, hint: "capisync only reads: take the writing part out of the query" }],
  ["28",    { passes: false, words: "the server refused the login", message: true, hint: "check user and password of the connection" }],
  ["3D",    { passes: false, words: "no such database", message: true }],
  ["3F",    { passes: false, words: "no such schema", message: true }],
  ["42501", { passes: false, words: "permission denied", message: true, hint: "grant SELECT on what the query reads to the connection's user" }],
  ["42",    { passes: false, words: "the server refused the statement", message: true }],
  ["08",    { passes: true,  words: "the connection failed", message: true }],
  ["40",    { passes: true,  words: "the server rolled the transaction back", message: false }],
  ["53",    { passes: true,  words: "the server is short of connections, memory or disk", message: false }],
  ["58",    { passes: true,  words: "the server's system failed", message: false }],
  ["22012", { passes: false, words: "division by zero", message: false }],
  ["22003", { passes: false, words: "a number is out of range", message: false }],
  ["22007", { passes: false, words: "a text is not a date or time", message: false }],
  ["22008", { passes: false, words: "a date or time is out of range", message: false }],
  ["22021", { passes: false, words: "a character is not in the encoding", message: false }],
  ["22023", { passes: false, words: "a parameter has an invalid value", message: false }],
  ["22032", { passes: false, words: "a text is not JSON", message: false }],
  ["22P02", { passes: false, words: "a text cannot be read as the type asked for", message: false }],
  ["22P05", { passes: false, words: "a character cannot be translated", message: false }],
  ["22",    { passes: false, words: "a value is wrong for what the query does with it", message: false }],
  ["21",    { passes: false, words: "a subquery returned more than one row", message: false }],
  ["23",    { passes: false, words: "a constraint was violated", message: false }],
  ["0A",    { passes: false, words: "the server does not support this", message: true }],
  ["",      { passes: false, words: "the server reported an error", message: false }],
];

const TLS_HINT = "give the server's authority as `ca`, or see `ssl` in the connection";

/** Failures of the connection that have no SQLSTATE, by the driver's code or by its words. */
// biome-ignore format: a table is read by its columns
const NETWORK: readonly (readonly [pattern: RegExp, verdict: Omit<Verdict, "message">])[] = [
  [/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH)/, { passes: false, words: "the server's certificate was not accepted", hint: TLS_HINT }],
  [/does not support SSL/, { passes: false, words: "the server does not offer TLS", hint: "set `ssl: disable` only inside a trusted network" }],
  [/password must be|no password|SASL|SCRAM/i, { passes: false, words: "the server wants a password", hint: "give `password` in the connection, from a variable" }],
  [/^(E[A-Z]+)$|[Cc]onnection|timeout|socket/, { passes: true, words: "the connection failed" }],
];

/** Codes after which the connection is gone, whatever the driver says of it. */
const FATAL = /^(08|57P|25P03|25P04)/;

/** What is used of the driver's errors: `code` is a SQLSTATE or a system code. */
interface DriverError extends Error {
  readonly code?: string;
  readonly severity?: string;
  readonly position?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
}

/** Whether the connection can still be used after this error. */
export function endsConnection(error: unknown): boolean {
  if (error instanceof RefusedError) return false;
  if (!isDriverError(error)) return true;
  return !isSqlState(error.code) || error.severity === "FATAL" || FATAL.test(error.code);
}

/**
 * The driver's error as one of ours, told without a value of a row. `doing` begins the message;
 * `locate` turns a character position into a place in the user's SQL.
 */
export function failureOf(
  error: unknown,
  doing: string,
  locate: (position: number) => string | undefined = () => undefined,
): unknown {
  if (!isDriverError(error)) return error;
  const { verdict, shown } = isSqlState(error.code)
    ? ofServer(error, error.code)
    : ofNetwork(error);
  const place = error.position === undefined ? undefined : locate(Number(error.position));
  const text = `${doing}: ${place === undefined ? "" : `${place}: `}${verdict.words}${shown}`;
  // The driver's error stays out of `cause`: its message and detail may quote a row.
  const Failure = verdict.passes ? UnavailableError : RefusedError;
  return new Failure(text, {
    stage: "source",
    ...(verdict.hint === undefined ? {} : { hint: verdict.hint }),
  });
}

function ofServer(error: DriverError, code: string) {
  const verdict = VERDICTS.find(([start]) => code.startsWith(start))?.[1] ?? FALLBACK;
  const message = verdict.message ? `: ${error.message}` : "";
  return { verdict, shown: `${message} (SQLSTATE ${code}${nameOf(error)})` };
}

function ofNetwork(error: DriverError) {
  const code = error.code ?? "";
  const found = NETWORK.find(([pattern]) => pattern.test(code) || pattern.test(error.message));
  const verdict = { ...(found?.[1] ?? FALLBACK), message: false };
  return { verdict, shown: code === "" ? "" : ` (${code})` };
}

const FALLBACK: Verdict = { passes: true, words: "the driver reported an error", message: false };

/** Table and column, where the server names them. */
function nameOf({ schema, table, column }: DriverError): string {
  const name = [schema, table, column].filter((part) => part !== undefined).join(".");
  return name === "" ? "" : `, ${name}`;
}

function isSqlState(code: string | undefined): code is string {
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code);
}

/** Errors of the driver and of the network; a TypeError is our own mistake and passes through. */
function isDriverError(error: unknown): error is DriverError {
  return (
    error instanceof Error && (error.name === "Error" || error.name === "error" || "code" in error)
  );
}
