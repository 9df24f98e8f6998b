import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { startCommand } from "./servers/command.ts";
import { SHIPPED_FLAGS } from "./servers/shipped-flags.ts";

const BIN = resolve(import.meta.dirname, "../src/bin.mjs");

/** Runs the bin on this Node, which says that it is another one. */
function binOn(version: string) {
  const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" })`;
  const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
  return startCommand(process.execPath, ["--import", preload, BIN, "--version"], {
    env: { PATH: process.env.PATH },
  }).finished;
}

test.for(["18.20.8", "20.20.2", "23.11.1"])(
  "on Node %s the bin says in one line what it needs and what it found",
  async (version) => {
    const { code, stdout, stderr } = await binOn(version);

    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toBe(
      `capisync needs Node.js 24 or newer, found ${version}: install a newer Node.js\n`,
    );
  },
);

test("what the bin asks for is what package.json asks for", () => {
  const read = (name: string) => readFileSync(resolve(import.meta.dirname, "..", name), "utf8");
  const { engines, bin } = JSON.parse(read("package.json"));

  expect(engines.node).toBe(">=24");
  expect(bin).toEqual({ capisync: "src/bin.mjs" });
});

test("the bin starts node with flags that this node knows, young garbage kept small", async () => {
  const { code, stderr } = await startCommand(process.execPath, [...SHIPPED_FLAGS, "-e", "0"], {
    env: { PATH: process.env.PATH },
  }).finished;

  expect(code, stderr).toBe(0);
  expect(SHIPPED_FLAGS).toContain("--max-semi-space-size=8");
});
