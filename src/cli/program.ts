import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command, CommanderError } from "commander";
import { COMMANDS, type Command as CommandEntry } from "./commands.ts";
import { EXIT, type GlobalFlags, type Io } from "./io.ts";

/** The nearest package.json above this file: the clone's when run from source, the package's when installed. */
function version(): string {
  for (let dir = import.meta.dirname; ; dir = dirname(dir)) {
    try {
      return JSON.parse(readFileSync(join(dir, "package.json"), "utf8")).version;
    } catch (error) {
      if (dir === dirname(dir)) throw error;
    }
  }
}

function addGlobalOptions(command: Command): Command {
  return command
    .option("-C, --project-dir <dir>", "the project folder (CAPISYNC_PROJECT_DIR)")
    .option("-t, --target <name>", "the target in connections.yaml (CAPISYNC_TARGET)")
    .option("--connections <file>", "the connections file (CAPISYNC_CONNECTIONS)")
    .option("--env-file <file>", "read variables from this file instead of .env")
    .option("--json", "print one JSON document instead of text");
}

function build(io: Io, done: (code: number) => void): Command {
  const program = addGlobalOptions(new Command("capisync"))
    .description("Conversions from your warehouse to Meta's Conversions API.")
    .version(version(), "-V, --version")
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr });
  for (const entry of COMMANDS) {
    const words = entry.name.split(" ");
    let parent = program;
    for (const word of words.slice(0, -1)) {
      parent = parent.commands.find((known) => known.name() === word) ?? group(parent, word);
    }
    const command = parent.command(words.at(-1) ?? entry.name).description(entry.summary);
    for (const [name, description] of entry.args ?? []) command.argument(name, description);
    for (const option of entry.options ?? []) command.addOption(option);
    addGlobalOptions(command).action(async (...all: unknown[]) => {
      const self = all.at(-1) as Command;
      done(await act(entry, self.args, self.optsWithGlobals(), io));
    });
  }
  return program;
}

/** Runs a command; what it throws is told and becomes the exit code. */
async function act(
  { action, logs = false }: CommandEntry,
  args: readonly string[],
  flags: GlobalFlags,
  io: Io,
): Promise<number> {
  try {
    return await action(args, { ...flags }, io);
  } catch (error) {
    const { report } = await import("./failure.ts");
    return report(error, { json: flags.json === true, logs }, io);
  }
}

function group(parent: Command, name: string): Command {
  return parent.command(name).description("what was set aside, and why");
}

/** Runs one command line; resolves with the exit code. Never throws. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.ok;
  const program = build(io, (exit) => {
    code = exit;
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.config;
    const { report } = await import("./failure.ts");
    return report(error, { json: argv.includes("--json"), logs: false }, io);
  }
}
