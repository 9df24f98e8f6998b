/**
 * The states of the US, the District of Columbia, the territories and the military post, as the US
 * Postal Service and ANSI INCITS 38 code them. Frozen in November 2026; the authority is
 * https://pe.usps.com/text/pub28/28apb.htm.
 */
// biome-ignore format: a table is read by its columns
const US_STATES: readonly (readonly [code: string, ...names: string[]])[] = [
  ["al", "Alabama"],        ["ak", "Alaska"],         ["az", "Arizona"],       ["ar", "Arkansas"],
  ["ca", "California"],     ["co", "Colorado"],       ["ct", "Connecticut"],   ["de", "Delaware"],
  ["fl", "Florida"],        ["ga", "Georgia"],        ["hi", "Hawaii"],        ["id", "Idaho"],
  ["il", "Illinois"],       ["in", "Indiana"],        ["ia", "Iowa"],          ["ks", "Kansas"],
  ["ky", "Kentucky"],       ["la", "Louisiana"],      ["me", "Maine"],         ["md", "Maryland"],
  ["ma", "Massachusetts"],  ["mi", "Michigan"],       ["mn", "Minnesota"],     ["ms", "Mississippi"],
  ["mo", "Missouri"],       ["mt", "Montana"],        ["ne", "Nebraska"],      ["nv", "Nevada"],
  ["nh", "New Hampshire"],  ["nj", "New Jersey"],     ["nm", "New Mexico"],    ["ny", "New York"],
  ["nc", "North Carolina"], ["nd", "North Dakota"],   ["oh", "Ohio"],          ["ok", "Oklahoma"],
  ["or", "Oregon"],         ["pa", "Pennsylvania"],   ["ri", "Rhode Island"],  ["sc", "South Carolina"],
  ["sd", "South Dakota"],   ["tn", "Tennessee"],      ["tx", "Texas"],         ["ut", "Utah"],
  ["vt", "Vermont"],        ["va", "Virginia"],       ["wa", "Washington"],    ["wv", "West Virginia"],
  ["wi", "Wisconsin"],      ["wy", "Wyoming"],
  ["dc", "District of Columbia", "Washington DC"],
  ["as", "American Samoa"],
  ["gu", "Guam"],
  ["mp", "Northern Mariana Islands"],
  ["pr", "Puerto Rico"],
  ["um", "Minor Outlying Islands"],
  ["vi", "Virgin Islands", "US Virgin Islands"],
  ["aa", "Armed Forces Americas"],
  ["ae", "Armed Forces Europe", "Armed Forces Africa", "Armed Forces Canada", "Armed Forces Middle East"],
  ["ap", "Armed Forces Pacific"],
];

const BY_NAME: ReadonlyMap<string, string> = new Map(
  US_STATES.flatMap(([code, ...names]) =>
    // `US-CA`, ISO 3166-2, arrives without its dash.
    [code, `us${code}`, ...names.map((name) => name.toLowerCase().replaceAll(" ", ""))].map(
      (name) => [name, code] as const,
    ),
  ),
);

/** The lower-case code of a state, by its code or name in lower-case letters without spaces. */
export function usStateOf(letters: string): string | undefined {
  return BY_NAME.get(letters);
}
