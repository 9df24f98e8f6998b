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
  ["[NULL]",              undefined],
  ["(none)",              undefined],
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
  ["<unknown>",         undefined],
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

// biome-ignore format: a table is read by its columns
test.for([
  ["O\u2018Brien",          "obrien"],
  ["O`Brien",               "obrien"],
  ["O\u00b4Brien",          "obrien"],
  ["D\u02bbAngelo",         "dangelo"],
  ["D\u02b9Angelo",         "dangelo"],
  ["D\u02bfAngelo",         "dangelo"],
  ["D\u02c0Angelo",         "d\u02c0angelo"],
  ["Smith-Jones",           "smithjones"],
  ["Smith\u2010Jones",      "smithjones"],
  ["Smith\u2011Jones",      "smithjones"],
  ["Smith\u2014Jones",      "smithjones"],
  ["Smith & Sons",          "smithsons"],
  ["Smith/Jones",           "smithjones"],
  ["J. R. R.",              "jrr"],
  ["(Anna)",                "anna"],
  ["Anna_Maria",            "annamaria"],
  ["Anna+",                 "anna"],
  ["$Anna$",                "anna"],
  ["Anna 2",                "anna2"],
  ["2Pac",                  "2pac"],
  ["42",                    "42"],
  ["Mc Donald",             "mcdonald"],
  ["VAN DER BERG",          "vanderberg"],
  ["Zoë",                   "zoë"],
  ["ZOË",                   "zoë"],
  ["Zoe\u0308",             "zoë"],
  ["Æ",                     "æ"],
  ["ß",                     "ß"],
  ["ẞ",                     "ß"],
  ["ŐRSI",                  "őrsi"],
  ["Anna\u2019s",           "annas"],
  ["Anna\ufe0f",            "anna"],
  ["\u2764\ufe0f",          "!not_name"],
  ["\u20dd",                "!not_name"],
  ["\u0301",                "!not_name"],
  ["\u0301\u0308",          "!not_name"],
  ["-\u0301-",              "!not_name"],
  ["\u0301Zoe\u0308",       "zoë"],
  ["Anna\u20e3",            "anna"],
  ["\u200d",                undefined],
  ["Ann\u200ca",            "anna"],
  ["  ",                    undefined],
  ["?",                     "!not_name"],
  [".",                     "!not_name"],
  ["&",                     "!not_name"],
  ["UNDEFINED",             undefined],
  ["Null",                  undefined],
  ["Nullson",               "nullson"],
  ["\u00bd",                "!not_name"],
  ["N/A",                   undefined],
] as const)("name of a warehouse %j is %j", ([raw, expected]) => {
  expect(outcome(personName, raw)).toBe(expected);
});

// biome-ignore format: a table is read by its columns
test.for([
  ["Winston-Salem",           "winstonsalem"],
  ["St. John\u2019s",         "stjohns"],
  ["Coeur d'Alene",           "coeurdalene"],
  ["Łódź",                    "łódź"],
  ["MÜNCHEN",                 "münchen"],
  ["Mu\u0308nchen",           "münchen"],
  ["Århus",                   "århus"],
  ["Kraków (Stare Miasto)",   "krakówstaremiasto"],
  ["Köln/Bonn",               "kölnbonn"],
  ["Al\u02bbAin",             "alain"],
  ["Hawai\u02bbi",            "hawaii"],
  ["Москва",                  "москва"],
  ["القاهرة",                 "القاهرة"],
  ["서울",                      "서울"],
  ["Washington, DC",          "washingtondc"],
  ["Paris 75001",             "paris75001"],
  ["29 Palms",                "29palms"],
  ["75001",                   "!not_city"],
  ["75 001",                  "!not_city"],
  ["٧٥",                      "!not_city"],
  ["७५",                      "!not_city"],
  ["1-2-3",                   "!not_city"],
  ["...",                     "!not_city"],
  ["\u2603",                  "!not_city"],
  ["\u0301",                  "!not_city"],
  ["n/a",                     undefined],
  ["-",                       undefined],
] as const)("city of a warehouse %j is %j", ([raw, expected]) => {
  expect(outcome(city, raw)).toBe(expected);
});

// biome-ignore format: a table is read by its columns
test.for([
  ["f",             "f"],
  ["F",             "f"],
  ["female",        "f"],
  ["Female ",       "f"],
  ["m",             "m"],
  ["M",             "m"],
  ["MALE",          "m"],
  ["(f)",           "f"],
  ["m/",            "m"],
  ["F\u200b",       "f"],
  ["fem",           "!gender_without_code"],
  ["woman",         "!gender_without_code"],
  ["man",           "!gender_without_code"],
  ["mr",            "!gender_without_code"],
  ["mrs",           "!gender_without_code"],
  ["femalemale",    "!gender_without_code"],
  ["male/female",   "!gender_without_code"],
  ["diverse",       "!gender_without_code"],
  ["other",         "!gender_without_code"],
  ["0",             "!gender_without_code"],
  ["2",             "!gender_without_code"],
  ["?",             "!gender_without_code"],
  ["weiblich",      "!gender_without_code"],
  ["unknown",       undefined],
  ["none",          undefined],
  ["",              undefined],
] as const)("gender of a warehouse %j is %j", ([raw, expected]) => {
  expect(outcome(gender, raw)).toBe(expected);
});

test("a name, city or gender that is no text is refused, a number is text", () => {
  for (const clean of [personName, city, gender]) {
    expect(outcome(clean, true)).toBe("!not_text");
    expect(outcome(clean, null)).toBeUndefined();
  }
  expect(outcome(personName, 7)).toBe("7");
  expect(outcome(city, 75_001)).toBe("!not_city");
});
