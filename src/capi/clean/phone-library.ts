import { createRequire } from "node:module";

/** The part of the library that is used here, untyped in its own declarations. */
interface Library {
  readonly Metadata: new (metadata: MetadataJson) => Metadata;
  parsePhoneNumberFromString(
    text: string,
    options: { readonly extract: false; readonly defaultCountry?: string },
    metadata: MetadataJson,
  ): LibraryNumber | undefined;
}

interface LibraryNumber {
  readonly number: string;
  readonly nationalNumber: string;
  isPossible(): boolean;
  isValid(): boolean;
}

interface Metadata {
  selectNumberingPlan(country: string): void;
  readonly numberingPlan: {
    callingCode(): string;
    IDDPrefix(): string;
    nationalPrefixForParsing(): string | null | undefined;
    nationalNumberPattern(): string;
    possibleLengths(): readonly number[];
    type(name: string): NumberType | undefined;
  };
}

interface NumberType {
  pattern(): string | undefined;
  possibleLengths(): readonly number[];
}

interface MetadataJson {
  readonly countries: Readonly<Record<string, unknown>>;
  readonly country_calling_codes: Readonly<Record<string, readonly string[]>>;
  readonly nonGeographic: Readonly<Record<string, unknown>>;
}

interface Loaded {
  readonly library: Library;
  readonly metadata: MetadataJson;
}

let loaded: Loaded | undefined;

/** Loads library and metadata on first use: mappings without phones do without both. */
function load(): Loaded {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url);
    loaded = {
      library: require("libphonenumber-js/core"),
      metadata: require("libphonenumber-js/max/metadata"),
    };
  }
  return loaded;
}

/** Which countries and calling codes there are. */
export function metadataOfNumbers(): MetadataJson {
  return load().metadata;
}

/** The library's own data of one country. */
export function numberingPlan(country: string): Metadata["numberingPlan"] {
  const { library, metadata } = load();
  const selected = new library.Metadata(metadata);
  selected.selectNumberingPlan(country);
  return selected.numberingPlan;
}

/** What the library reads; text without a `+` belongs to the country. */
export function parse(text: string, country: string | undefined): LibraryNumber | undefined {
  const { library, metadata } = load();
  const options = country === undefined ? {} : { defaultCountry: country };
  return library.parsePhoneNumberFromString(text, { extract: false, ...options }, metadata);
}
