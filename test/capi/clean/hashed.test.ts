import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fault, type FieldOptions } from "../../../src/capi/clean/cleaner.ts";
import {
  type HashedCleaner,
  hashField,
  hashLists,
  isKept,
  type ListCleaner,
  passHashed,
} from "../../../src/capi/clean/hashed.ts";
import { CONTACT_KEYS, FIELDS, type Field, fieldOf } from "../../../src/capi/fields.ts";
import { sha256 } from "../../../src/lib/hash.ts";
import type { Value } from "../../../src/lib/value.ts";
import { contextWith } from "../context.ts";

const HASH = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f";
const BASE64 = Buffer.from(HASH, "hex").toString("base64");
const MD5 = "5d41402abc4b2a76b9719d911017c592";

const HASHED = FIELDS.filter((field) => field.hash);

function userData(key: string): Field {
  const field = fieldOf("user_data", key);
  if (field === undefined) throw new Error(`no field ${key}`);
  return field;
}

function hashed(key: string, value: Value): string | undefined {
  const result = hashField(userData(key))(value, contextWith());
  return result instanceof Fault ? `!${result.code}` : result;
}

describe("what is a SHA-256 already", () => {
  // biome-ignore format: a table is read by its columns
  const forms: readonly (readonly [form: string, value: Value, expected: string])[] = [
    ["hexadecimal",             HASH,                       HASH],
    ["upper-case hexadecimal",  HASH.toUpperCase(),         HASH],
    ["with spaces around",      ` ${HASH}\n`,               HASH],
    ["with a byte order mark",  `\ufeff${HASH}`,            HASH],
    ["with invisible characters", `\u200b${HASH}\u200e`,    HASH],
    ["with them inside",        `${HASH.slice(0, 9)}\u00ad${HASH.slice(9)}`, HASH],
    ["upper-case binary",       `\\x${HASH.toUpperCase()}`, HASH],
    ["base64 with spaces",      ` ${BASE64} `,              HASH],
    ["with a suffix of symbols", `${HASH}.a-b_c-d_`,        `${HASH}.a-b_c-d_`],
    ["upper-case with a suffix", `${HASH.toUpperCase()}.AQQAAQEA`, `${HASH}.AQQAAQEA`],
    ["PostgreSQL's binary",     `\\x${HASH}`,               HASH],
    ["32 bytes",                Buffer.from(HASH, "hex"),   HASH],
    ["base64",                  BASE64,                     HASH],
    ["with a builder's suffix", `${HASH}.AQQAAQEA`,         `${HASH}.AQQAAQEA`],
    ["with an old token",       `${HASH}.Bg`,               `${HASH}.Bg`],
  ];

  test.for(forms)("%s passes, counted as prehashed", ([, value, expected]) => {
    for (const field of HASHED) {
      const context = contextWith();
      expect(hashField(field)(value, context)).toBe(expected);
      expect(context.notices).toEqual(["prehashed"]);
    }
  });

  test.for(forms)(
    "%s passes where the mapping says so, and is not counted",
    ([, value, expected]) => {
      const context = contextWith();
      expect(passHashed()(value, context)).toBe(expected);
      expect(context.notices).toEqual([]);
    },
  );

  test.for(["", "null", "none", "undefined", "unknown", "n/a", "nan", "-", " ", "0"])(
    "is refused when it is the hash of %j",
    (nothing) => {
      const hash = sha256(nothing);
      for (const field of HASHED) {
        for (const form of [hash, hash.toUpperCase(), `${hash}.AQQAAQEA`]) {
          expect(hashField(field)(form, contextWith())).toMatchObject({ code: "hash_of_nothing" });
        }
      }
      expect(passHashed()(hash, contextWith())).toMatchObject({ code: "hash_of_nothing" });
    },
  );

  test("of nothing is refused without being counted as a hash", () => {
    const context = contextWith();
    hashField(userData("fn"))(sha256("null"), context);
    expect(context.notices).toEqual([]);
  });

  test("is counted at each row, not only where it is seen first", () => {
    const context = contextWith();
    const hash = hashField(userData("fn"));
    hash(HASH, context);
    hash(HASH, context);
    expect(context.notices).toEqual(["prehashed", "prehashed"]);
  });
});

describe("an MD5", () => {
  test("is refused in the ten contact keys", () => {
    expect(CONTACT_KEYS.size).toBe(10);
    for (const key of CONTACT_KEYS) {
      expect(hashed(key, MD5)).toBe("!md5_hash");
      expect(hashed(key, MD5.toUpperCase())).toBe("!md5_hash");
      expect(hashed(key, ` ${MD5}\n`)).toBe("!md5_hash");
      expect(hashed(key, `\u200b${MD5}`)).toBe("!md5_hash");
    }
  });

  test("is no other text of hexadecimal digits", () => {
    for (const name of [`f${MD5}`, `${MD5}f`, "anna-maria-from-a-very-long-line-of-names"]) {
      expect(hashed("fn", name)).toBe(sha256(name.replaceAll("-", "")));
    }
    expect(hashed("fn", BigInt("1".repeat(32)))).toBe(sha256("1".repeat(32)));
  });

  test("is an ordinary external_id", () => {
    expect(hashed("external_id", MD5)).toBe(sha256(MD5));
  });
});

describe("a column marked as hashed", () => {
  test.for([
    "jane@example.com",
    MD5,
    HASH.slice(1),
    `${HASH}0`,
    `${HASH}.AQ==`,
    `${HASH}.Zz`,
    `${HASH}.aq`,
    `${HASH}.AQQAAQE`,
    `${HASH}.AQQAAQEAA`,
    `${HASH}.AQQAAQEA.AQQAAQEA`,
    `${HASH}.`,
    `x${HASH}`,
    `0x${HASH}`,
    `\\\\x${HASH}`,
    `${HASH} ${HASH}`,
    `g${HASH.slice(1)}`,
    BASE64.slice(1),
    `${BASE64.slice(0, 42)}B=`,
    `${BASE64.slice(0, 43)}A`,
    `=${BASE64.slice(1)}`,
    `x${BASE64}`,
    `${BASE64}x`,
  ])("does not let %j pass", (value) => {
    expect(passHashed()(value, contextWith())).toMatchObject({ code: "not_sha256" });
  });

  test("does not let other bytes, numbers or booleans pass", () => {
    for (const value of [new Uint8Array(16), 42, true]) {
      expect(passHashed()(value, contextWith())).toMatchObject({ code: "not_sha256" });
    }
  });

  test("may be empty", () => {
    for (const value of [null, "", "  ", "NULL"]) {
      expect(passHashed()(value, contextWith())).toBeUndefined();
    }
  });
});

describe("external_id", () => {
  test("in raw mode leaves unhashed and unchanged", () => {
    const context = contextWith({ options: { mode: "raw" } });
    const hash = hashField(userData("external_id"));
    expect(hash(" User 123 ", context)).toBe("User 123");
    expect(hash(HASH.toUpperCase(), context)).toBe(HASH.toUpperCase());
    expect(context.notices).toEqual([]);
  });

  test("of 128 hexadecimal digits is hashed like any other", () => {
    expect(hashed("external_id", HASH + HASH)).toBe(sha256(HASH + HASH));
  });
});

describe("a value that is none", () => {
  test.for(["", "  ", "\u200b", "null", "N/A", null])("%j has no hash", (value) => {
    for (const field of HASHED) {
      expect(hashField(field)(value, contextWith())).toBeUndefined();
    }
  });
});

/** A field that counts how often it is cleaned, and its hash. */
function counting(key: string) {
  const field = userData(key);
  const cleaned: Value[] = [];
  const hash = hashLists({
    ...field,
    clean: (value, context) => {
      cleaned.push(value);
      return field.clean(value, context);
    },
  });
  return { hash, cleaned };
}

describe("results that are remembered", () => {
  // biome-ignore format: a table is read by its columns
  test.for([
    ["fn", "Anna"], ["ln", "Anna"], ["ct", "Anna"], ["st", "Anna"],
    ["zp", "1234"], ["country", "NL"], ["ge", "f"], ["db", "1997-02-16"],
  ] as const)("are those of %s, whose values repeat", ([key, value]) => {
    const { hash, cleaned } = counting(key);
    const first = hash(value, contextWith());
    expect(hash(value, contextWith())).toBe(first);
    expect(cleaned).toEqual([value]);
  });

  test.for(["em", "ph", "external_id"])(
    "are not those of %s, which would fill the memory",
    (key) => {
      const { hash, cleaned } = counting(key);
      const value = key === "em" ? "anna@example.com" : "+31612345678";
      hash(value, contextWith());
      hash(value, contextWith());
      expect(cleaned).toEqual([value, value]);
    },
  );

  test("are not numbers, nor faults", () => {
    const { hash, cleaned } = counting("fn");
    for (const value of [7, 7, "...", "..."]) hash(value, contextWith());
    expect(cleaned).toEqual([7, 7, "...", "..."]);
  });

  test("depend on the country of a state or postal code only", () => {
    for (const [key, times] of [
      ["st", 2],
      ["zp", 2],
      ["ct", 1],
    ] as const) {
      const { hash, cleaned } = counting(key);
      for (const country of ["NL", "BE", "NL", "BE"]) hash("1234 AB", contextWith({ country }));
      expect(cleaned).toHaveLength(times);
    }
  });

  test("are 65 536 at most, and then gathered anew", () => {
    const { hash, cleaned } = counting("ct");
    const context = contextWith();
    for (let i = 0; i < 65_536; i++) hash(`city ${i}`, context);
    hash("city 0", context);
    expect(cleaned).toHaveLength(65_536);
    hash("one more", context);
    hash("city 0", context);
    hash("city 0", context);
    hash("one more", context);
    expect(cleaned).toHaveLength(65_538);
  });

  test("are told apart by the row's country", () => {
    const hash = hashLists(userData("st"));
    const state = (country: string | undefined) => hash("Georgia", contextWith({ country }));
    expect(state("US")).toEqual([sha256("ga")]);
    expect(state("GB")).toEqual([sha256("georgia")]);
    expect(state("US")).toEqual([sha256("ga")]);
    expect(state(undefined)).toEqual([sha256("ga")]);
  });

  test("let a hash pass in a list of its own", () => {
    for (const field of HASHED) {
      const context = contextWith();
      expect(hashLists(field)(HASH, context)).toEqual([HASH]);
      expect(context.notices).toEqual(["prehashed"]);
    }
  });

  test("are lists that were made of a hash here, and no others are", () => {
    const made = hashLists(userData("ct"))("Utrecht", contextWith());
    expect(made).toEqual([sha256("utrecht")]);
    expect(isKept(made as object)).toBe(true);
    expect(isKept([sha256("utrecht")])).toBe(false);
    expect(isKept(hashLists(userData("ct"))(HASH, contextWith()) as object)).toBe(false);
    expect(isKept(hashLists(userData("em"))("a@example.com", contextWith()) as object)).toBe(false);
  });

  test("stay right beyond the number that is kept", () => {
    const hash = hashLists(userData("ct"));
    const context = contextWith();
    for (let i = 0; i < 70_000; i++) hash(`city ${i}`, context);
    expect(hash("city 1", context)).toEqual([sha256("city1")]);
    expect(hash("city 69999", context)).toEqual([sha256("city69999")]);
  });

  test("hold no faults: tomorrow's date is a date of birth from tomorrow on", () => {
    const hash = hashLists(userData("db"));
    const context = contextWith();
    expect(hash("2026-11-20", context)).toMatchObject({ code: "date_out_of_range" });
    expect(hash("2026-11-20", contextWith({ now: context.now + 86_400 }))).toEqual([
      sha256("20261120"),
    ]);
  });
});

/** The one hash of a list, to be held against what a field without a list gives. */
function listed(clean: ListCleaner): HashedCleaner {
  return (value, context) => {
    const list = clean(value, context);
    return list === undefined || list instanceof Fault ? list : list[0];
  };
}

describe("whatever the value", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: "grapheme" }),
    fc.string(),
    fc.stringMatching(/^[+0-9 ().-]{1,20}$/),
    fc.stringMatching(/^[0-9a-fA-F]{31,65}$/),
    fc.emailAddress(),
    fc.double(),
    fc.bigInt(),
    fc.boolean(),
    fc.uint8Array({ maxLength: 40 }),
    fc.constant(null),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString().replace("T", " ")),
    fc.stringMatching(/^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[ T]?[\d:.+Z-]{0,16}$/),
    fc.array(fc.oneof(fc.string(), fc.constant(null)), { maxLength: 3 }),
    fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
    fc.json(),
  );
  const options = fc.constantFrom<FieldOptions>(
    {},
    { mode: "raw", unit: "minor", date_order: "dmy", date_only: "noon_utc" },
    { unit: "ms", date_order: "mdy", fold: "later", gap: "reject", on_negative: "reject" },
    { unit: "ns", date_order: "ymd", fold: "reject" },
    { format: "DD/MM/YYYY HH24:MI" },
    { format: "not a format" },
  );
  const country = fc.constantFrom(undefined, "US", "NL", "GB", "BR", "ZZ");

  test("INVARIANT: what a hashed field's cleaner gives leaves as its SHA-256, text or not", () => {
    for (const cleaned of ["jane@example.com", 7, true, ["a"], { a: "b" }, HASH]) {
      const field: Field = { ...userData("em"), clean: () => cleaned };
      expect(hashField(field)("x", contextWith())).toBe(sha256(String(cleaned)));
      expect(hashLists(field)("x", contextWith())).toEqual([sha256(String(cleaned))]);
    }
    fc.assert(
      fc.property(anything, country, (value, country) => {
        for (const { clean } of HASHED) {
          const cleaned = clean(value, contextWith({ country }));
          if (!(cleaned instanceof Fault))
            expect(["string", "undefined"]).toContain(typeof cleaned);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("no hashed field lets anything out but a SHA-256", () => {
    const safe = /^[0-9a-f]{64}(?:\.(?:[A-Za-z0-9_-]{8}|AQ|Ag|Aw|BA|BQ|Bg))?$/;
    const cleaners = HASHED.flatMap((field) => [hashField(field), listed(hashLists(field))]);
    fc.assert(
      fc.property(anything, country, (value, country) => {
        for (const clean of [...cleaners, passHashed()]) {
          const result = clean(value, contextWith({ country }));
          if (result !== undefined && !(result instanceof Fault)) expect(result).toMatch(safe);
        }
      }),
      { numRuns: 1500 },
    );
  });

  test("no cleaner of the table throws or gives an empty text", () => {
    fc.assert(
      fc.property(anything, country, options, (value, country, options) => {
        const settings = { country, currency: "EUR", timezone: "Europe/Amsterdam", options };
        for (const field of FIELDS) {
          expect(field.clean(value, contextWith(settings))).not.toBe("");
        }
      }),
      { numRuns: 500 },
    );
  });

  test("what was cleaned is cleaned to itself", () => {
    // A phone number loses its `+`, and could then be another country's.
    const stable = FIELDS.filter((field) => field.wire !== "ph");
    fc.assert(
      fc.property(anything, country, (value, country) => {
        for (const field of stable) {
          const context = contextWith({ country });
          const once = field.clean(value, context);
          if (typeof once === "string") expect(field.clean(once, context)).toBe(once);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
