import { birthDate } from "../clean/birth-date.ts";
import type { Cleaner, FieldOptions } from "../clean/cleaner.ts";
import { fbc, fbcFromClick, fbp } from "../clean/click-id.ts";
import { country } from "../clean/country.ts";
import { email } from "../clean/email.ts";
import { externalId } from "../clean/external-id.ts";
import { gender } from "../clean/gender.ts";
import { leadId, mobileAdId } from "../clean/id.ts";
import { ipAddress } from "../clean/ip-address.ts";
import { city, personName } from "../clean/name.ts";
import { birthDay, birthMonth, birthYear, firstLetters } from "../clean/partial.ts";
import { phone } from "../clean/phone.ts";
import { postalCode } from "../clean/postal-code.ts";
import { state } from "../clean/state.ts";
import { ID, PLAIN, TIME_OPTIONS } from "./kinds.ts";
import type { Kind, Occasion, Table } from "./line.ts";

/** A parameter of which Meta takes a list of hashes. */
function hashes(clean: Cleaner, ...options: readonly (keyof FieldOptions)[]) {
  return { type: "text", clean, options, hash: true, many: true } as const;
}

/** A parameter of which Meta takes one hash. */
function hash(clean: Cleaner) {
  return { type: "text", clean, hash: true } as const;
}

const EMAIL = hashes(email);
const PHONE = hashes(phone, "default_country");
const NAME = hashes(personName);
const BIRTH_DATE = hashes(birthDate, "date_order");
const GENDER = hashes(gender);
const CITY = hashes(city);
const STATE = hashes(state);
const POSTAL_CODE = hashes(postalCode);
const COUNTRY = hashes(country);
const EXTERNAL_ID = hashes(externalId, "mode");
const FIRST_FIVE = hash(firstLetters(5));
const INITIAL = hash(firstLetters(1));
const BIRTH_DAY = hash(birthDay);
const BIRTH_MONTH = hash(birthMonth);
const BIRTH_YEAR = hash(birthYear);
const APP_USER = hash(externalId);

const IP = { type: "text", clean: ipAddress } as const satisfies Kind;
const FBC = {
  type: "text",
  clean: fbc,
  join: { keys: ["from_fbclid", "click_time"], options: TIME_OPTIONS, clean: fbcFromClick },
} as const satisfies Kind;
const FBP = { type: "text", clean: fbp } as const satisfies Kind;
/** One of Meta's own ids. */
const LEAD_ID = { type: "text", clean: leadId } as const satisfies Kind;
const MOBILE_AD_ID = { type: "text", clean: mobileAdId } as const satisfies Kind;

/** The set that the best practices recommend for every event. */
const EVERY: readonly Occasion[] = ["all"];
const CHAT: readonly Occasion[] = ["business_messaging"];

/** Members of `user_data`. What is hashed has a readable name besides Meta's. */
// biome-ignore format: a table is read by its columns
export const USER_DATA = {
  em:          { name: "email",         kind: EMAIL,       source: "customer", recommended: EVERY, csv: "EMAIL",       doc: "E-mail address." },
  ph:          { name: "phone",         kind: PHONE,       source: "customer", recommended: EVERY, csv: "PHONE",       doc: "Phone number with its country code, or a national one and a default country." },
  fn:          { name: "first_name",    kind: NAME,        source: "customer", recommended: EVERY, csv: "FIRST_NAME",  doc: "First name." },
  ln:          { name: "last_name",     kind: NAME,        source: "customer", recommended: EVERY, csv: "LAST_NAME",   doc: "Last name." },
  db:          { name: "date_of_birth", kind: BIRTH_DATE,  source: "customer",                     csv: "DOB",         doc: "Date of birth." },
  ge:          { name: "gender",        kind: GENDER,      source: "customer",                                         doc: "Gender: female or male, or their first letter." },
  ct:          { name: "city",          kind: CITY,        source: "customer",                     csv: "CITY",        doc: "City." },
  st:          { name: "state",         kind: STATE,       source: "customer",                     csv: "STATE",       doc: "State or province; in the US its name or two-letter code." },
  zp:          { name: "zip",           kind: POSTAL_CODE, source: "customer",                     csv: "ZIP",         doc: "Postal code." },
  country:     {                        kind: COUNTRY,     source: "customer", recommended: ["physical_store"], csv: "COUNTRY", doc: "Country: its ISO 3166-1 code or its English name; worth sending even if all your customers share one." },
  external_id: {                        kind: EXTERNAL_ID, source: "customer", recommended: EVERY, csv: "EXTERNAL_ID", doc: "Your own id of the person, the same on every channel." },
  client_ip_address: { kind: IP,    source: "customer", recommended: EVERY,                        doc: "IP address of the browser or device; never hashed." },
  client_user_agent: { kind: PLAIN, source: "customer", recommended: EVERY,                        doc: "User agent of the browser; required for website events, never hashed." },
  fbc:               { kind: FBC,   source: "customer", recommended: EVERY, csv: "CLICK_ID",       doc: "Click id, from the _fbc cookie, or made of an fbclid and the time of the click; never hashed." },
  fbp:               { kind: FBP,   source: "customer", recommended: EVERY,                        doc: "Browser id, from the _fbp cookie; never hashed." },
  subscription_id:   { kind: PLAIN, source: "customer",                                            doc: "Id of the subscription." },
  fb_login_id:       { kind: ID,    source: "customer",                                            doc: "App-scoped id that Facebook Login gave." },
  lead_id:           { kind: LEAD_ID, source: "customer", recommended: ["crm"], csv: "LEAD_ID",    doc: "Id of the lead from Meta's Lead Ads, 15 to 17 digits." },
  anon_id:           { kind: PLAIN, source: "customer", recommended: ["app"], only: true,          doc: "Id of the app's installation; app events only." },
  madid:             { kind: MOBILE_AD_ID, source: "customer", recommended: ["app", "AppendAttribution"], csv: "MAD_ID", doc: "Mobile advertiser id: Apple's IDFA or Google's advertising id; never hashed." },
  page_id:             { kind: ID,    source: "messaging", recommended: CHAT, doc: "Id of the Facebook page in a conversation." },
  page_scoped_user_id: { kind: ID,    source: "messaging", recommended: CHAT, only: true, doc: "Id of the person in a Messenger conversation with the page." },
  ctwa_clid:           { kind: PLAIN, source: "messaging", recommended: CHAT, only: true, doc: "Click id of an ad that opens WhatsApp." },
  ig_account_id:       { kind: ID,    source: "messaging", recommended: CHAT, only: true, doc: "Id of the Instagram account in a conversation." },
  ig_sid:              { kind: ID,    source: "messaging", recommended: CHAT, only: true, doc: "Id of the person in an Instagram conversation." },
  whatsapp_business_account_id: { kind: ID, source: "messaging", recommended: CHAT, only: true, doc: "Id of the WhatsApp business account in a conversation." },
  partner_id:   { kind: PLAIN,       source: "segment", unverified: true, doc: "Id of the person with an identity partner." },
  partner_name: { kind: PLAIN,       source: "segment", unverified: true, doc: "Name of the identity partner." },
  f5first:      { kind: FIRST_FIVE,  source: "sdk24",   unverified: true, doc: "The first five letters of the first name; a longer name is cut." },
  f5last:       { kind: FIRST_FIVE,  source: "sdk24",   unverified: true, doc: "The first five letters of the last name; a longer name is cut." },
  fi:           { kind: INITIAL,     source: "sdk24",   unverified: true, doc: "The first letter of the first name." },
  dobd:         { kind: BIRTH_DAY,   source: "sdk24",   unverified: true, doc: "Day of the month of the date of birth." },
  dobm:         { kind: BIRTH_MONTH, source: "sdk24",   unverified: true, doc: "Month of the date of birth, as a number." },
  doby:         { kind: BIRTH_YEAR,  source: "sdk24",   unverified: true, doc: "Year of the date of birth." },
  app_user_id:  { kind: APP_USER,    source: "sdk24",   unverified: true, doc: "Id of the person in your app." },
} as const satisfies Table;
