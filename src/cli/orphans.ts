import { existsSync } from "node:fs";
import type { Mapping } from "../config/mapping.ts";
import type { Project } from "../config/project.ts";
import type { Problem } from "../lib/errors.ts";
import { describe } from "./failure.ts";

/** What a renamed mapping leaves behind, and what it may be called now. */
export interface Orphans {
  /** Ids in the state that no mapping of the project has. */
  readonly ids: readonly string[];
  /** Mappings that have no state. */
  readonly newcomers: readonly Mapping[];
}

/** Holds the ids of a state against the project's mappings. */
export function orphansOf(known: readonly string[], mappings: readonly Mapping[]): Orphans {
  return {
    ids: known.filter((id) => !mappings.some((mapping) => mapping.id === id)),
    newcomers: mappings.filter((mapping) => !known.includes(mapping.id)),
  };
}

/**
 * What `validate` says of the project's state: which checkpoints no mapping has. A state that cannot be
 * opened is a warning, since the files may be right all the same.
 */
export async function stateProblems(project: Project): Promise<readonly Problem[]> {
  const { file } = project.state;
  if (!existsSync(file)) return [];
  try {
    const { openState } = await import("../state/install.ts");
    const { store } = await openState({ file, create: false });
    try {
      return orphanProblems(orphansOf(await store.mappings(), project.mappings));
    } finally {
      await store[Symbol.asyncDispose]();
    }
  } catch (error) {
    const { message, hint } = describe(error);
    return [{ ...START, severity: "warning", code: "state_unreadable", message, ...hinted(hint) }];
  }
}

/** Where a problem is told that is in no line of a file. */
const START = { file: "capisync.yaml", line: 1, column: 1 } as const;

function hinted(hint: string | undefined): { readonly hint?: string } {
  return hint === undefined ? {} : { hint };
}

function orphanProblems({ ids, newcomers }: Orphans): readonly Problem[] {
  return ids.map((id) => ({
    ...START,
    file: newcomers[0]?.file ?? START.file,
    severity: "note",
    code: "orphaned_checkpoint",
    message: `the state holds the checkpoint of a mapping \`${id}\`, and no mapping has this id`,
    ...hinted(renamed(id, newcomers)),
  }));
}

/** The question to ask, when some mapping never ran. */
function renamed(id: string, newcomers: readonly Mapping[]): string | undefined {
  if (newcomers.length === 0) return undefined;
  const files = newcomers.map(({ file }) => file).join(" or ");
  return `was it renamed? set \`id: ${id}\` in ${files}, or its events are sent again under new ids`;
}

/** What `run` says before the first run of a mapping that may be an old one with a new name. */
export function newcomerWarning({ ids, newcomers }: Orphans, mapping: Mapping): string | undefined {
  if (ids.length === 0 || !newcomers.includes(mapping)) return undefined;
  const found = ids.map((id) => `\`${id}\``).join(", ");
  return `${mapping.file}: this mapping never ran, and the state holds ${found}, which no mapping has: was it renamed? then stop and set \`id:\` to its old name, or its events are sent again under new ids`;
}
