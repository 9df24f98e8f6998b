import { createInterface } from "node:readline";
import type { SandboxStats } from "../../src/sandbox/stats.ts";
import { startCli } from "./cli.ts";

/** `capisync sandbox` in a process of its own, so that its memory and time are not the test's. */
export interface SandboxProcess extends AsyncDisposable {
  readonly url: string;
  stats(): Promise<SandboxStats>;
}

export async function startSandboxProcess(): Promise<SandboxProcess> {
  const { child, finished } = startCli(["sandbox", "--port", "0", "--json"]);
  const url = await new Promise<string>((done, fail) => {
    if (child.stdout !== null) {
      createInterface(child.stdout).once("line", (line) => done(JSON.parse(line).url));
    }
    finished.then((ended) => fail(new Error(`the sandbox ended:\n${ended.stderr}`)), fail);
  });
  return {
    url,
    stats: async () => (await fetch(`${url}/_sandbox/stats`)).json() as Promise<SandboxStats>,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await finished;
    },
  };
}
