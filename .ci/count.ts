/**
 * `node .ci/count.ts REPORT`: reads what vitest's json reporter wrote and prints how many tests
 * passed and how many failed. What did not run is told on stderr, and counts as failed: nothing here
 * is meant to be skipped. Fails without a report.
 */
import { readFileSync } from "node:fs";

/** Of vitest's json report, what is counted. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const [file = ""] = process.argv.slice(2);
try {
  const report: VitestReport = JSON.parse(readFileSync(file, "utf8"));
  const missing = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== "passed" && status !== "failed")
      .map(({ status, fullName }) => `NOT RUN (${status}): ${fullName} in ${name}\n`),
  );
  process.stderr.write(missing.join(""));
  process.stdout.write(`${report.numPassedTests} ${report.numFailedTests + missing.length}\n`);
} catch (error) {
  process.stderr.write(
    `no report of the tests: ${error instanceof Error ? error.message : error}\n`,
  );
  process.exitCode = 1;
}
