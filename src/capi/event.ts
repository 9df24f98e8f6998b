import type { Json } from "./clean/cleaner.ts";

/** An event as it goes on the wire. */
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
