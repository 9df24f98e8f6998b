import { posix } from "node:path";
import { fieldOf, type Group } from "../capi/fields.ts";
import type { ExpectedIssue, MappingTest } from "./mapping.ts";
import type { WrittenTest } from "./test-schema.ts";
import { keyRange, type Tree } from "./tree.ts";

/** Turns the checked `tests:` block into tests; `mappingFile` is relative to the project folder. */
export function readTests(
  written: readonly WrittenTest[],
  tree: Tree,
  mappingFile: string,
): readonly MappingTest[] {
  return written.map((test, i) => {
    const { line, column } = keyRange(tree, ["tests", i]);
    const { given, expect: events, expect_payload: payload } = test;
    return {
      name: test.name,
      place: { line, column },
      nowMs: test.now,
      given:
        typeof given === "string" ? { file: posix.join(posix.dirname(mappingFile), given) } : given,
      events: events?.map(readEvent),
      payload,
      rejected: (test.expect_rejected ?? []).map(readIssue),
      skipped: test.expect_skipped?.map(({ reason }) => reason),
    };
  });
}

function readEvent({ user_data: user, ...rest }: NonNullable<WrittenTest["expect"]>[number]) {
  const event = withoutGaps(rest);
  return user === undefined ? event : { ...event, user_data: withoutGaps(user) };
}

/** The schema's optional members, without those that are not there. */
function withoutGaps<T>(members: Readonly<Record<string, T | undefined>>): Record<string, T> {
  const told: Record<string, T> = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) told[name] = value;
  return told;
}

function readIssue({ code, field, expected }: NonNullable<WrittenTest["expect_rejected"]>[number]) {
  return {
    code,
    field: field === undefined ? undefined : wireField(field),
    expected,
  } satisfies ExpectedIssue;
}

/** `user_data.email` may be written for `user_data.em`, which is how issues name it. */
function wireField(field: string): string {
  const [group = "", name = "", ...rest] = field.split(".");
  const wire = rest.length > 0 ? undefined : fieldOf(group as Group, name)?.wire;
  return wire === undefined ? field : `${group}.${wire}`;
}
