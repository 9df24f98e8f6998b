import { findNamedFile } from "./named-file.ts";
import type { Problems } from "./problems.ts";
import { type MapTree, nodeAt, type Path, pathText, textAt, valueRange } from "./tree.ts";

/**
 * The files that tests take their rows from. One outside the project is an error. One that is not
 * there is a warning where `advice` is wanted: no run needs it, and a deployment may come without.
 */
export async function checkTests(
  root: string,
  file: string,
  mapping: MapTree,
  advice: boolean,
  problems: Problems,
): Promise<void> {
  const tests = nodeAt(mapping, ["tests"]);
  if (tests?.kind !== "list") return;
  for (const i of tests.items.keys()) {
    const at: Path = ["tests", i, "given"];
    const path = textAt(mapping, at);
    if (path === undefined) continue;
    const found = await findNamedFile(root, file, pathText(at), path);
    if ("real" in found) continue;
    const { finding } = found;
    const range = valueRange(mapping, at);
    if (finding.code === "file_outside") problems.add(range, finding);
    else if (advice) problems.add(range, { ...finding, severity: "warning" });
  }
}
