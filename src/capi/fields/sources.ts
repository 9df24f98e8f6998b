const DOCS = "https://developers.facebook.com/documentation/ads-commerce/conversions-api";

/** Where a line of the tables was read, all in 2026. */
export const FIELD_SOURCES = {
  use: `${DOCS}/using-the-api`,
  main: `${DOCS}/parameters/main-body`,
  server: `${DOCS}/parameters/server-event`,
  customer: `${DOCS}/parameters/customer-information-parameters`,
  custom: `${DOCS}/parameters/custom-data`,
  app: `${DOCS}/parameters/app-data`,
  original: `${DOCS}/parameters/original-event`,
  offline: `${DOCS}/offline-events`,
  messaging: `${DOCS}/business-messaging`,
  crm: `${DOCS}/conversion-leads-integration/payload-specification`,
  ltv: `${DOCS}/guides/predicted-lifetime-value`,
  attribution: `${DOCS}/guides/append-attribution/reference`,
  upload:
    "https://developers.facebook.com/documentation/ads-commerce/gateway-products/conversions-api-gateway/upload-events",
  edge: "https://developers.facebook.com/documentation/ads-commerce/marketing-api/reference/ads-pixel/events",
  options:
    "https://developers.facebook.com/documentation/ads-commerce/marketing-api/data-processing-options",
  secure: "https://developers.facebook.com/docs/graph-api/guides/secure-requests",
  sdk24: "https://github.com/facebook/facebook-nodejs-business-sdk 24.0.1 src/objects/serverside",
  sdk26: "https://github.com/facebook/facebook-nodejs-business-sdk version 26.0.0",
  segment: "https://github.com/segmentio/action-destinations facebook-conversions-api",
  checklist: "a checklist of Meta's quoted by a third party",
} as const;

/** The key of a source in `FIELD_SOURCES`. */
export type FieldSourceTag = keyof typeof FIELD_SOURCES;
