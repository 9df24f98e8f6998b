import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const BIN = resolve(import.meta.dirname, "../../src/bin.mjs");

/** The flags that the installed command gives to node: what its first line says. */
export const SHIPPED_FLAGS: readonly string[] =
  readFileSync(BIN, "utf8").split("\n", 1)[0]?.match(/--\S+/g) ?? [];
