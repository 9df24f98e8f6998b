import { free } from "../clean/free.ts";
import { FIGURE, TEXT, TEXTS, usualText, usualWord } from "./kinds.ts";
import type { Kind, Table } from "./line.ts";

const FREE = { type: "json", clean: free } as const satisfies Kind;

// biome-ignore-start format: a table is read by its columns
const AVAILABILITY = usualWord([
  "available_soon",
  "for_rent",
  "for_sale",
  "off_market",
  "recently_sold",
  "sale_pending",
]);
const BODY_STYLE = usualWord([
  "CONVERTIBLE",
  "COUPE",
  "HATCHBACK",
  "MINIVAN",
  "TRUCK",
  "SUV",
  "SEDAN",
  "VAN",
  "WAGON",
  "CROSSOVER",
  "OTHER",
]);
const DRIVETRAIN = usualWord(["4X2", "4X4", "AWD", "FWD", "RWD", "OTHER", "NONE"]);
const FUEL_TYPE = usualWord([
  "DIESEL",
  "ELECTRIC",
  "FLEX",
  "GASOLINE",
  "HYBRID",
  "PETROL",
  "PLUGIN_HYBRID",
  "OTHER",
  "NONE",
]);
const TRANSMISSION = usualWord(["AUTOMATIC", "MANUAL", "OTHER", "NONE"]);
const LISTING_TYPE = usualWord([
  "for_rent_by_agent",
  "for_rent_by_owner",
  "for_sale_by_agent",
  "for_sale_by_owner",
  "foreclosed",
  "new_construction",
  "new_listing",
]);
const PROPERTY_TYPE = usualWord([
  "apartment",
  "condo",
  "house",
  "land",
  "manufactured",
  "other",
  "townhouse",
]);
const TRAVEL_CLASS = usualWord(["economy", "premium", "business", "first"]);
// biome-ignore-end format: a table is read by its columns

/** `YYYYMMDD`, `YYYY-MM-DD`, or the latter with a time and its zone. */
const DATE = usualText(/^(?:\d{8}|\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?)$/);
const YEAR = usualText(/^\d{4}$/);
/** At most 50 characters. */
const TRIM = usualText(/^.{1,50}$/su);
/** An amount, a space, the currency's code. */
const PRICE = usualText(/^\d+(?:\.\d+)? [A-Z]{3}$/);

/**
 * Members of `custom_data` for travel, vehicles and real estate. Meta is not known to refuse any
 * value of theirs, so none is left out for being unusual.
 */
// biome-ignore format: a table is read by its columns
export const TRADES = {
  checkin_date:             { kind: DATE,   source: "custom", doc: "Arrival at the hotel." },
  checkout_date:            { kind: DATE,   source: "custom", doc: "Departure from the hotel." },
  travel_start:             { kind: DATE,   source: "custom", doc: "Begin of the journey." },
  travel_end:               { kind: DATE,   source: "custom", doc: "End of the journey." },
  departing_departure_date: { kind: DATE,   source: "custom", doc: "Departure of the outward journey." },
  departing_arrival_date:   { kind: DATE,   source: "custom", doc: "Arrival of the outward journey." },
  returning_departure_date: { kind: DATE,   source: "custom", doc: "Departure of the return journey." },
  returning_arrival_date:   { kind: DATE,   source: "custom", doc: "Arrival of the return journey." },
  origin_airport:           { kind: TEXT,   source: "custom", doc: "Code of the airport of departure." },
  destination_airport:      { kind: TEXT,   source: "custom", doc: "Code of the airport of arrival." },
  destination_ids:          { kind: TEXTS,  source: "custom", doc: "Ids of destinations in the catalog." },
  travel_class:             { kind: TRAVEL_CLASS, source: "custom", doc: "Class of the journey." },
  num_adults:               { kind: FIGURE, source: "custom", doc: "Number of adults." },
  num_children:             { kind: FIGURE, source: "custom", doc: "Number of children." },
  num_infants:              { kind: FIGURE, source: "custom", doc: "Number of infants." },
  hotel_score:              { kind: FIGURE, source: "custom", doc: "Your score of the hotel." },
  user_bucket:              { kind: TEXT,   source: "custom", doc: "Segment of the person in travel ads." },

  city:                     { kind: TEXT,   source: "custom", doc: "City of the hotel, home or vehicle; the person's own is in user_data." },
  region:                   { kind: TEXT,   source: "custom", doc: "Region of the hotel, home or vehicle." },
  country:                  { kind: TEXT,   source: "custom", doc: "Country of the hotel, home or vehicle; the person's own is in user_data." },
  neighborhood:             { kind: TEXT,   source: "custom", doc: "Neighbourhood of the home." },
  postal_code:              { kind: TEXT,   source: "custom", doc: "Postal code of the vehicle or home; the person's own is in user_data." },
  dma_code:                 { kind: TEXT,   source: "custom", doc: "Designated market area of the vehicle's dealer." },

  availability:             { kind: AVAILABILITY,  source: "custom", doc: "Whether the home is to be had." },
  listing_type:             { kind: LISTING_TYPE,  source: "custom", doc: "Who offers the home, and how." },
  property_type:            { kind: PROPERTY_TYPE, source: "custom", doc: "Kind of home." },
  lease_start_date:         { kind: TEXT,   source: "custom", doc: "Begin of the lease." },
  lease_end_date:           { kind: TEXT,   source: "custom", doc: "End of the lease." },
  preferred_baths_range:    { kind: FREE,   source: "custom", doc: "How many bathrooms the person looks for." },
  preferred_beds_range:     { kind: FREE,   source: "custom", doc: "How many bedrooms the person looks for." },
  preferred_neighborhoods:  { kind: FREE,   source: "custom", doc: "Neighbourhoods that the person looks in." },
  preferred_num_stops:      { kind: FREE,   source: "custom", doc: "How many stops the person prefers." },
  preferred_price_range:    { kind: FREE,   source: "custom", doc: "Prices that the person looks for." },
  preferred_star_ratings:   { kind: FREE,   source: "custom", doc: "Stars that the person looks for." },

  make:                     { kind: TEXT,   source: "custom", doc: "Maker of the vehicle." },
  model:                    { kind: TEXT,   source: "custom", doc: "Model of the vehicle." },
  year:                     { kind: YEAR,   source: "custom", doc: "Year of the vehicle, four digits." },
  trim:                     { kind: TRIM,   source: "custom", doc: "Trim of the vehicle, at most 50 characters." },
  vin:                      { kind: TEXT,   source: "custom", doc: "Identification number of the vehicle." },
  price:                    { kind: PRICE,  source: "custom", doc: "Price of the vehicle or home: an amount, a space, the currency, such as 9900 USD." },
  body_style:               { kind: BODY_STYLE,    source: "custom", doc: "Body of the vehicle." },
  drivetrain:               { kind: DRIVETRAIN,    source: "custom", doc: "Drivetrain of the vehicle." },
  fuel_type:                { kind: FUEL_TYPE,     source: "custom", doc: "Fuel of the vehicle." },
  transmission:             { kind: TRANSMISSION,  source: "custom", doc: "Transmission of the vehicle." },
  exterior_color:           { kind: TEXT,   source: "custom", doc: "Colour of the vehicle." },
  interior_color:           { kind: TEXT,   source: "custom", doc: "Colour of the vehicle's inside." },
  condition_of_vehicle:     { kind: TEXT,   source: "custom", doc: "Condition of the vehicle." },
  state_of_vehicle:         { kind: TEXT,   source: "custom", doc: "Whether the vehicle is new or used." },

  product_catalog_id:             { kind: TEXT,  source: "custom", doc: "Id of the catalog that the products are in." },
  suggested_destinations:         { kind: TEXTS, source: "custom", doc: "Ids of destinations to suggest." },
  suggested_home_listings:        { kind: TEXTS, source: "custom", doc: "Ids of homes to suggest." },
  suggested_hotels:               { kind: TEXTS, source: "custom", doc: "Ids of hotels to suggest." },
  suggested_jobs:                 { kind: TEXTS, source: "custom", doc: "Ids of jobs to suggest." },
  suggested_local_service_businesses: { kind: TEXTS, source: "custom", doc: "Ids of local businesses to suggest." },
  suggested_location_based_items: { kind: TEXTS, source: "custom", doc: "Ids of items near the person to suggest." },
  suggested_vehicles:             { kind: TEXTS, source: "custom", doc: "Ids of vehicles to suggest." },
} as const satisfies Table;

/** Members of `mileage`. */
// biome-ignore format: a table is read by its columns
export const MILEAGE = {
  value: { kind: FIGURE, source: "custom", doc: "How far the vehicle was driven." },
  unit:  { kind: TEXT,   source: "custom", doc: "Unit of the distance: KM or MI." },
} as const satisfies Table;
