/** The day on which Meta's pages were last read for the tables of this folder, ISO 8601. */
export const RULES_AS_OF = "2026-11-20";
