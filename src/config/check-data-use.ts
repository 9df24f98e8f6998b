import { STATES } from "../capi/rules/data-use.ts";
import { mappedAt } from "./mapped.ts";
import type { Problems } from "./problems.ts";
import { keyRange, type MapTree, nodeAt, type Tree } from "./tree.ts";

/**
 * What the constants of `limited_data_use` come to.
 * https://developers.facebook.com/docs/marketing-apis/data-processing-options (read 2026)
 */
export function checkDataUse(mapping: MapTree, problems: Problems): void {
  const block = nodeAt(mapping, ["limited_data_use"]);
  if (block === undefined) return;
  const country = nodeAt(block, ["country"]);
  const state = nodeAt(block, ["state"]);
  if ((country === undefined) !== (state === undefined)) {
    reportHalf(block, country === undefined ? "state" : "country", problems);
    return;
  }
  const code = numberIn(state);
  if (state !== undefined && numberIn(country) === 0 && code !== 0) reportStray(state, problems);
  if (state !== undefined && code > STATES.last) reportNew(state, problems);
  const isFound = numberIn(country) === 0 && code === 0;
  if (isFound && mappedAt(mapping, "user_data.client_ip_address") === undefined) {
    problems.add(keyRange(mapping, ["limited_data_use"]), {
      code: "data_use_without_ip",
      severity: "warning",
      message:
        "limited_data_use: country 0 and state 0 ask Meta to find out both, for which it needs fields.user_data.client_ip_address",
      hint: "map client_ip_address, or give country and state",
    });
  }
}

/** Nothing stands for 0, at which Meta finds it out; NaN for a column. */
function numberIn(node: Tree | undefined): number {
  if (node === undefined) return 0;
  return node.kind === "scalar" && typeof node.value === "number" ? node.value : Number.NaN;
}

const MISSING = {
  country: `expected \`state: 0\` or a state code from ${STATES.first} up`,
  state: "expected `country: 1`, or 0 to let Meta find out both",
} as const;

/** Meta takes both or none, and one alone may mean anything. */
function reportHalf(block: Tree, given: keyof typeof MISSING, problems: Problems): void {
  const other = given === "country" ? "state" : "country";
  problems.add(keyRange(block, [given]), {
    code: "missing_key",
    message: `limited_data_use: \`${given}\` needs \`${other}\` beside it, ${MISSING[given]}`,
    hint: "leave both out to have Meta find them by the IP address",
  });
}

function reportStray(state: Tree, problems: Problems): void {
  problems.add(state.range, {
    code: "invalid_value",
    message: "limited_data_use.state: a state needs its country, expected `country: 1` beside it",
    hint: "with country 0 and state 0 Meta finds out both",
  });
}

function reportNew(state: Tree, problems: Problems): void {
  problems.add(state.range, {
    code: "data_use_state_new",
    severity: "warning",
    message: `limited_data_use.state: expected ${STATES.first} to ${STATES.last}, which is all that Meta's list held in 2026`,
    hint: "look whether Meta's list has grown",
  });
}
