import type { TestProject } from "vitest/node";
import { startPostgres } from "./embedded-postgres.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Superuser of the one server that all test files share. */
    postgresUrl: string;
  }
}

/** One PostgreSQL for the whole test run; a test file takes a database of its own from it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres({
    settings: { max_connections: "200", max_prepared_transactions: "8" },
  });
  project.provide("postgresUrl", server.url);
  return () => server.stop();
}
