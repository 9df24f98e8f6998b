/**
 * What one event costs between the warehouse and the wire: cleaning, rules, hashing and JSON of a
 * full store event with nine hashed keys, against nine hashes and one JSON text of the same event in
 * the same process. Run by run.ts; prints one JSON document.
 */
import { hash } from "node:crypto";
import { join } from "node:path";
import { CONNECTORS } from "../../connectors/index.ts";
import type { CapiEvent } from "../../src/capi/event.ts";
import { loadProject } from "../../src/config/load.ts";
import type { Mapping } from "../../src/config/mapping.ts";
import type { Column, Row } from "../../src/lib/value.ts";
import { compile } from "../../src/transform/compile.ts";
import { validate, validateSettings } from "../../src/validate/validate.ts";
import type { EventCost } from "./results.ts";

/** Rows that are timed at once. Few, so that a slow moment of the machine spoils few figures. */
const PAGE_ROWS = 500;
const PAGES = 400;
/** Pages before the first that counts: the compiler needs some. */
const WARM_UP_PAGES = 200;

/** National numbers of so many digits, all different from row to row. */
const PHONES = [
  { form: "+ E.164", country: undefined, write: (i: number) => `+1650${2_000_000 + i}` },
  {
    form: "US national, default_country US",
    country: "US",
    write: (i: number) => {
      const digits = String(2_000_000 + i);
      return `(650) ${digits.slice(0, 3)}-${digits.slice(3)}`;
    },
  },
  {
    form: "NL national, default_country NL",
    country: "NL",
    write: (i: number) => `06${10_000_000 + i}`,
  },
] as const;

const COLUMNS: readonly Column[] = [
  { name: "order_id", type: "int8", kind: "integer" },
  { name: "ordered_at", type: "timestamptz", kind: "timestamptz" },
  { name: "updated_at", type: "timestamptz", kind: "timestamptz" },
  { name: "total", type: "numeric", kind: "decimal" },
  ...[
    "currency",
    "email",
    "phone",
    "first_name",
    "last_name",
    "city",
    "state",
    "zip",
    "country",
    "loyalty_id",
  ].map((name): Column => ({ name, type: "text", kind: "text" })),
];

/** From here on each column feeds a hashed key. */
const FIRST_HASHED = 5;

const NOW = Date.now();

/** A letter that looks random and is the same each time. */
function letter(i: number, salt: number): string {
  return String.fromCharCode(97 + ((i * 7919 + salt * 104_729) % 26));
}

const bytes = Buffer.alloc(256);

/** The text as a driver makes it: new, and not known to any cache. */
function read(text: string): string {
  return bytes.toString("utf8", 0, bytes.write(text));
}

function rowOf(i: number, phone: string): Row {
  return [
    String(i),
    new Date(NOW - 86_400_000 - i).toISOString().replace("T", " ").replace("Z", "123+00"),
    "2026-01-01 00:00:00+00",
    (5 + (i % 30_000) / 100).toFixed(2),
    "USD",
    ` Buyer${i}@example.com `,
    phone,
    `Given${letter(i, 1)}${letter(i, 2)}`,
    `Family${letter(i, 3)}${letter(i, 4)}${letter(i, 5)}`,
    `Port ${letter(i, 6).toUpperCase()}${letter(i, 7)}`,
    ["CA", "NY", "TX", "WA", "IL"][i % 5] ?? "CA",
    String(10_000 + ((i * 7919) % 20_000)),
    "US",
    `L-${i}`,
  ].map(read);
}

/** The bench's mapping with another default country for its phones. */
function withCountry(mapping: Mapping, country: string | undefined): Mapping {
  if (country === undefined) return mapping;
  const fields = mapping.fields.map((field) =>
    field.name !== "ph" || field.from.kind === "const"
      ? field
      : { ...field, from: { ...field.from, options: { default_country: country } } },
  );
  return { ...mapping, fields };
}

/** Nanoseconds per event of `work` over the rows of one page. */
function timed(work: () => void): number {
  const began = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - began) / PAGE_ROWS;
}

function middle(values: number[]): number {
  values.sort((x, y) => x - y);
  return values[values.length >> 1] ?? Number.NaN;
}

function costOf(mapping: Mapping, phone: (typeof PHONES)[number]): EventCost {
  const transform = compile(withCountry(mapping, phone.country), COLUMNS, {});
  const settings = { nowMs: NOW, ...validateSettings(mapping) };
  const toEvent = (row: Row, i: number): CapiEvent => {
    const item = validate(transform(row, i, NOW), settings);
    if (item.kind !== "event" || item.notices !== undefined) {
      throw new Error(`a row of the bench became ${JSON.stringify(item)}`);
    }
    return item.event;
  };
  const ours: number[] = [];
  const bare: number[] = [];
  for (let page = 0; page < WARM_UP_PAGES + PAGES; page++) {
    const first = page * PAGE_ROWS;
    const rows = Array.from({ length: PAGE_ROWS }, (_, i) =>
      rowOf(first + i, phone.write(first + i)),
    );
    const events: CapiEvent[] = [];
    let length = 0;
    const own = timed(() => {
      for (const [i, row] of rows.entries()) {
        const event = toEvent(row, i);
        length += JSON.stringify(event).length;
        events.push(event);
      }
    });
    const floor = timed(() => {
      for (const [i, row] of rows.entries()) {
        for (let column = FIRST_HASHED; column < COLUMNS.length; column++) {
          length -= hash("sha256", String(row[column]), "hex").length;
        }
        length += JSON.stringify(events[i]).length;
      }
    });
    if (length === 0) throw new Error("nothing was measured");
    if (page < WARM_UP_PAGES) continue;
    ours.push(own);
    bare.push(floor);
  }
  const [mine, base] = [middle(ours), middle(bare)];
  return {
    phone: phone.form,
    nsPerEvent: Math.round(mine),
    nsBare: Math.round(base),
    ratio: Number((mine / base).toFixed(2)),
  };
}

const { project } = await loadProject(join(import.meta.dirname, "project"), {
  connectors: Object.fromEntries(Object.entries(CONNECTORS).map(([name, c]) => [name, c.schemas])),
  env: { BENCH_PG_URL: "postgres://bench@127.0.0.1/bench", BENCH_ENDPOINT: "http://127.0.0.1:1" },
});
const mapping = project?.mappings[0];
if (mapping === undefined) throw new Error("the bench's project cannot be read");
process.stdout.write(`${JSON.stringify(PHONES.map((phone) => costOf(mapping, phone)))}\n`);
