import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import { z } from "zod";
import { parseDuration } from "../../src/lib/duration.ts";
import { ConfigError } from "../../src/lib/errors.ts";

const SSL_MODES = ["disable", "require", "verify-full"] as const;

/** `disable`; `require`: encrypted, to whoever answers; `verify-full`: and to the right server. */
type SslMode = (typeof SSL_MODES)[number];

/** How to reach the server, as the connection's block gives it. */
export interface PostgresSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly ssl: SslMode;
  readonly caFile: string | undefined;
  readonly applicationName: string;
  /** Covers all that the server does for one query and the time for which its pages wait here. */
  readonly statementTimeoutSeconds: number;
  readonly pageTimeoutSeconds: number;
  readonly pageSize: number;
}

/**
 * A reading may stay open for five minutes after its first page; the rest is for the query to get
 * there. The server's clock runs on while it waits for us.
 */
const STATEMENT_TIMEOUT_SECONDS = 15 * 60;

/** How long one page may take, the first one with all the query's work included. */
const PAGE_TIMEOUT_SECONDS = 5 * 60;

/** Rows in a page: a larger one outlives two collections of young garbage, 8 % slower at 2000. */
const PAGE_SIZE = 1000;

const text = z.string({ error: "expected a text" }).min(1, "expected a text that is not empty");

function whole(min: number, max: number) {
  const error = `expected a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, error).max(max, error);
}

const duration = z
  .string({ error: "expected a duration such as `90s` or `10m`" })
  .transform((written, context): number => {
    const seconds = parseDuration(written);
    if (seconds !== undefined && seconds > 0) return seconds;
    context.addIssue({ code: "custom", message: "expected a duration such as `90s` or `10m`" });
    return z.NEVER;
  });

const connectionBlock = z.strictObject({
  type: z.literal("postgres").optional(),
  url: text.optional(),
  host: text.optional(),
  port: whole(1, 65_535).optional(),
  user: text.optional(),
  password: z.string({ error: "expected a text" }).optional(),
  database: text.optional(),
  ssl: z.enum(SSL_MODES, { error: "expected `disable`, `require` or `verify-full`" }).optional(),
  ca: text.optional(),
  application_name: text.optional(),
  statement_timeout: duration.optional(),
  page_timeout: duration.optional(),
  page_size: whole(1, 50_000).optional(),
});

/** Keys that say in parts what `url` says at once. */
const PARTS = ["host", "port", "user", "password", "database"] as const;

/** Of the connection's block in connections.yaml. */
export const connectionSchema = connectionBlock.transform((block, context): PostgresSettings => {
  const wrong = (key: string, message: string): never => {
    context.addIssue({ code: "custom", message, path: [key] });
    return z.NEVER;
  };
  const doubled = PARTS.find((key) => block.url !== undefined && block[key] !== undefined);
  if (doubled !== undefined) return wrong(doubled, "expected nothing beside `url`, which says it");
  if (block.url === undefined && block.host === undefined) {
    return wrong("url", "expected `url`, or `host`, `user` and `database`");
  }
  const address = block.url === undefined ? addressOfParts(block) : addressOfUrl(block.url);
  if (typeof address === "string") return wrong("url", address);
  const { sslmode, ...where } = address;
  return {
    ...where,
    ssl: block.ssl ?? sslmode ?? (isLocal(where.host) ? "disable" : "verify-full"),
    caFile: block.ca,
    applicationName: block.application_name ?? "capisync",
    statementTimeoutSeconds: block.statement_timeout ?? STATEMENT_TIMEOUT_SECONDS,
    pageTimeoutSeconds: block.page_timeout ?? PAGE_TIMEOUT_SECONDS,
    pageSize: block.page_size ?? PAGE_SIZE,
  };
});

/** Of a mapping's `source.options`. */
export const optionsSchema = z
  .strictObject({ page_size: whole(1, 50_000).optional() })
  .transform((block) => ({ pageSize: block.page_size }))
  .default({ pageSize: undefined });

export type PostgresOptions = z.output<typeof optionsSchema>;

type Address = Pick<PostgresSettings, "host" | "port" | "user" | "password" | "database"> & {
  readonly sslmode?: SslMode;
};

function addressOfParts(block: z.output<typeof connectionBlock>): Address {
  return {
    host: block.host ?? "",
    port: block.port ?? 5432,
    user: block.user,
    password: block.password,
    database: block.database,
  };
}

const URL_FORM = "expected `postgres://user:password@host:5432/database`";

/** What a url says, or the words after which it is wrong. The url itself holds a password. */
function addressOfUrl(written: string): Address | string {
  const url = URL.parse(written);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol) || url.hostname === "")
    return URL_FORM;
  const { sslmode, ...others } = Object.fromEntries(url.searchParams);
  const mode = SSL_MODES.find((each) => each === sslmode);
  if (sslmode !== undefined && mode === undefined) {
    return "expected `sslmode` to be `disable`, `require` or `verify-full`";
  }
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined)
    return "expected no parameter but `sslmode`; use the keys beside `url`";
  return {
    host: decodeURIComponent(url.hostname).replace(/^\[|\]$/g, ""),
    port: url.port === "" ? 5432 : Number(url.port),
    user: decoded(url.username),
    password: decoded(url.password),
    database: decoded(url.pathname.slice(1)),
    ...(mode === undefined ? {} : { sslmode: mode }),
  };
}

function decoded(part: string): string | undefined {
  return part === "" ? undefined : decodeURIComponent(part);
}

/** A socket in the file system, or this machine. */
function isLocal(host: string): boolean {
  return host.startsWith("/") || host === "localhost" || host === "::1" || /^127\./.test(host);
}

/** The driver's TLS options; false for none. Throws ConfigError when the authority cannot be read. */
export function tlsOf({ ssl, caFile }: PostgresSettings): ConnectionOptions | false {
  if (ssl === "disable") return false;
  const ca = caFile === undefined ? {} : { ca: authority(caFile) };
  return { ...ca, rejectUnauthorized: ssl === "verify-full" };
}

function authority(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new ConfigError(`connection: ca: cannot read ${file}, expected certificates in PEM`, {
      stage: "source",
      cause,
    });
  }
}
