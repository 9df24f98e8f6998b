import { describe, expect, test } from "vitest";
import { countryOf } from "../../src/capi/countries.ts";
import { currencyOf, minorUnitsOf } from "../../src/capi/currencies.ts";
import { MESSAGING_EVENTS, STANDARD_EVENTS, standardEventOf } from "../../src/capi/event-names.ts";
import { usStateOf } from "../../src/capi/states.ts";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
/** All codes of two and of three letters that there can be. */
const PAIRS = LETTERS.flatMap((a) => LETTERS.map((b) => a + b));
const TRIPLES = PAIRS.flatMap((pair) => LETTERS.map((c) => pair + c));

/** What `Intl.DisplayNames` of Node 24 calls the countries in English; releases differ. */
// biome-ignore format: a table is read by its columns
const DISPLAY_NAMES: ReadonlyMap<string, string> = new Map([
  ["AD", "Andorra"], ["AE", "United Arab Emirates"], ["AF", "Afghanistan"], ["AG", "Antigua & Barbuda"],
  ["AI", "Anguilla"], ["AL", "Albania"], ["AM", "Armenia"], ["AO", "Angola"], ["AQ", "Antarctica"],
  ["AR", "Argentina"], ["AS", "American Samoa"], ["AT", "Austria"], ["AU", "Australia"], ["AW", "Aruba"],
  ["AX", "Åland Islands"], ["AZ", "Azerbaijan"], ["BA", "Bosnia & Herzegovina"], ["BB", "Barbados"],
  ["BD", "Bangladesh"], ["BE", "Belgium"], ["BF", "Burkina Faso"], ["BG", "Bulgaria"], ["BH", "Bahrain"],
  ["BI", "Burundi"], ["BJ", "Benin"], ["BL", "St. Barthélemy"], ["BM", "Bermuda"], ["BN", "Brunei"],
  ["BO", "Bolivia"], ["BQ", "Caribbean Netherlands"], ["BR", "Brazil"], ["BS", "Bahamas"], ["BT", "Bhutan"],
  ["BV", "Bouvet Island"], ["BW", "Botswana"], ["BY", "Belarus"], ["BZ", "Belize"], ["CA", "Canada"],
  ["CC", "Cocos (Keeling) Islands"], ["CD", "Congo - Kinshasa"], ["CF", "Central African Republic"],
  ["CG", "Congo - Brazzaville"], ["CH", "Switzerland"], ["CI", "Côte d’Ivoire"], ["CK", "Cook Islands"],
  ["CL", "Chile"], ["CM", "Cameroon"], ["CN", "China"], ["CO", "Colombia"], ["CR", "Costa Rica"], ["CU", "Cuba"],
  ["CV", "Cape Verde"], ["CW", "Curaçao"], ["CX", "Christmas Island"], ["CY", "Cyprus"], ["CZ", "Czechia"],
  ["DE", "Germany"], ["DJ", "Djibouti"], ["DK", "Denmark"], ["DM", "Dominica"], ["DO", "Dominican Republic"],
  ["DZ", "Algeria"], ["EC", "Ecuador"], ["EE", "Estonia"], ["EG", "Egypt"], ["EH", "Western Sahara"],
  ["ER", "Eritrea"], ["ES", "Spain"], ["ET", "Ethiopia"], ["FI", "Finland"], ["FJ", "Fiji"],
  ["FK", "Falkland Islands"], ["FM", "Micronesia"], ["FO", "Faroe Islands"], ["FR", "France"], ["GA", "Gabon"],
  ["GB", "United Kingdom"], ["GD", "Grenada"], ["GE", "Georgia"], ["GF", "French Guiana"], ["GG", "Guernsey"],
  ["GH", "Ghana"], ["GI", "Gibraltar"], ["GL", "Greenland"], ["GM", "Gambia"], ["GN", "Guinea"],
  ["GP", "Guadeloupe"], ["GQ", "Equatorial Guinea"], ["GR", "Greece"],
  ["GS", "South Georgia & South Sandwich Islands"], ["GT", "Guatemala"], ["GU", "Guam"], ["GW", "Guinea-Bissau"],
  ["GY", "Guyana"], ["HK", "Hong Kong SAR China"], ["HM", "Heard & McDonald Islands"], ["HN", "Honduras"],
  ["HR", "Croatia"], ["HT", "Haiti"], ["HU", "Hungary"], ["ID", "Indonesia"], ["IE", "Ireland"], ["IL", "Israel"],
  ["IM", "Isle of Man"], ["IN", "India"], ["IO", "British Indian Ocean Territory"], ["IQ", "Iraq"], ["IR", "Iran"],
  ["IS", "Iceland"], ["IT", "Italy"], ["JE", "Jersey"], ["JM", "Jamaica"], ["JO", "Jordan"], ["JP", "Japan"],
  ["KE", "Kenya"], ["KG", "Kyrgyzstan"], ["KH", "Cambodia"], ["KI", "Kiribati"], ["KM", "Comoros"],
  ["KN", "St. Kitts & Nevis"], ["KP", "North Korea"], ["KR", "South Korea"], ["KW", "Kuwait"],
  ["KY", "Cayman Islands"], ["KZ", "Kazakhstan"], ["LA", "Laos"], ["LB", "Lebanon"], ["LC", "St. Lucia"],
  ["LI", "Liechtenstein"], ["LK", "Sri Lanka"], ["LR", "Liberia"], ["LS", "Lesotho"], ["LT", "Lithuania"],
  ["LU", "Luxembourg"], ["LV", "Latvia"], ["LY", "Libya"], ["MA", "Morocco"], ["MC", "Monaco"], ["MD", "Moldova"],
  ["ME", "Montenegro"], ["MF", "St. Martin"], ["MG", "Madagascar"], ["MH", "Marshall Islands"],
  ["MK", "North Macedonia"], ["ML", "Mali"], ["MM", "Myanmar (Burma)"], ["MN", "Mongolia"],
  ["MO", "Macao SAR China"], ["MP", "Northern Mariana Islands"], ["MQ", "Martinique"], ["MR", "Mauritania"],
  ["MS", "Montserrat"], ["MT", "Malta"], ["MU", "Mauritius"], ["MV", "Maldives"], ["MW", "Malawi"], ["MX", "Mexico"],
  ["MY", "Malaysia"], ["MZ", "Mozambique"], ["NA", "Namibia"], ["NC", "New Caledonia"], ["NE", "Niger"],
  ["NF", "Norfolk Island"], ["NG", "Nigeria"], ["NI", "Nicaragua"], ["NL", "Netherlands"], ["NO", "Norway"],
  ["NP", "Nepal"], ["NR", "Nauru"], ["NU", "Niue"], ["NZ", "New Zealand"], ["OM", "Oman"], ["PA", "Panama"],
  ["PE", "Peru"], ["PF", "French Polynesia"], ["PG", "Papua New Guinea"], ["PH", "Philippines"], ["PK", "Pakistan"],
  ["PL", "Poland"], ["PM", "St. Pierre & Miquelon"], ["PN", "Pitcairn Islands"], ["PR", "Puerto Rico"],
  ["PS", "Palestinian Territories"], ["PT", "Portugal"], ["PW", "Palau"], ["PY", "Paraguay"], ["QA", "Qatar"],
  ["RE", "Réunion"], ["RO", "Romania"], ["RS", "Serbia"], ["RU", "Russia"], ["RW", "Rwanda"], ["SA", "Saudi Arabia"],
  ["SB", "Solomon Islands"], ["SC", "Seychelles"], ["SD", "Sudan"], ["SE", "Sweden"], ["SG", "Singapore"],
  ["SH", "St. Helena"], ["SI", "Slovenia"], ["SJ", "Svalbard & Jan Mayen"], ["SK", "Slovakia"],
  ["SL", "Sierra Leone"], ["SM", "San Marino"], ["SN", "Senegal"], ["SO", "Somalia"], ["SR", "Suriname"],
  ["SS", "South Sudan"], ["ST", "São Tomé & Príncipe"], ["SV", "El Salvador"], ["SX", "Sint Maarten"],
  ["SY", "Syria"], ["SZ", "Eswatini"], ["TC", "Turks & Caicos Islands"], ["TD", "Chad"],
  ["TF", "French Southern Territories"], ["TG", "Togo"], ["TH", "Thailand"], ["TJ", "Tajikistan"], ["TK", "Tokelau"],
  ["TL", "Timor-Leste"], ["TM", "Turkmenistan"], ["TN", "Tunisia"], ["TO", "Tonga"], ["TR", "Türkiye"],
  ["TT", "Trinidad & Tobago"], ["TV", "Tuvalu"], ["TW", "Taiwan"], ["TZ", "Tanzania"], ["UA", "Ukraine"],
  ["UG", "Uganda"], ["UM", "U.S. Outlying Islands"], ["US", "United States"], ["UY", "Uruguay"],
  ["UZ", "Uzbekistan"], ["VA", "Vatican City"], ["VC", "St. Vincent & Grenadines"], ["VE", "Venezuela"],
  ["VG", "British Virgin Islands"], ["VI", "U.S. Virgin Islands"], ["VN", "Vietnam"], ["VU", "Vanuatu"],
  ["WF", "Wallis & Futuna"], ["WS", "Samoa"], ["YE", "Yemen"], ["YT", "Mayotte"], ["ZA", "South Africa"],
  ["ZM", "Zambia"], ["ZW", "Zimbabwe"],
]);

describe("countries", () => {
  const alpha2 = PAIRS.filter((code) => countryOf(code) === code);

  test("are the 249 of ISO 3166-1, by both their codes", () => {
    const alpha3 = TRIPLES.filter((code) => countryOf(code) !== undefined);

    expect(alpha2).toHaveLength(249);
    expect(new Set(alpha3.map(countryOf)).size).toBe(249);
    // Written for a country, though they are no codes of ISO's.
    expect(alpha3).toHaveLength(249 + ["UAE", "PRC", "DRC", "KSA"].length);
    expect(PAIRS.filter((code) => countryOf(code) !== undefined)).toHaveLength(249 + 1);
    expect(countryOf("uk")).toBe("GB");
  });

  test("are told apart by every name in the table", () => {
    for (const [alpha2, name] of [
      ["CD", "Democratic Republic of the Congo"],
      ["CG", "Republic of the Congo"],
      ["KP", "Democratic People's Republic of Korea"],
      ["KR", "Republic of Korea"],
      ["DM", "Commonwealth of Dominica"],
      ["DO", "Dominican Republic"],
      ["GN", "Republic of Guinea"],
      ["GW", "Republic of Guinea-Bissau"],
      ["SD", "Republic of the Sudan"],
      ["SS", "Republic of South Sudan"],
      ["NE", "Republic of the Niger"],
      ["NG", "Federal Republic of Nigeria"],
      ["VG", "Virgin Islands (British)"],
      ["VI", "Virgin Islands (U.S.)"],
      ["WS", "Independent State of Samoa"],
      ["AD", "and"],
    ]) {
      expect([name, countryOf(String(name))]).toEqual([name, alpha2]);
    }
    expect(countryOf("")).toBeUndefined();
    expect(countryOf("&")).toBeUndefined();
    expect(countryOf("The and")).toBeUndefined();
  });

  test("are found by the names that Node gives them", () => {
    expect(alpha2.filter((code) => !DISPLAY_NAMES.has(code))).toEqual([]);
    for (const [code, name] of DISPLAY_NAMES) expect([name, countryOf(name)]).toEqual([name, code]);
  });
});

describe("states of the US", () => {
  test("are fifty, the district, six territories and the military post", () => {
    const codes = PAIRS.map((code) => code.toLowerCase()).filter((code) => usStateOf(code));
    expect(codes).toHaveLength(50 + 1 + 6 + 3);
    for (const code of codes) expect(usStateOf(code)).toBe(code);
  });

  test.for([
    ["california", "ca"],
    ["usca", "ca"],
    ["northdakota", "nd"],
    ["washington", "wa"],
    ["washingtondc", "dc"],
    ["usvirginislands", "vi"],
    ["armedforcespacific", "ap"],
    ["bayern", undefined],
  ])("%s is %s", ([letters, code]) => {
    expect(usStateOf(String(letters))).toBe(code);
  });
});

describe("currencies", () => {
  test("are those of ISO 4217, and those in a till are taken", () => {
    const codes = TRIPLES.filter((code) => currencyOf(code) !== undefined);
    expect(codes).toHaveLength(178);
    expect(codes.filter((code) => currencyOf(code)?.standing !== "refused")).toHaveLength(154);
    expect(currencyOf("eur")).toBeUndefined();
  });

  // biome-ignore format: a table is read by its columns
  test.for([
    ["EUR", 2], ["USD", 2], ["HUF", 2], ["IDR", 2], ["COP", 2], ["PKR", 2],
    ["JPY", 0], ["KRW", 0], ["ISK", 0], ["VND", 0], ["CLP", 0], ["XOF", 0],
    ["KWD", 3], ["IQD", 3], ["TND", 3], ["BHD", 3],
  ] as const)("%s has %i digits of a minor unit", ([code, digits]) => {
    expect(minorUnitsOf(code)).toBe(digits);
  });

  test("that are no money in a till are refused, and the one that Meta refused", () => {
    for (const code of ["XXX", "XTS", "XAU", "XDR", "BOV", "CHE", "USN", "UYI", "MRU"]) {
      expect([code, currencyOf(code)?.standing]).toEqual([code, "refused"]);
    }
    for (const code of ["STN", "VES", "VED", "SLE", "ZWG", "XCG"]) {
      expect([code, currencyOf(code)?.standing]).toEqual([code, "new"]);
    }
    for (const code of ["EUR", "XAF", "XCD", "XPF"]) {
      expect([code, currencyOf(code)?.standing]).toEqual([code, "ordinary"]);
    }
  });
});

describe("standard event names", () => {
  // biome-ignore format: a table is read by its columns
  test.for([
    ["Purchase",           "website",            "Purchase"],
    ["purchase",           "website",            "Purchase"],
    ["add_to_cart",        "website",            "AddToCart"],
    ["Add To-Cart",        undefined,            "AddToCart"],
    ["append_value",       "physical_store",     "AppendValue"],
    ["other",              "physical_store",     "Other"],
    ["other",              "website",            undefined],
    ["lead submitted",     "business_messaging", "LeadSubmitted"],
    ["lead submitted",     "system_generated",   undefined],
    ["mobile_app_install", "app",                "MobileAppInstall"],
    ["Marketing Qualified Lead", "system_generated", undefined],
    ["constructor",        "toString",           undefined],
  ] as const)("%j from %s amounts to %s", ([name, source, expected]) => {
    expect(standardEventOf(name, source)).toBe(expected);
  });

  test("of messaging are the fourteen that Meta takes", () => {
    expect(MESSAGING_EVENTS.size).toBe(14);
    expect(MESSAGING_EVENTS.has("Lead")).toBe(false);
  });

  test("stand in one list each", () => {
    const names = Object.values(STANDARD_EVENTS).flat();
    expect(new Set(names).size).toBe(names.length);
  });
});
