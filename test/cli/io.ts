import type { Io } from "../../src/cli/io.ts";

/** An `Io` that keeps what a command writes. */
export interface TestIo extends Io {
  out(): string;
  err(): string;
}

/** No terminal, no variables, and a folder to be in. */
export function testIo(cwd: string): TestIo {
  const written = { out: "", err: "" };
  return {
    stdout: (text) => {
      written.out += text;
    },
    stderr: (text) => {
      written.err += text;
    },
    env: {},
    cwd,
    isTty: { stdout: false, stderr: false },
    signal: new AbortController().signal,
    out: () => written.out,
    err: () => written.err,
  };
}
