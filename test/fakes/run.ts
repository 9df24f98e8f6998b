import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll } from "vitest";
import { judge } from "../../src/cli/failure.ts";
import type { Mapping } from "../../src/config/mapping.ts";
import { type Project, Secret } from "../../src/config/project.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { Kind } from "../../src/lib/value.ts";
import type { RunEvent } from "../../src/run/events.ts";
import type { Report } from "../../src/run/report.ts";
import { type RunOptions, runMapping } from "../../src/run/run-mapping.ts";
import type { Fault } from "../../src/sandbox/faults.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import type { Connector } from "../../src/source/source.ts";
import { openState, type State } from "../../src/state/install.ts";
import type { Letter, MappingStatus, Store } from "../../src/state/store.ts";
import { WallClock } from "./clock.ts";
import { MemoryConnector } from "./memory-source.ts";
import { type MappingChanges, ORDER_COLUMNS, ordersMapping } from "./orders.ts";
import { type Recorder, startRecorder } from "./recorder.ts";

/** What a test changes of the world that `startWorld` builds. */
export interface WorldOptions extends MappingChanges {
  readonly columns?: Readonly<Record<string, Kind>>;
  readonly pageSize?: number;
  readonly token?: string;
}

/** What a test changes of one run. */
export interface RunChanges extends Partial<RunOptions> {
  readonly project?: Project;
  readonly mapping?: Mapping;
  readonly connector?: Connector;
  readonly store?: Store;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly observe?: (event: RunEvent) => void;
}

/** The state of a test file, opened by its first world. A world's mapping and dataset are its own. */
let opened: Promise<{ readonly dir: string; readonly state: State }> | undefined;
let worlds = 0;

afterAll(async () => {
  const { dir, state } = (await opened) ?? {};
  await state?.store[Symbol.asyncDispose]();
  if (dir !== undefined) await rm(dir, { recursive: true, force: true });
});

async function openStateOfFile(): Promise<{ readonly dir: string; readonly state: State }> {
  const dir = await mkdtemp(join(tmpdir(), "capisync-run-"));
  return { dir, state: await openState({ file: stateFile(dir), create: true }) };
}

/**
 * One mapping with all that a run of it touches: state store, sandbox and HTTP are real, the warehouse
 * is an array, and time stands still but for what is slept.
 */
export class World implements AsyncDisposable {
  readonly dir: string;
  readonly clock: WallClock;
  readonly source: MemoryConnector;
  readonly mapping: Mapping;
  readonly project: Project;
  readonly sandbox: Sandbox;
  readonly recorder: Recorder;
  readonly state: State;
  /** Run events of all runs. */
  readonly events: RunEvent[] = [];

  constructor(
    parts: Pick<World, "dir" | "clock" | "sandbox" | "recorder" | "state">,
    o: WorldOptions,
  ) {
    this.dir = parts.dir;
    this.clock = parts.clock;
    this.sandbox = parts.sandbox;
    this.recorder = parts.recorder;
    this.state = parts.state;
    this.source = new MemoryConnector({
      columns: o.columns ?? ORDER_COLUMNS,
      now: () => this.clock.now(),
      ...(o.pageSize === undefined ? {} : { pageSize: o.pageSize }),
    });
    worlds++;
    this.mapping = ordersMapping(`orders-${worlds}`, o);
    this.project = projectOf(this, `${worlds}`, o.token ?? "token-for-tests");
  }

  /** One run, in this process. What ends it early stands in the report. */
  run(changes: RunChanges = {}): Promise<Report> {
    const { project, state, source, clock, mapping } = this;
    const parts = { project, mapping, connector: source, store: state.store, clock, ...changes };
    const options = { dryRun: false, limit: undefined, testEventCode: undefined, ...changes };
    return runMapping(
      {
        ...parts,
        secret: state.secret,
        random: () => 0.5,
        paces: new Map(),
        judge,
        observe: (event) => {
          this.events.push(event);
          changes.observe?.(event);
        },
      },
      options,
      changes.signal ?? new AbortController().signal,
    );
  }

  status(mapping = this.mapping): Promise<MappingStatus | undefined> {
    return this.state.store.status(mapping.id);
  }

  /** The checkpoint's key; undefined when there is none. */
  async checkpointKey(): Promise<string | undefined> {
    return (await this.status())?.checkpoint?.watermark.key[0];
  }

  letters(status: "open" | "closed" = "open", { id } = this.mapping): Promise<readonly Letter[]> {
    return this.state.store.listLetters({ mapping: id, status, limit: 1000 });
  }

  /** Plans failures of the sandbox. */
  async faults(...faults: readonly Fault[]): Promise<void> {
    const body = JSON.stringify(faults);
    const answer = await fetch(`${this.sandbox.url}/_sandbox/faults`, { method: "POST", body });
    if (!answer.ok) throw new Error(`the sandbox does not take these faults: ${answer.status}`);
  }

  async clearFaults(): Promise<void> {
    await fetch(`${this.sandbox.url}/_sandbox/faults`, { method: "DELETE" });
  }

  /** Ids of the events that were taken, each as often as it was. */
  takenIds(): string[] {
    const taken = this.recorder.requests.filter((request) => request.isTaken);
    return taken.flatMap((request) => request.events.map((event) => event.event_id));
  }

  /** As if the attempts that are on record had begun so much earlier. */
  backdateAttempts(ms: number): void {
    this.#change(
      "UPDATE attempt SET started_at = started_at - ? WHERE mapping = ?",
      ms,
      this.mapping.id,
    );
  }

  /** As if the process that held the mapping's lease had died long ago. */
  dropLease(mapping = this.mapping): void {
    this.#change("UPDATE lease SET expires_at = 0 WHERE mapping = ?", mapping.id);
  }

  #change(sql: string, ...values: readonly (string | number)[]): void {
    const database = new DatabaseSync(this.project.state.file);
    database.prepare(sql).run(...values);
    database.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.recorder.close();
    await this.sandbox.close();
  }
}

/** A mapping over an empty table that has never run, with a sandbox of its own. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  opened ??= openStateOfFile();
  const { dir, state } = await opened;
  const clock = new WallClock(Date.now());
  const sandbox = await startSandbox({ now: () => clock.now() });
  const recorder = await startRecorder(sandbox.url);
  return new World({ dir, clock, sandbox, recorder, state }, options);
}

function stateFile(dir: string): string {
  return join(dir, ".capisync", "state.db");
}

function projectOf(
  { dir, recorder, mapping }: Pick<World, "dir" | "recorder" | "mapping">,
  datasetId: string,
  token: string,
): Project {
  return {
    dir,
    name: "shop",
    target: undefined,
    state: { file: stateFile(dir) },
    connections: { shop: { name: "shop", type: "memory", settings: {} } },
    destinations: {
      dataset: {
        name: "dataset",
        datasetId,
        accessToken: new Secret(token),
        appSecret: undefined,
        apiVersion: "v25.0",
        endpoint: recorder.url,
        testEventCode: undefined,
        partnerAgent: undefined,
        ratePerSecond: undefined,
        deliver: true,
      },
    },
    mappings: [mapping],
  };
}
