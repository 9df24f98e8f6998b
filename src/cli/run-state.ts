import { existsSync } from "node:fs";
import { relative } from "node:path";
import type { Project } from "../config/project.ts";
import { openState } from "../state/install.ts";
import type { Store } from "../state/store.ts";
import type { Log } from "./log.ts";

/** The state of a project, opened for a run. A dry run may have none: it writes nothing. */
export async function openRunState(
  project: Project,
  { dryRun, cwd, log }: { readonly dryRun: boolean; readonly cwd: string; readonly log: Log },
): Promise<{ readonly store: Store | undefined; readonly secret: string }> {
  const { file } = project.state;
  if (dryRun && !existsSync(file)) return { store: undefined, secret: "dry run" };
  const { store, secret, created } = await openState({ file, create: !dryRun });
  if (created) {
    log.info(
      `new state in ${relative(cwd, file) || file}: first runs start at incremental.start, by default the start of Meta's window`,
      { code: "state_created" },
    );
  }
  return { store, secret };
}
