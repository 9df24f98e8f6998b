import type { Connector } from "../src/source/source.ts";
import { postgres } from "./postgres.ts";

/** Every warehouse that can be read, under the word that connections.yaml has for it. */
export const CONNECTORS: Readonly<Record<string, Connector>> = {
  postgres,
};
