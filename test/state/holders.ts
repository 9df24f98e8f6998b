import { spawnSync } from "node:child_process";
import { thisHolder } from "../../src/state/holder.ts";
import type { Holder } from "../../src/state/store.ts";

/** A holder on another host, of whose life nothing can be known from here. */
export const ELSEWHERE: Holder = {
  host: "elsewhere.example.com",
  bootId: "00000000-0000-0000-0000-000000000000",
  pid: 4711,
  startedAt: "1",
};

/** A holder whose process ran on this host and has ended. */
export function deadHolder(): Holder {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  return { ...thisHolder(), pid };
}
