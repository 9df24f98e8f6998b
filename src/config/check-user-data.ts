import { fieldOf } from "../capi/fields.ts";
import { WEAK } from "../capi/rules.ts";
import { isWeak } from "../capi/weak-sets.ts";
import { mappingSchema } from "./mapping-schema.ts";
import type { Problems } from "./problems.ts";
import { isMisspelt } from "./schema-problems.ts";
import { entriesAt, keyRange, type MapTree, nodeAt, textAt } from "./tree.ts";

const USER_DATA = ["fields", "user_data"];

/** Whether what is mapped of a person could ever be enough. */
export function checkUserData(mapping: MapTree, problems: Problems): void {
  if (nodeAt(mapping, ["fields"])?.kind !== "map") return;
  checkEmpty(mapping, problems);
  checkWeak(mapping, problems);
  checkRequireAny(mapping, problems);
}

function checkEmpty(mapping: MapTree, problems: Problems): void {
  const userData = nodeAt(mapping, USER_DATA);
  const isEmpty = userData?.kind === "map" ? userData.entries.size === 0 : userData === undefined;
  if (!isEmpty || isMisspelt("user_data", mapping, ["fields"], mappingSchema)) return;
  problems.add(keyRange(mapping, USER_DATA), {
    code: "no_user_data",
    message: "fields.user_data is empty, expected something by which Meta can match a person",
    hint: "map what you have: email, phone, external_id, client_ip_address, …",
  });
}

function wireOf(name: string): string | undefined {
  return fieldOf("user_data", name)?.wire;
}

/** Every row would be refused when all that is mapped lies in one of the weak sets. */
function checkWeak(mapping: MapTree, problems: Problems): void {
  const names = [...entriesAt(mapping, USER_DATA).keys()];
  const wires = names.map(wireOf);
  // An unknown name is told by itself, and may be what makes the set strong.
  if (names.length === 0 || wires.includes(undefined)) return;
  if (!isWeak(Object.fromEntries(wires.map((wire) => [wire, true])))) return;
  problems.add(keyRange(mapping, USER_DATA), {
    code: WEAK.code,
    message: `fields.user_data: ${names.join(", ")} alone fit too many people, so Meta would refuse every event; expected ${WEAK.expected}`,
    hint: "map more of what identifies the person",
  });
}

/** Rows could never pass when none of the fields is mapped. */
function checkRequireAny(mapping: MapTree, problems: Problems): void {
  const list = nodeAt(mapping, ["require_any"]);
  if (list?.kind !== "list" || nodeAt(mapping, USER_DATA)?.kind !== "map") return;
  const mapped = new Set([...entriesAt(mapping, USER_DATA).keys()].map(wireOf));
  const wanted = list.items.map((item) => wireOf(textAt(item, []) ?? ""));
  if (wanted.includes(undefined) || wanted.some((wire) => mapped.has(wire))) return;
  problems.add(list.range, {
    code: "require_any_unmapped",
    message:
      "require_any: none of these is mapped under fields.user_data, so every row would be rejected",
    hint: "name a field that is mapped",
  });
}
