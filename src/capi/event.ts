import type { Json } from "./clean/cleaner.ts";
import type { GROUPS } from "./fields/groups.ts";
import type { Kind, Line, WireTypes } from "./fields/line.ts";
import type { Group, Tables } from "./fields.ts";

/** An event on its way: what every event has, and whatever else its mapping gives. */
export interface CapiEvent {
  event_name: string;
  /** Unix seconds. */
  event_time: number;
  event_id: string;
  action_source: string;
  user_data: Record<string, Json>;
  custom_data?: Record<string, Json>;
  [parameter: string]: Json | undefined;
}

// The types below follow from the tables of `capi/fields/`: a new line there is a new member here.

/** What goes on the wire for one value of a kind. */
type OneOf<K extends Kind> = K extends {
  readonly words: readonly (infer Word)[];
}
  ? K extends { readonly open: true }
    ? string
    : Word
  : WireTypes[K["type"]];

type WireOf<K extends Kind> = K extends { readonly many: true } ? readonly OneOf<K>[] : OneOf<K>;

/** The wire names of a group's members, without those that are sent in another group. */
type SentIn<G extends Group> = {
  [W in keyof Tables[G]]: Tables[G][W] extends { readonly sentIn: Group } ? never : W;
}[keyof Tables[G]];

type ChildOf<G extends Group> = {
  [C in Group]: (typeof GROUPS)[C]["parent"] extends G ? C : never;
}[Group];

type Shaped<C extends Group> = (typeof GROUPS)[C]["shape"] extends "slots"
  ? readonly string[]
  : (typeof GROUPS)[C]["shape"] extends "items"
    ? readonly Members<C>[]
    : Members<C>;

/** The object of a group as it goes on the wire. */
type Members<G extends Group> = {
  [W in Exclude<SentIn<G>, ChildOf<G>>]?: Tables[G][W] extends Line
    ? WireOf<Tables[G][W]["kind"]>
    : never;
} & { [C in ChildOf<G>]?: Shaped<C> };

/** Limited Data Use, which a mapping sets by a block of its own. */
interface DataUse {
  data_processing_options?: readonly "LDU"[];
  data_processing_options_country?: 0 | 1;
  data_processing_options_state?: number;
}

/** By what Meta finds the person. */
export type UserData = Members<"user_data">;

/** What an event was about, own properties included. */
export type CustomData = Members<"custom_data"> & { [property: string]: unknown };

/** One product of an event. */
export type ContentsItem = Members<"contents">;

/** The app and the device. */
export type AppData = Members<"app_data">;

/** The earlier event that an event adds to. */
export type OriginalEventData = Members<"original_event_data">;

/** The advertiser's own attribution. */
export type AttributionData = Members<"attribution_data">;

/** An event as Meta documents it, each parameter of the tables with its type. */
export type ServerEvent = Omit<Members<"event">, "user_data" | "custom_data"> &
  DataUse &
  Required<Pick<Members<"event">, "event_name" | "event_time" | "event_id" | "action_source">> & {
    user_data: UserData;
    custom_data?: CustomData;
  };
