import { defineConfig } from "vitest/config";

/** The tests that judge a mutant of Meta's rules: quick, and without a database. */
export default defineConfig({
  test: { include: ["test/capi/**/*.test.ts", "test/validate/**/*.test.ts"], testTimeout: 30_000 },
});
