import { resolve } from "node:path";
import { type Finished, type Started, startCommand } from "./command.ts";
import { SHIPPED_FLAGS } from "./shipped-flags.ts";

/** The command line, unbuilt. */
export const CLI = resolve(import.meta.dirname, "../../src/cli.ts");

/** Starts `node src/cli.ts …`: node itself, no shell or npm between, so its pid can be killed. */
export function startCli(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Started {
  return startCommand(process.execPath, [...SHIPPED_FLAGS, CLI, ...args], {
    ...options,
    env: { PATH: process.env.PATH, ...options.env },
  });
}

/** Runs a command line to its end. */
export function runCli(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Finished> {
  return startCli(args, options).finished;
}
