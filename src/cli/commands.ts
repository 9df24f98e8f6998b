import { InvalidArgumentError, Option } from "commander";
import type { GlobalFlags, Io } from "./io.ts";

function positiveInteger(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1) {
    throw new InvalidArgumentError("expected a whole number from 1 up");
  }
  return number;
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) {
    throw new InvalidArgumentError("expected a port from 0 (any free one) to 65535");
  }
  return number;
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

/** An action of a command; returns the exit code. Loaded when the command is used, for a quick `--help`. */
type Action = (
  args: readonly string[],
  flags: GlobalFlags & Record<string, unknown>,
  io: Io,
) => Promise<number>;

/** A command as the table below states it. `name` may be two words: a group and its member. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly args?: readonly [name: string, description: string][];
  readonly options?: readonly Option[];
  /** Off a terminal all that it says on stderr is JSON, one object a line. */
  readonly logs?: boolean;
  readonly action: Action;
}

const select = new Option(
  "-s, --select <pattern>",
  "only these mappings: a name, a glob, tag:<tag>, destination:<name>, connection:<name>; repeat for more",
)
  .argParser(collect)
  .default([] as readonly string[], "all enabled");

/** Every command, in the order of `--help`. */
export const COMMANDS: readonly Command[] = [
  {
    name: "validate",
    summary: "check project, connections and mappings; needs no network",
    args: [["[paths...]", "mapping files; default: all"]],
    options: [
      new Option("--strict", "warnings are errors"),
      new Option("--no-env", "do not require environment variables to be set"),
      new Option("--format <format>", "how problems are printed")
        .choices(["text", "json", "github"])
        .default("text"),
    ],
    action: async (args, flags, io) => (await import("./validate.ts")).validate(args, flags, io),
  },
  {
    name: "preview",
    summary: "show rows, the events they become, and why some do not",
    args: [["<mapping>", "the mapping's name"]],
    options: [
      new Option("--limit <rows>", "rows to read").argParser(positiveInteger),
      new Option(
        "--rows <file>",
        "take rows from an NDJSON or CSV file; no warehouse, no credentials",
      ),
      new Option("--as <form>", "what to show")
        .choices(["table", "events", "payload"])
        .default("table"),
      new Option("--now <time>", "the time to judge ages by, ISO 8601"),
    ],
    action: async (args, flags, io) =>
      (await import("./preview.ts")).preview(args[0] ?? "", flags, io),
  },
  {
    name: "test",
    summary: "run the tests that stand in the mappings; needs no network, no credentials",
    options: [select],
    action: async (_args, flags, io) => (await import("./test.ts")).test(flags, io),
  },
  {
    name: "run",
    summary: "read what is new, send it, settle it, and exit",
    logs: true,
    options: [
      select,
      new Option("--dry-run", "read, map and validate; send and write nothing"),
      new Option(
        "--limit <rows>",
        "read at most so many rows per mapping; the watermark stays",
      ).argParser(positiveInteger),
      new Option(
        "--test-event-code <code>",
        "send as test events; they still count at Meta; the watermark stays",
      ),
    ],
    action: async (_args, flags, io) => (await import("./run.ts")).run(flags, io),
  },
  {
    name: "status",
    summary: "one line per mapping: last run, watermark, dead letters",
    options: [select],
    action: async (_args, flags, io) => (await import("./status.ts")).status(flags, io),
  },
  {
    name: "dead-letters list",
    summary: "rows set aside, newest first: which, why, since when",
    options: [
      new Option("--mapping <name>", "only of this mapping"),
      new Option("--code <code>", "only with this issue code"),
      new Option("--all", "closed ones too"),
      new Option("--limit <n>", "how many").argParser(positiveInteger).default(20),
    ],
    action: async (_args, flags, io) =>
      (await import("./dead-letters.ts")).listDeadLetters(flags, io),
  },
  {
    name: "dead-letters show",
    summary: "one of them in full, with what to do about it",
    args: [["<id>", "its number in the list"]],
    action: async (args, flags, io) =>
      (await import("./dead-letters.ts")).showDeadLetter(args[0] ?? "", flags, io),
  },
  {
    name: "fields",
    summary: "every parameter of an event, those of a group, or one in full",
    args: [["[name]", "such as email, em, custom_data, app_data.extinfo"]],
    action: async (args, flags, io) => (await import("./fields.ts")).fields(args[0], flags, io),
  },
  {
    name: "errors",
    summary: "every code of Meta's answers and of ours, or one in full: what it means, what to do",
    args: [["[code...]", "such as 190, 100/2804050, HTTP 503, phone_country_missing"]],
    action: async (args, flags, io) => (await import("./errors.ts")).errors(args, flags, io),
  },
  {
    name: "sandbox",
    summary: "a local stand-in for graph.facebook.com that enforces Meta's rules",
    options: [
      new Option("--port <port>", "where to listen on 127.0.0.1").argParser(port).default(8401),
      new Option("--strict", "also refuse unhashed contact data and value without currency"),
      new Option("--latency <ms>", "answer this much later").argParser(positiveInteger),
    ],
    action: async (_args, flags, io) => (await import("./sandbox.ts")).sandbox(flags, io),
  },
];
