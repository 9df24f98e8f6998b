import type { IncomingMessage } from "node:http";
import { isJsonObject, tryParse } from "../lib/json-object.ts";

/** Bytes of a request that are read; Meta states no limit. Our own. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** The body's bytes; undefined when it is too long. Rejects when the sender went away. */
export async function readBytes(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    // Read to its end all the same, so that the sender gets to read the answer.
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

/** A body's top-level parameters, from JSON, or from either kind of form, in which `data` is JSON text. */
export async function readParameters(
  bytes: Buffer,
  contentType: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  if (!/form-urlencoded|form-data/i.test(contentType)) {
    const value = tryParse(bytes.toString("utf8"));
    return isJsonObject(value) ? value : undefined;
  }
  try {
    const form = await new Response(new Uint8Array(bytes), {
      headers: { "content-type": contentType },
    }).formData();
    return Object.fromEntries(form);
  } catch {
    return undefined; // A malformed form is answered as any body that cannot be read.
  }
}

/** The token, from wherever Graph takes one. */
export function tokenOf(
  request: IncomingMessage,
  url: URL,
  parameters: Readonly<Record<string, unknown>>,
): string | undefined {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const given = parameters.access_token ?? url.searchParams.get("access_token") ?? bearer;
  return typeof given === "string" && given !== "" ? given : undefined;
}

/** The events; `data` and each of its members may be JSON text. Undefined when it is no list. */
export function eventsOf(data: unknown): readonly unknown[] | undefined {
  const list = typeof data === "string" ? tryParse(data) : data;
  if (!Array.isArray(list)) return undefined;
  return list.map((event) => (typeof event === "string" ? tryParse(event) : event));
}
