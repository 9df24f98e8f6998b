import { expect, test } from "vitest";
import * as errors from "../../src/lib/errors.ts";

test("the list of error classes holds each that there is, under its own name", () => {
  const { ERROR_CLASSES, ...classes } = errors;

  expect(ERROR_CLASSES).toEqual(classes);
  for (const [name, Class] of Object.entries(ERROR_CLASSES)) {
    expect(new Class("broken").name).toBe(name);
  }
});
