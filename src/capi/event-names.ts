/** Where a standard event name counts as one; elsewhere it is a custom event like any other. */
export type EventKind = "any" | "store" | "app" | "messaging" | "passback";

/**
 * The names that Meta knows. The list is open: any other name is a custom event.
 * https://developers.facebook.com/docs/meta-pixel/reference and
 * https://developers.facebook.com/docs/marketing-api/conversions-api/business-messaging (read 2026)
 */
// biome-ignore format: a table is read by its columns
export const STANDARD_EVENTS = {
  any: [
    "AddPaymentInfo", "AddToCart", "AddToWishlist", "CompleteRegistration", "Contact",
    "CustomizeProduct", "Donate", "FindLocation", "InitiateCheckout", "Lead", "PageView",
    "Purchase", "Schedule", "Search", "StartTrial", "SubmitApplication", "Subscribe", "ViewContent",
  ],
  store: ["Other"],
  app: ["MobileAppInstall"],
  messaging: [
    "LeadSubmitted", "OrderCreated", "OrderShipped", "OrderDelivered", "OrderCanceled",
    "OrderReturned", "CartAbandoned", "QualifiedLead", "RatingProvided", "ReviewProvided",
  ],
  passback: ["AppendValue", "AppendAttribution"],
} as const satisfies Record<EventKind, readonly string[]>;

/** The only names that a business_messaging event may have; any other is refused with 2804066. */
export const MESSAGING_EVENTS: ReadonlySet<string> = new Set([
  "Purchase",
  "InitiateCheckout",
  "AddToCart",
  "ViewContent",
  ...STANDARD_EVENTS.messaging,
]);

const KIND_OF_SOURCE: ReadonlyMap<string | undefined, EventKind> = new Map([
  ["physical_store", "store"],
  ["app", "app"],
  ["business_messaging", "messaging"],
]);

const IGNORED = /[\s_-]/g;

function keyOf(name: string): string {
  return name.toLowerCase().replace(IGNORED, "");
}

function spellings(...kinds: readonly EventKind[]): ReadonlyMap<string, string> {
  const names = kinds.flatMap((kind) => [...STANDARD_EVENTS[kind]]);
  return new Map(names.map((name) => [keyOf(name), name]));
}

const ORDINARY = spellings("any", "passback");
const BY_KIND: ReadonlyMap<EventKind, ReadonlyMap<string, string>> = new Map(
  (["store", "app", "messaging"] as const).map((kind) => [
    kind,
    spellings("any", "passback", kind),
  ]),
);

/**
 * The standard name that a name of this action_source amounts to when case, spaces, `_` and `-` are
 * ignored: `add_to_cart` is AddToCart. Undefined for a custom event.
 */
export function standardEventOf(
  name: string,
  actionSource: string | undefined,
): string | undefined {
  const kind = KIND_OF_SOURCE.get(actionSource);
  return ((kind && BY_KIND.get(kind)) ?? ORDINARY).get(keyOf(name));
}

/**
 * Whether a name is a standard event of this action_source but for its spelling, so that Meta takes it
 * for a custom one. Of a message any name but Meta's own is refused, which says more.
 */
export function isStandardMisspelt(name: string, actionSource: string | undefined): boolean {
  if (actionSource === "business_messaging") return false;
  const standard = standardEventOf(name, actionSource);
  return standard !== undefined && standard !== name;
}

/**
 * Characters of a name. Meta's pages state no limit; Segment's page about this destination does, for
 * custom events: https://segment.com/docs/connections/destinations/catalog/actions-facebook-conversions-api/
 * (read 2026). UNVERIFIED against the live API.
 */
export const MAX_NAME_LENGTH = 50;
