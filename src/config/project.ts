import type { Mapping } from "./mapping.ts";

/** A project folder, read and checked, with one target chosen. */
export interface Project {
  /** Absolute. */
  readonly dir: string;
  readonly name: string;
  readonly target: string | undefined;
  readonly state: StateSettings;
  readonly connections: Readonly<Record<string, Connection>>;
  readonly destinations: Readonly<Record<string, Destination>>;
  readonly mappings: readonly Mapping[];
}

export interface StateSettings {
  /** Absolute path of the SQLite file. */
  readonly file: string;
}

/** A configured warehouse. `settings` is what the connector's schema made of the block. */
export interface Connection {
  readonly name: string;
  readonly type: string;
  readonly settings: unknown;
}

/** A configured dataset of Meta's. */
export interface Destination {
  readonly name: string;
  readonly datasetId: string;
  readonly accessToken: Secret;
  /** Of the app that the token belongs to; undefined: requests are not proven. */
  readonly appSecret: Secret | undefined;
  readonly apiVersion: string;
  /** Without a trailing slash: `https://graph.facebook.com`, or a loopback address for the sandbox. */
  readonly endpoint: string;
  readonly testEventCode: string | undefined;
  readonly partnerAgent: string | undefined;
  readonly ratePerSecond: number | undefined;
  /** False: build and validate everything, send nothing. */
  readonly deliver: boolean;
}

/** Whether a target is the one that sends what counts. */
export function isProduction(target: string | undefined): boolean {
  return target === "prod" || target === "production";
}

/** A value that must not be printed: every way of turning it into text gives `***`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "***";
  }

  toJSON(): string {
    return "***";
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "***";
  }
}
