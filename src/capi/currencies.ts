/** A currency as its standing with Meta and its minor unit matter here. */
export interface Currency {
  /** Digits of the minor unit: 2 for cents. */
  readonly minorUnits: number;
  /**
   * `refused`: never sent. `new`: newer than 2017, so that Meta's own libraries do not know it;
   * sent with a notice.
   */
  readonly standing: "ordinary" | "new" | "refused";
}

// The active codes of ISO 4217 in November 2026 by the digits of their minor unit. Frozen here,
// since ICU's digits differ from ISO's for 28 codes (HUF, IDR, COP, PKR ...), which would make
// amounts wrong by a hundred or a thousand. From Debian's iso-codes 4.15.0, brought up to date by
// hand: XAD, XCG and ZWG came since, ANG, BGN, CUC, HRK, SLL and ZWL went. The authority is ISO
// 4217's list one, which SIX Group keeps.

const MINOR_UNITS_0 = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";

const MINOR_UNITS_3 = "BHD IQD JOD KWD LYD OMR TND";

const MINOR_UNITS_2 =
  "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF " +
  "CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD " +
  "HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA " +
  "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN " +
  "QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP " +
  "TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

/**
 * ISO codes that are no money in a till: metals, bond and fund codes, tests. Their units play no
 * part.
 */
const NOT_MONEY =
  "BOV CHE CHW CLF COU MXV USN UYI UYW XAD XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX";

/** Ordinary money that Meta refused when it was tried. */
const REFUSED_BY_META = "MRU";

/** In ISO 4217 since 2018 or later. */
const NEW = "SLE STN VED VES XCG ZWG";

const CURRENCIES: ReadonlyMap<string, Currency> = currencies();

function currencies(): ReadonlyMap<string, Currency> {
  const refused = new Set(`${NOT_MONEY} ${REFUSED_BY_META}`.split(" "));
  const recent = new Set(NEW.split(" "));
  const table = new Map<string, Currency>();
  const lists = [MINOR_UNITS_0, undefined, `${MINOR_UNITS_2} ${NOT_MONEY}`, MINOR_UNITS_3];
  for (const [minorUnits, codes] of lists.entries()) {
    for (const code of codes?.split(" ") ?? []) {
      const standing = refused.has(code) ? "refused" : recent.has(code) ? "new" : "ordinary";
      table.set(code, { minorUnits, standing });
    }
  }
  return table;
}

/** A currency by its upper-case code. */
export function currencyOf(code: string): Currency | undefined {
  return CURRENCIES.get(code);
}

/** Digits of a currency's minor unit; undefined when the code is unknown or none is given. */
export function minorUnitsOf(code: string | undefined): number | undefined {
  return code === undefined ? undefined : CURRENCIES.get(code)?.minorUnits;
}
