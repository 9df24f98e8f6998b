import { expect, test } from "vitest";
import { gender } from "../../../src/capi/clean/gender.ts";
import { city, personName } from "../../../src/capi/clean/name.ts";
import { outcome } from "./outcome.ts";

// biome-ignore format: a table is read by its columns
test.for([
  ["  MARIA  ",           "maria"],
  ["Anna Maria",          "annamaria"],
  ["Jean-Luc",            "jeanluc"],
  ["O\u2019Brien",        "obrien"],
  ["O\u02bcBrien",        "obrien"],
  ["Dr. Smith, Jr.",      "drsmithjr"],
  ["\u2764\ufe0f Anna",   "anna"],
  ["An\u200bna",          "anna"],
  ["\u200fליאור",         "ליאור"],
  ["İbrahim",             "ibrahim"],
  ["I\u0307brahim",       "ibrahim"],
  ["J\u030cohn",          "ǰohn"],
  ["Ångström",            "ångström"],
  ["Ελένη",               "ελένη"],
  ["ΑΛΈΞΗΣ",              "αλέξης"],
  ["प्रिया",                 "प्रिया"],
  ["X Æ A-12",            "xæa12"],
  ["Mary\u20dd",          "mary"],
  ["...",                 "!not_name"],
  ["\ud83d\ude00",        "!not_name"],
  ["None",                undefined],
  ["\u00a0",              undefined],
  ["\u200b",              undefined],
] as const)("name %j is %j", ([raw, expected]) => {
  expect(outcome(personName, raw)).toBe(expected);
});

// biome-ignore format: a table is read by its columns
test.for([
  ["'s-Hertogenbosch",  "shertogenbosch"],
  ["Saint-Étienne",     "saintétienne"],
  ["Paris 16",          "paris16"],
  ["Львів",             "львів"],
  ["1012",              "!not_city"],
  ["٣٤٥",               "!not_city"],
  ["--",                "!not_city"],
  ["unknown",           undefined],
] as const)("city %j is %j", ([raw, expected]) => {
  expect(outcome(city, raw)).toBe(expected);
});

// biome-ignore format: a table is read by its columns
test.for([
  ["FEMALE", "f"],
  ["f.",     "f"],
  [" m ",    "m"],
  ["Male",   "m"],
  ["man",    "!gender_without_code"],
  ["d",      "!gender_without_code"],
  ["1",      "!gender_without_code"],
  ["-",      undefined],
] as const)("gender %j is %j", ([raw, expected]) => {
  expect(outcome(gender, raw)).toBe(expected);
});
