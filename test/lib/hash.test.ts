import { expect, test } from "vitest";
import { hmacSha256 } from "../../src/lib/hash.ts";

test.for([
  // https://www.rfc-editor.org/rfc/rfc4231 section 4.3
  [
    "Jefe",
    "what do ya want for nothing?",
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  ],
  [
    "app_secret_example",
    "token_example",
    "b1c41d86fd7c129f844337c7d1308197e023b7d3f1ae4d1816ee7dcea0037cba",
  ],
])("the HMAC of a message under %s is the published one", ([key = "", text = "", expected]) => {
  expect(hmacSha256(key, text)).toBe(expected);
});
