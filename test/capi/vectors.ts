import type { FieldOptions } from "../../src/capi/clean/cleaner.ts";

/** A raw value of a user_data key, what it is cleaned to, and the hash that Meta must receive. */
export interface Vector {
  readonly key: string;
  readonly raw: string;
  /** The cleaned text; undefined where the value is left out, with the code of the reason. */
  readonly clean: string | { readonly code: string };
  readonly sha256?: string;
  readonly country?: string;
  readonly options?: FieldOptions;
}

const PHONE_US = "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176";
const PHONE_GB = "35e206e5dec4c89b9e8b71b8c32724a5bb518483ac5a20c6617d738375b3b823";
const BORN = "01acdbf6ec7b4f478a225f1a246e5d6767eeab1a7ffa17f025265b5b94f40f0c";
const FEMALE = "252f10c83610ebca1a059c0bae8255eba2f95be4d1d7bcfa89d7248a82d9f111";
const CALIFORNIA = "6959097001d10501ac7d54c0bdb8db61420f658f2922cc26e46d536119a31126";
const US = "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621";
const GB = "0b407281768f0e833afef47ed464b6571d01ca4d53c12ce5c51d1462f4ad6677";
const DE = "959a45d44e6fcf58361ed004681556fe50129f2109e817dec098c00c9e5d2578";

/**
 * Several of these hashes stand in Meta's page on customer information parameters; the others were
 * computed from the cleaned text.
 */
// biome-ignore format: a table is read by its columns
export const VECTORS: readonly Vector[] = [
  { key: "em", raw: " John_Smith@gmail.com ", clean: "john_smith@gmail.com", sha256: "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f" },
  { key: "em", raw: "John.Smith+Tag@gmail.com", clean: "john.smith+tag@gmail.com", sha256: "98196155bb56f9b222a57c96323a092e4f4abd95a54581a151d59d07e6003a45" },
  { key: "em", raw: "no-at-sign", clean: { code: "not_email" } },

  { key: "ph", raw: "+1 (650) 555-1212", clean: "16505551212", sha256: PHONE_US },
  { key: "ph", raw: "001 650 555 1212", clean: "16505551212", sha256: PHONE_US },
  { key: "ph", raw: "16505551212", clean: "16505551212", sha256: PHONE_US },
  { key: "ph", raw: "(650)555-1212", country: "US", clean: "16505551212", sha256: PHONE_US },
  { key: "ph", raw: "(650)555-1212", clean: { code: "phone_country_missing" } },
  { key: "ph", raw: "020 7946 0958", country: "GB", clean: "442079460958", sha256: PHONE_GB },
  { key: "ph", raw: "020 7946 0958", clean: { code: "phone_country_missing" } },
  { key: "ph", raw: "+44 844 412 4653", clean: "448444124653", sha256: "dc008fda46e2e64002cf2f82a4906236282d431c4f75e5b60bfe79fc48546383" },
  { key: "ph", raw: "+44 (0)20 7946 0958", clean: "442079460958", sha256: PHONE_GB },
  { key: "ph", raw: "+49.30.901820", clean: "4930901820", sha256: "c03f76216358b07b09a300613908002987efc1ae9a2ef2a85d57d5a971bf821a" },
  { key: "ph", raw: "+1 650 555 1212 ext. 5", clean: "16505551212", sha256: PHONE_US },

  { key: "fn", raw: "Mary", clean: "mary", sha256: "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec" },
  { key: "fn", raw: "정", clean: "정", sha256: "8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14" },
  { key: "fn", raw: "Valéry", clean: "valéry", sha256: "08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c" },
  { key: "fn", raw: "Vale\u0301ry", clean: "valéry", sha256: "08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c" },
  { key: "fn", raw: "Mary-Jane", clean: "maryjane", sha256: "f08f448a5e7a9dc3619bb7c129f6a7d5fc6af002cea17ad71dfdc1c68f4d4e0e" },
  { key: "ln", raw: "O'Brien", clean: "obrien", sha256: "b4cb6cb33fe4b865868de825023a1e2790dc12ac01ecc8d7c5afe8254071c8ba" },
  { key: "ln", raw: "de la Cruz", clean: "delacruz", sha256: "6e612c2cd2e7b0e9ebcee301bc7102e8b300fa3df820693946b20e1b9a8793fa" },

  { key: "db", raw: "2/16/1997", clean: "19970216", sha256: BORN },
  { key: "db", raw: "1997-02-16", clean: "19970216", sha256: BORN },
  { key: "db", raw: "16/02/1997", clean: "19970216", sha256: BORN },
  { key: "db", raw: "02-05-1997", options: { date_order: "mdy" }, clean: "19970205", sha256: "224a10d9783126b4fa33f81d9cd1ec86fc5b6e262e120c165de582f4f5fbed10" },
  { key: "db", raw: "02-05-1997", clean: { code: "date_order_missing" } },
  { key: "db", raw: "2/16/97", clean: { code: "not_date" } },
  { key: "db", raw: "16 Feb 1997", clean: { code: "not_date" } },
  { key: "db", raw: "19970230", clean: { code: "not_date" } },

  { key: "ge", raw: "Female", clean: "f", sha256: FEMALE },
  { key: "ge", raw: "F", clean: "f", sha256: FEMALE },
  { key: "ge", raw: "male", clean: "m", sha256: "62c66a7a5dd70c3146618063c344e531e6d4b59e379808443ce962b3abd63c5a" },
  { key: "ge", raw: "non-binary", clean: { code: "gender_without_code" } },
  { key: "ge", raw: "x", clean: { code: "gender_without_code" } },

  { key: "ct", raw: "New York", clean: "newyork", sha256: "350c754ba4d38897693aa077ef43072a859d23f613443133fecbbd90a3512ca5" },
  { key: "ct", raw: "St. Louis", clean: "stlouis", sha256: "8ba24bdf99947996f3000259be455de791b06fcc0e802ce05031030df1ee8ea3" },
  { key: "ct", raw: "Washington D.C.", clean: "washingtondc", sha256: "911fa18df8b2a4ff2652c32a0efa25516115d6fb0170849a41f38113e5371fe0" },
  { key: "ct", raw: "São Paulo", clean: "sãopaulo", sha256: "3eda1428ae1aece064071f8d40f08fe2bc59ffa66c171a163caf15122ec4d7f0" },
  { key: "ct", raw: "東京", clean: "東京", sha256: "130016b2599bf7e5978cae78e528c67f29aa47eaa2490ffedd729df334a2790c" },

  { key: "st", raw: "California", country: "US", clean: "ca", sha256: CALIFORNIA },
  { key: "st", raw: "CA", country: "US", clean: "ca", sha256: CALIFORNIA },
  { key: "st", raw: "New York", country: "US", clean: "ny", sha256: "1b06e2003f8420d6fa42badd8f77ec0f706b976b7a48b13c567dc5a559681683" },
  { key: "st", raw: "District of Columbia", country: "US", clean: "dc", sha256: "abecdf3503635c0be9eca61cddf5b25c7f8380d5aae7d73d0f62e9a38c87b70d" },
  { key: "st", raw: "New South Wales", country: "AU", clean: "newsouthwales", sha256: "96236847af45f93f09c6ba2627cdb8da07e395f009d0e42f782cffb119cc24da" },

  { key: "zp", raw: "94035-1234", country: "US", clean: "94035", sha256: "1794327a4d443904421f5ca1f3d72d0a62ba2f0770d80755ec2220fc0efb052e" },
  { key: "zp", raw: "02139", country: "US", clean: "02139", sha256: "37ee873de5c1aa94b4bd802ad204de983c221f35fc2c0c28259232eb329f36bf" },
  { key: "zp", raw: "M1 1AE", country: "GB", clean: "m11ae", sha256: "1dc694c2070e697769fb959b50671d76cafd430d8ca191fbdd0affcaea344ac5" },
  { key: "zp", raw: "100-0001", country: "JP", clean: "1000001", sha256: "443372db1ff98d9737596b4f83a8381ab6aab60e44e29854b48be88c74cdf1f0" },

  { key: "country", raw: "US", clean: "us", sha256: US },
  { key: "country", raw: "USA", clean: "us", sha256: US },
  { key: "country", raw: "United States", clean: "us", sha256: US },
  { key: "country", raw: "UK", clean: "gb", sha256: GB },
  { key: "country", raw: "GB", clean: "gb", sha256: GB },
  { key: "country", raw: "Great Britain", clean: "gb", sha256: GB },
  { key: "country", raw: "Germany", clean: "de", sha256: DE },
  { key: "country", raw: "DE", clean: "de", sha256: DE },

  { key: "external_id", raw: "User 123", clean: "user123", sha256: "e606e38b0d8c19b24cf0ee3808183162ea7cd63ff7912dbb22b5e803286b4446" },
];
