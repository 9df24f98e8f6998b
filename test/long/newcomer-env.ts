import { delimiter } from "node:path";

/** What a command of npm or git needs to know of the machine, and of who is using it. */
const KEPT = ["HOME", "USER", "LANG", "TMPDIR", "CI", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"];

/** How npm is told of a registry, a proxy or a cache that is not the usual one. */
const NETWORK = /^(https?|no)_proxy$|^npm_config_(registry|cafile|cache|userconfig|offline)$/i;

/** A registry that does not answer is asked again soon; npm's own patience of 5 minutes ends a test. */
const IMPATIENT = {
  npm_config_fetch_timeout: "30000",
  npm_config_fetch_retries: "5",
  npm_config_fetch_retry_mintimeout: "1000",
};

/**
 * The environment of somebody who has just opened a terminal. What npm and vitest tell their own
 * children (the folder of this checkout, NODE_ENV, NODE_OPTIONS) is left out: a child npm would take
 * this checkout for its own.
 */
export function newcomerEnv(...firstOnPath: readonly string[]): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (KEPT.includes(entry[0]) || NETWORK.test(entry[0])),
  );
  const path = [...firstOnPath, ...outsideOfCheckout()].join(delimiter);
  return { ...IMPATIENT, ...Object.fromEntries(kept), PATH: path };
}

/** The folders of PATH without those that npm put there for this checkout. */
export function outsideOfCheckout(): readonly string[] {
  const path = (process.env.PATH ?? "").split(delimiter);
  return path.filter((folder) => !folder.includes("node_modules"));
}
