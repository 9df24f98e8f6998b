import type { FieldSourceTag } from "./sources.ts";

/** How the members of a group stand on the wire. */
type Shape =
  /** An object of members. */
  | "object"
  /** A list of such objects. */
  | "items"
  /** A list of texts in the order of the table, empty where there is none. */
  | "slots";

/** A place of an event that holds fields. */
interface GroupLine {
  /** The group whose member of this name it is; undefined for the event itself. */
  readonly parent: string | undefined;
  readonly shape: Shape;
  readonly source: FieldSourceTag;
  /** One sentence for the docs. */
  readonly doc: string;
}

/** The objects of an event, each a member of its parent under its own name. */
// biome-ignore format: a table is read by its columns
export const GROUPS = {
  event:               { parent: undefined,          shape: "object", source: "server",      doc: "The event itself." },
  user_data:           { parent: "event",            shape: "object", source: "customer",    doc: "By what Meta finds the person; every event needs some of it." },
  custom_data:         { parent: "event",            shape: "object", source: "custom",      doc: "What the event was about; your own properties go under `extra`." },
  contents:            { parent: "custom_data",      shape: "items",  source: "custom",      doc: "The products of the event, one item each: `contents: { from: column, item: { … } }`." },
  store_data:          { parent: "custom_data",      shape: "object", source: "offline",     doc: "Where the store is: its members, or one column that holds them as a JSON object." },
  mileage:             { parent: "custom_data",      shape: "object", source: "custom",      doc: "Mileage of the vehicle." },
  app_data:            { parent: "event",            shape: "object", source: "app",         doc: "The app and the device; required for app events." },
  extinfo:             { parent: "app_data",         shape: "slots",  source: "app",         doc: "Sixteen facts about the device: by name, or one column that holds them all in this order." },
  original_event_data: { parent: "event",            shape: "object", source: "original",    doc: "The earlier event that this one adds to." },
  attribution_data:    { parent: "event",            shape: "object", source: "attribution", doc: "Your own attribution of the event." },
  attribution_setting: { parent: "attribution_data", shape: "object", source: "sdk24",       doc: "Windows of the attribution." },
} as const satisfies Readonly<Record<string, GroupLine>>;

/** The object of an event that holds a field. */
export type Group = keyof typeof GROUPS;

/** Every group, in the order of the docs. */
export const GROUP_NAMES = Object.keys(GROUPS) as readonly Group[];

/** The groups that are members of another. */
export function childrenOf(parent: Group): readonly Group[] {
  return GROUP_NAMES.filter((group) => GROUPS[group].parent === parent);
}

/** The names under which a group stands in an event, outermost first; none for the event itself. */
export function stepsTo(group: Group): readonly string[] {
  const { parent } = GROUPS[group];
  return parent === undefined ? [] : [...stepsTo(parent), group];
}

/** A member as issues and messages name it: `custom_data.store_data.store_code`. */
export function pathOf(group: Group, name: string): string {
  return [...stepsTo(group), name].join(".");
}
