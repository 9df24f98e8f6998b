import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");

/** A file imports from its own stage and from stages to its left, never to its right. */
const ORDER = [
  "lib",
  "capi",
  "config",
  "source",
  "transform",
  "validate",
  "send",
  "state",
  "run",
  "dashboard",
  "cli",
];

/** Stages beside the row, and all that they may import besides themselves. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  sandbox: ["lib"],
  connectors: ["lib", "source"],
};

/** Besides its own stage and those to its left, who may import what stands beside the row. */
const MAY_IMPORT_BESIDE: Readonly<Record<string, readonly string[]>> = {
  sandbox: ["cli"],
  connectors: ["cli"],
};

/** What connectors may take from npm besides zod: their own driver. */
const DRIVERS: Readonly<Record<string, readonly string[]>> = {
  postgres: ["pg", "pg-cursor", "pg-types", "postgres-array"],
};

interface Import {
  readonly file: string;
  readonly specifier: string;
  /** Inside `import()`: loaded when used. */
  readonly dynamic: boolean;
  /** Erased before running. */
  readonly typeOnly: boolean;
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith(".ts") && statSync(join(ROOT, name)).isFile());
}

/** Text without comments, so that a sentence about an import is not taken for one. */
function code(file: string): string {
  return readFileSync(join(ROOT, file), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

function importsOf(file: string): Import[] {
  const text = code(file);
  const fixed = [
    ...text.matchAll(/^(?:import|export)\s+(type\s)?[^;"]*?from\s+"([^"]+)"|^import\s+"([^"]+)"/gm),
  ];
  const late = [...text.matchAll(/\bimport\("([^"]+)"\)/g)];
  return [
    ...fixed.map((match) => ({
      file,
      specifier: match[2] ?? match[3] ?? "",
      dynamic: false,
      typeOnly: match[1] !== undefined,
    })),
    ...late.map((match) => ({
      file,
      specifier: match[1] ?? "",
      dynamic: true,
      typeOnly: false,
    })),
  ];
}

/** The stage of a file of ours: `src/send/retry.ts` is in `send`, `connectors/x.ts` in `connectors`. */
function stageOf(file: string): string {
  const [top, second] = file.split("/");
  if (top === "connectors") return "connectors";
  return second?.endsWith(".ts") ? second.replace(/\.ts$/, "") : (second ?? "");
}

function targetOf(found: Import): string | undefined {
  if (!found.specifier.startsWith(".")) return undefined;
  return relative(ROOT, resolve(ROOT, dirname(found.file), found.specifier));
}

function allows(from: string, to: string): boolean {
  if (from === to || from === "index") return true;
  const beside = BESIDE[from];
  if (beside !== undefined) return beside.includes(to);
  if (to in MAY_IMPORT_BESIDE) return MAY_IMPORT_BESIDE[to]?.includes(from) ?? false;
  return ORDER.indexOf(to) >= 0 && ORDER.indexOf(to) < ORDER.indexOf(from);
}

const FILES = [...filesBelow("src"), ...filesBelow("connectors")];
const IMPORTS = FILES.flatMap(importsOf);

describe("the layout", () => {
  test("finds imports at all, so that the tests below cannot pass on nothing", () => {
    expect(IMPORTS.length).toBeGreaterThan(100);
    expect(allows("send", "state")).toBe(false);
    expect(allows("sandbox", "capi")).toBe(false);
    expect(allows("state", "send")).toBe(true);
  });

  test("no file imports from a stage to its right", () => {
    const wrong = IMPORTS.flatMap((found) => {
      const target = targetOf(found);
      if (target === undefined || allows(stageOf(found.file), stageOf(target))) return [];
      return [`${found.file} -> ${target}`];
    });

    expect(wrong).toEqual([]);
  });

  test("every stage of the source folder stands in the order or beside it", () => {
    const stages = readdirSync(join(ROOT, "src"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);

    expect(stages.filter((stage) => !ORDER.includes(stage) && !(stage in BESIDE))).toEqual([]);
  });

  test("a connector loads its driver on first use and imports nothing else from npm but zod", () => {
    const wrong = IMPORTS.filter((found) => {
      if (!found.file.startsWith("connectors/") || found.specifier.startsWith(".")) return false;
      if (found.specifier === "zod" || found.specifier.startsWith("node:")) return false;
      // `postgres.ts` and the files in `postgres/` belong to one connector.
      const [warehouse = ""] = relative("connectors", found.file).replace(/\.ts$/, "").split("/");
      const own = DRIVERS[warehouse] ?? [];
      return !own.includes(found.specifier) || !(found.dynamic || found.typeOnly);
    });

    expect(wrong.map((found) => `${found.file} -> ${found.specifier}`)).toEqual([]);
  });

  test("every warehouse of the registry has a test of its own", () => {
    const registry = code("connectors/index.ts");
    const warehouses = [...registry.matchAll(/from "\.\/([\w-]+)\.ts"/g)].map((match) => match[1]);

    expect(warehouses.length).toBeGreaterThan(0);
    for (const warehouse of warehouses) {
      expect(readdirSync(join(ROOT, "test/connectors"))).toContain(`${warehouse}.test.ts`);
    }
  });
});

describe("effects stay where they belong", () => {
  /** What only some files may use, and which. */
  const ONLY: readonly (readonly [RegExp, readonly string[]])[] = [
    [/\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/, ["src/lib/clock.ts"]],
    [/\bMath\.random\b/, ["src/cli/run.ts"]],
    [/createHash|\bhash\(\s*"sha256"/, ["src/lib/hash.ts"]],
    [/process\.(env|exit|stdout|stderr|argv)/, ["src/cli.ts", "src/cli/"]],
    [/graph\.facebook\.com\/|\/events`/, ["src/send/graph-api.ts", "src/sandbox/", "src/cli/"]],
  ];

  test.for(ONLY)("%s occurs only in %s", ([pattern, places]) => {
    const wrong = FILES.filter(
      (file) => pattern.test(code(file)) && !places.some((place) => file.startsWith(place)),
    );

    expect(wrong).toEqual([]);
  });

  test("nothing of the data path but the sandbox's own command opens a port", () => {
    const wrong = FILES.filter((file) => /createServer\(/.test(code(file)));

    expect(wrong.filter((file) => !file.startsWith("src/sandbox/"))).toEqual([]);
  });
});

describe("sizes", () => {
  test("the data path is one reading", () => {
    expect(readFileSync(join(ROOT, "src/run/sync.ts"), "utf8").split("\n").length).toBeLessThan(
      121,
    );
  });

  test("a file has one role: at most 300 lines, tables aside", () => {
    /** Tables: read by their columns, as long as what they list. */
    const tables = [
      "src/capi/fields.ts",
      "src/capi/rules.ts",
      "src/capi/error-codes.ts",
      "src/capi/countries.ts",
      "src/capi/states.ts",
      "src/capi/currencies.ts",
    ];
    const long = FILES.filter((file) => !tables.includes(file)).filter(
      (file) => readFileSync(join(ROOT, file), "utf8").split("\n").length > 301,
    );

    expect(long).toEqual([]);
  });
});
