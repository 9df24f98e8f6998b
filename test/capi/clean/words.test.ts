import { expect, test } from "vitest";
import { type CleanContext, Fault, type FieldOptions } from "../../../src/capi/clean/cleaner.ts";
import { fbcFromClick } from "../../../src/capi/clean/click-id.ts";
import { hashField, passHashed } from "../../../src/capi/clean/hashed.ts";
import { type Field, fieldOf, type Group } from "../../../src/capi/fields.ts";
import { sha256 } from "../../../src/lib/hash.ts";
import type { Value } from "../../../src/lib/value.ts";
import { contextWith } from "../context.ts";

function fieldAt(path: string): Field {
  const [group, name] = path.split(".");
  const field = fieldOf(group as Group, String(name));
  if (field === undefined) throw new Error(`no field ${path}`);
  return field;
}

const MD5 = "5d41402abc4b2a76b9719d911017c592";
const NIGHT = { timezone: "Europe/Amsterdam" };
const options = (chosen: FieldOptions): Partial<CleanContext> => ({ options: chosen });

// What a person reads under an issue. Whoever changes a sentence changes it here too.
// biome-ignore format: a table is read by its columns
test.for<[string, Value, Partial<CleanContext>, string, string]>([
  ["user_data.em", "jane",          {}, "not_email", "an e-mail address"],
  ["user_data.em", true,            {}, "not_text", "text or a number"],
  ["user_data.external_id", 2 ** 60, {}, "number_inexact", "the number as text: a float of this size has lost digits"],
  ["user_data.em", MD5,             {}, "md5_hash", "a SHA-256; this looks like an MD5"],
  ["user_data.em", sha256("null"),  {}, "hash_of_nothing", "no value at all instead of the hash of none"],
  ["user_data.ph", "call me",       {}, "not_phone", "a phone number of 7 to 15 digits that its country has"],
  ["user_data.ph", "0612345678",    {}, "phone_country_missing", "a number with its country code, or a `default_country`"],
  ["user_data.fn", "...",           {}, "not_name", "a name with at least one letter or digit"],
  ["user_data.ct", "75001",         {}, "not_city", "the name of a city"],
  ["user_data.st", "Bayern",        { country: "US" }, "not_us_state", "a state of the US, its name or two-letter code"],
  ["user_data.st", "75",            {}, "not_state", "the name of a state or province"],
  ["user_data.zp", "7",             {}, "not_postal_code", "a postal code of at least two characters"],
  ["user_data.zp", "2139",          { country: "US" }, "not_zip_code", "a US ZIP code: five digits, or five and four"],
  ["user_data.country", "zz",       {}, "not_country", "a country: its ISO 3166-1 code or English name"],
  ["user_data.ge", "x",             {}, "gender_without_code", "female or male"],
  ["user_data.db", "2/16/97",       {}, "not_date", "a date with a four-digit year, such as 1997-02-16"],
  ["user_data.db", "02/05/1997",    {}, "date_order_missing", "a date that reads one way only, or `date_order`"],
  ["user_data.db", "1899-12-31",    {}, "date_out_of_range", "a day from 1900-01-01 to today"],
  ["user_data.client_ip_address", "x", {}, "not_ip", "an IPv4 or IPv6 address"],
  ["user_data.client_ip_address", "10.0.0.1", {}, "ip_not_public", "a public address"],
  ["user_data.client_user_agent", sha256("x"), {}, "hashed_value", "the value itself, not its SHA-256"],
  ["user_data.fbc", "x",            {}, "not_fbc", "a click id of the form fb.1.1700000000000.AbC"],
  ["user_data.fbp", "x",            {}, "not_fbp", "a browser id of the form fb.1.1700000000000.123"],
  ["user_data.lead_id", "1",        {}, "not_lead_id", "a lead id of 15 to 17 digits, as text"],
  ["user_data.page_id", "x",        {}, "not_digits_id", "an id of digits only, as text"],
  ["user_data.madid", "0",          {}, "zero_id", "an advertiser id that is not all zeros"],
  ["custom_data.value", "1,5",      {}, "not_amount", "a decimal number with a point, without grouping and currency sign"],
  ["custom_data.value", "15",       options({ unit: "minor" }), "currency_missing", "a currency, to know its minor unit"],
  ["custom_data.currency", "zzz",   {}, "currency_unknown", "an active ISO 4217 code"],
  ["custom_data.currency", "mru",   {}, "currency_refused", "a currency that Meta takes"],
  ["event.event_time", "x",         {}, "not_time", "a timestamp such as 2026-11-19 14:30:00+00, or Unix seconds"],
  ["event.event_time", "2026-11-19", {}, "date_only", "a time of day; `date_only: noon_utc` sends noon UTC instead"],
  ["event.event_time", "2026-11-19 14:30", {}, "timezone_missing", "a timestamp with its offset, or a `timezone` for those without"],
  ["event.event_time", "2026-11-19 14:30", { timezone: "No/Where" }, "timezone_unknown", "an IANA time zone such as Europe/Amsterdam"],
  ["event.event_time", "2026-10-25 02:30", { ...NIGHT, ...options({ fold: "reject" }) }, "time_ambiguous", "a time that occurs once; clocks were put back then (`fold`)"],
  ["event.event_time", "2026-03-29 02:30", { ...NIGHT, ...options({ gap: "reject" }) }, "time_skipped", "a time that exists; clocks were put forward then (`gap`)"],
  ["event.event_time", "x",         options({ format: "YYYY" }), "time_format_unknown", "a `format` of YYYY, MM, DD, HH24, MI, SS and the like that holds a whole date"],
  ["event.event_time", "1795098600123", {}, "unit_missing", "Unix seconds, or `unit: ms` for a number of this length"],
  ["event.event_time", "1795098600123456", {}, "unit_missing", "Unix seconds, or `unit: us` for a number of this length"],
  ["event.event_time", "1795098600123456789", {}, "unit_missing", "Unix seconds, or `unit: ns` for a number of this length"],
])("%s says of %s with %j: %s, expected %s", ([path, value, settings, code, words]) => {
  const field = fieldAt(path);
  const context = contextWith(settings);
  const result = field.hash ? hashField(field)(value, context) : field.clean(value, context);
  expect(result).toBeInstanceOf(Fault);
  expect(result).toMatchObject({ code, expected: words });
});

test("what no field says by itself is said in these words", () => {
  const context = contextWith();
  expect(fbcFromClick("a b", "1795098600", context)).toMatchObject({
    code: "not_fbclid",
    expected: "the value of a URL's fbclid parameter, unchanged",
  });
  expect(fbcFromClick("IwAR0", null, context)).toMatchObject({
    code: "click_time_missing",
    expected: "the time of the click, `click_time`",
  });
  expect(passHashed()("x", context)).toMatchObject({
    code: "not_sha256",
    expected: "a SHA-256: 64 hexadecimal digits",
  });
});
