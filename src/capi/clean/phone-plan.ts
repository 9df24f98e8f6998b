import { metadataOfNumbers, numberingPlan, parse } from "./phone-library.ts";

// How the numbers of a country are written, from libphonenumber-js's own metadata. Its parser takes
// 4 to 12 us a number, most of it spent on compiling the same patterns anew; here they are compiled
// once per country and the common shapes are read without it. Where a shape needs more (carrier
// codes, area codes put in front, countries of one calling code that differ), the library is asked.

/** A number without `+`, as Meta takes it: calling code and national number. */
export type E164Digits = string;

/** `ask`: only the library can tell. Undefined: there is no such number. */
export type Reading = E164Digits | "ask" | undefined;

interface Plan {
  readonly callingCode: string;
  /** What is dialled before an international number. */
  readonly dialOut: RegExp;
  /** What is dialled before a national number within the country. */
  readonly prefix: RegExp | undefined;
  readonly pattern: RegExp;
  readonly longest: number;
  readonly lengths: Lengths;
  /** True for the country that speaks for its calling code. */
  readonly isMain: boolean;
  readonly countries: readonly string[];
}

/** The numbers that a country has given out, for one purpose. */
interface Assigned {
  readonly isSubscriber: boolean;
  readonly lengths: ReadonlySet<number>;
  readonly pattern: RegExp;
}

/** By length of a national number; undefined where countries of one calling code differ. */
interface Lengths {
  readonly isPossible: readonly (boolean | undefined)[];
  /** Whether a number may be the rest after a prefix was taken off. */
  readonly isRest: readonly (boolean | undefined)[];
}

/** The library's own limits of a national number. */
const SHORTEST_NATIONAL = 2;
const LONGEST_NATIONAL = 17;
const LONGEST_CALLING_CODE = 3;

/** The numbers that people have, in the library's words. */
const SUBSCRIBER_TYPES = ["FIXED_LINE", "MOBILE"];

/** What a number may be for. */
const NUMBER_TYPES = [
  ...SUBSCRIBER_TYPES,
  "PREMIUM_RATE",
  "TOLL_FREE",
  "SHARED_COST",
  "VOIP",
  "PERSONAL_NUMBER",
  "PAGER",
  "UAN",
  "VOICEMAIL",
];

/** 15 digits at most: ITU-T E.164, section 6.2. Shorter than seven is no subscriber. */
const SHORTEST = 7;
const LONGEST = 15;

const ZERO = 0x30;

const plans = new Map<string, Plan | undefined>();
const mainPlans = new Map<string, Plan | undefined>();
const assignments = new Map<string, readonly Assigned[]>();

function planOf(country: string): Plan | undefined {
  const known = plans.get(country);
  if (known !== undefined || plans.has(country)) return known;
  const plan = Object.hasOwn(metadataOfNumbers().countries, country) ? compile(country) : undefined;
  plans.set(country, plan);
  return plan;
}

function compile(country: string): Plan {
  const metadata = metadataOfNumbers();
  const own = numberingPlan(country);
  const callingCode = own.callingCode();
  const countries = metadata.country_calling_codes[callingCode] ?? [country];
  const prefix = own.nationalPrefixForParsing();
  return {
    callingCode,
    dialOut: new RegExp(`^(?:${own.IDDPrefix()})`),
    prefix: prefix ? new RegExp(`^(?:${prefix})`) : undefined,
    pattern: whole(own.nationalNumberPattern()),
    longest: Math.max(...own.possibleLengths()),
    lengths: lengthsOf(countries),
    isMain: countries[0] === country,
    countries,
  };
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

function assignedIn(country: string): readonly Assigned[] {
  let assigned = assignments.get(country);
  if (assigned === undefined) {
    const plan = numberingPlan(country);
    assigned = NUMBER_TYPES.flatMap((name) => {
      const type = plan.type(name);
      const pattern = type?.pattern();
      if (type === undefined || !pattern) return [];
      const lengths = new Set(type.possibleLengths());
      return [{ isSubscriber: SUBSCRIBER_TYPES.includes(name), lengths, pattern: whole(pattern) }];
    });
    assignments.set(country, assigned);
  }
  return assigned;
}

function lengthsOf(countries: readonly string[]): Lengths {
  const possible = countries.map((country) => numberingPlan(country).possibleLengths());
  const all = Array.from({ length: LONGEST_NATIONAL + 1 }, (_, length) => length);
  const agreed = (answer: (lengths: readonly number[], length: number) => boolean) =>
    all.map((length) => {
      const answers = new Set(possible.map((lengths) => answer(lengths, length)));
      return answers.size === 1 ? answers.has(true) : undefined;
    });
  return {
    isPossible: agreed((lengths, length) => lengths.includes(length)),
    isRest: agreed((lengths, length) => lengths.includes(length) || length > Math.max(...lengths)),
  };
}

/** The plan of the country that speaks for the calling code which the digits begin with. */
function mainPlanOf(digits: string): Plan | "ask" | undefined {
  const metadata = metadataOfNumbers();
  for (let length = 1; length <= LONGEST_CALLING_CODE; length++) {
    const code = digits.slice(0, length);
    const plan = mainPlans.get(code);
    if (plan !== undefined) return plan;
    const country = metadata.country_calling_codes[code]?.[0];
    if (country === "001" || Object.hasOwn(metadata.nonGeographic, code)) return "ask";
    if (country !== undefined) {
      const main = planOf(country);
      mainPlans.set(code, main);
      return main;
    }
  }
  return undefined;
}

/** Without the national prefix, where the library would take it off. */
function withoutPrefix(national: string, plan: Plan): string {
  const match = plan.prefix?.exec(national);
  if (match == null || match[0] === "") return national;
  if (match.length > 1 && match.some((group, i) => i > 0 && group !== undefined)) return "ask";
  const rest = national.slice(match[0].length);
  if (plan.pattern.test(national) && !plan.pattern.test(rest)) return national;
  const isRest = plan.lengths.isRest[rest.length];
  if (isRest === undefined) return rest.length > LONGEST_NATIONAL ? rest : "ask";
  return isRest ? rest : national;
}

function join(national: string, plan: Plan): Reading {
  if (national === "ask") return "ask";
  if (national.length < SHORTEST_NATIONAL || national.length > LONGEST_NATIONAL) return undefined;
  const isPossible = plan.lengths.isPossible[national.length];
  if (isPossible === undefined) return "ask";
  return isPossible ? accepted(plan.callingCode + national, national) : undefined;
}

/** Within E.164's length, and not one digit over and over, which nobody has. */
function accepted(number: E164Digits, national: string): E164Digits | undefined {
  if (number.length < SHORTEST || number.length > LONGEST) return undefined;
  for (let i = 1; i < national.length; i++) {
    if (national.charCodeAt(i) !== national.charCodeAt(0)) return number;
  }
  return undefined;
}

/** Digits that begin with a calling code; what stood after a `+`. */
export function readInternational(digits: string): Reading {
  if (digits.charCodeAt(0) === ZERO) return undefined;
  const plan = mainPlanOf(digits);
  if (plan === undefined || plan === "ask") return plan;
  return join(withoutPrefix(digits.slice(plan.callingCode.length), plan), plan);
}

/** What follows a dial-out code: an international number, unless the code was something else. */
function dialled(rest: string): Reading {
  return rest === "" || rest.charCodeAt(0) === ZERO ? "ask" : readInternational(rest);
}

/** Digits as they are dialled or noted in a country, its own calling code perhaps in front. */
export function readNational(digits: string, country: string): Reading {
  const plan = planOf(country);
  if (plan === undefined) return undefined;
  const abroad = plan.dialOut.exec(digits);
  if (abroad !== null) return dialled(digits.slice(abroad[0].length));
  const national = withoutPrefix(digits, plan);
  if (!digits.startsWith(plan.callingCode)) return join(national, plan);
  if (!plan.isMain || national === "ask") return "ask";
  const behindCode = withoutPrefix(digits.slice(plan.callingCode.length), plan);
  if (behindCode === "ask") return "ask";
  const isBehindCode = !plan.pattern.test(national) && plan.pattern.test(behindCode);
  return join(isBehindCode || national.length > plan.longest ? behindCode : national, plan);
}

/** True for a number that its country has given out, not only one of a length that it uses. */
export function isAssigned(number: E164Digits): boolean {
  const plan = mainPlanOf(number);
  if (plan === undefined) return false;
  if (plan === "ask") return parse(`+${number}`, undefined)?.isValid() ?? false;
  const national = number.slice(plan.callingCode.length);
  return plan.countries.some(
    (country) =>
      planOf(country)?.pattern.test(national) &&
      assignedIn(country).some((type) => holds(type, national)),
  );
}

/** True for a fixed line or a mobile number that a country has given out. */
export function isSubscriberOf(number: E164Digits, country: string): boolean {
  const code = planOf(country)?.callingCode;
  if (code === undefined || !number.startsWith(code)) return false;
  const national = number.slice(code.length);
  return assignedIn(country).some((type) => type.isSubscriber && holds(type, national));
}

function holds({ lengths, pattern }: Assigned, national: string): boolean {
  return lengths.has(national.length) && pattern.test(national);
}

/** What the library itself makes of digits, with or without a `+` in front. */
export function askLibrary(text: string, country: string | undefined): E164Digits | undefined {
  const found = parse(text, country);
  if (found === undefined || !found.isPossible()) return undefined;
  return accepted(found.number.slice(1), found.nationalNumber);
}

/** True for a country whose numbers are known. */
export function hasPhoneNumbers(country: string): boolean {
  return planOf(country) !== undefined;
}
