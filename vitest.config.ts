import { defineConfig } from "vitest/config";

/** `main` is what `npm test` runs; `long` takes minutes and is for `.ci/run`. */
const PROJECTS = [
  { name: "main", include: ["test/**/*.test.ts"], maxWorkers: 2 },
  // One after the other: some measure memory and time, and would measure each other.
  { name: "long", include: ["test/**/*.long.ts"], maxWorkers: 1 },
];

/** Where a count of the tests goes besides the terminal; undefined for nowhere. */
// biome-ignore lint/style/noProcessEnv: a reporter has no other way to be told
const report = process.env.CAPISYNC_TEST_REPORT;

export default defineConfig({
  test: {
    projects: PROJECTS.map((project) => ({
      test: {
        ...project,
        globalSetup: ["test/servers/global-setup.ts"],
        testTimeout: 30_000,
        hookTimeout: 60_000,
      },
    })),
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
  },
});
