import { systemClock } from "../lib/clock.ts";
import type { MappingStatus, Run } from "../state/store.ts";
import { countsJson } from "./counts.ts";
import { EXIT, type GlobalFlags, type Io } from "./io.ts";
import { openProject, selectMappings } from "./open-project.ts";
import { ago, table } from "./text.ts";

interface StatusFlags extends GlobalFlags {
  readonly select?: readonly string[];
}

function runJson(run: Run | undefined): Record<string, unknown> | null {
  if (run === undefined) return null;
  return {
    run: run.id,
    status: run.status,
    started_at: new Date(run.startedAt).toISOString(),
    ended_at: run.endedAt === undefined ? null : new Date(run.endedAt).toISOString(),
    requests: run.requests,
    error: run.error ?? null,
    ...countsJson(run.counts),
  };
}

function statusJson(name: string, status: MappingStatus | undefined): Record<string, unknown> {
  return {
    mapping: name,
    watermark: status?.checkpoint?.watermark ?? null,
    last_run: runJson(status?.lastRun),
    ambiguous_events: status?.ambiguousEvents ?? 0,
    dead_letters: status?.openLetters ?? 0,
    counts: status === undefined ? null : countsJson(status.counts),
  };
}

function statusRow(name: string, status: MappingStatus | undefined, now: number): string[] {
  if (status === undefined) return [name, "never run", "-", "-", "-", "-", "-"];
  const { lastRun: run, checkpoint, counts } = status;
  return [
    name,
    run?.status ?? "never run",
    run === undefined ? "-" : ago(run.startedAt, now),
    checkpoint?.watermark.cursor ?? checkpoint?.watermark.key.join(", ") ?? "-",
    String(counts.accepted),
    String(status.openLetters),
    String(status.ambiguousEvents),
  ];
}

/** `capisync status`: reads the state store, asks nothing of warehouse or Meta. */
export async function status(flags: StatusFlags, io: Io): Promise<number> {
  const { project } = await openProject(flags, io, { requireEnv: false });
  const mappings = selectMappings(project.mappings, flags.select ?? []);
  const { openState } = await import("../state/install.ts");
  const { store } = await openState({ file: project.state.file, create: false });
  try {
    const all = await Promise.all(
      mappings.map(async (mapping) => [mapping.name, await store.status(mapping.id)] as const),
    );
    if (flags.json === true) {
      const document = all.map(([name, found]) => statusJson(name, found));
      io.stdout(`${JSON.stringify({ schema_version: 1, mappings: document })}\n`);
      return EXIT.ok;
    }
    const header = [
      "MAPPING",
      "STATUS",
      "LAST RUN",
      "WATERMARK",
      "ACCEPTED",
      "DEAD LETTERS",
      "AMBIGUOUS",
    ];
    const now = systemClock.now();
    io.stdout(
      table(
        header,
        all.map(([name, found]) => statusRow(name, found, now)),
      ),
    );
    if (all.some(([, found]) => (found?.openLetters ?? 0) > 0)) {
      io.stderr("\nNext: capisync dead-letters list\n");
    }
    return EXIT.ok;
  } finally {
    await store[Symbol.asyncDispose]();
  }
}
