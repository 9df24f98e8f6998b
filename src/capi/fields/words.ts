/** The nine values of `action_source`; section "action_source" of the server event parameters. */
export const ACTION_SOURCES = [
  "website",
  "app",
  "email",
  "phone_call",
  "chat",
  "physical_store",
  "system_generated",
  "business_messaging",
  "other",
] as const;

/** The values of `messaging_channel`. */
export const MESSAGING_CHANNELS = ["messenger", "whatsapp", "instagram"] as const;

/** The values of `delivery_category`, for an order and for one of its items. */
export const DELIVERY_CATEGORIES = ["in_store", "curbside", "home_delivery"] as const;

/** The values of `customer_segmentation`. */
export const CUSTOMER_SEGMENTS = [
  "new_customer_to_business",
  "new_customer_to_business_line",
  "new_customer_to_product_area",
  "new_customer_to_medium",
  "existing_customer_to_business",
  "existing_customer_to_business_line",
  "existing_customer_to_product_area",
  "existing_customer_to_medium",
  "customer_in_loyalty_program",
] as const;

/** The first slot of extinfo: Android or iOS. */
export const EXTINFO_VERSIONS = ["a2", "i2"] as const;
