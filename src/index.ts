/**
 * capisync for embedders and for authors of connectors.
 *
 * The words, the same in code, YAML, command line and docs:
 *
 *   connector    the code for one kind of warehouse      source      an opened warehouse
 *   mapping      one YAML file and its running identity  dataset     Meta's receiver
 *   cursor, key  what orders rows, what identifies one   watermark   a position in that order
 *   checkpoint   the durable watermark                   lookback    how far a run reads again
 *   ceiling      where a run stops reading               window      what one run reads
 *   row          as read                                 item        a row on its way
 *   event        as sent                                 issue       why an item cannot go
 *   batch        what is sent at once                    attempt     one try to send it
 *   settled      accepted, dead-lettered, excluded, expired, held or already sent
 *   ledger       keys of what was accepted               dead letter a row set aside, by reference
 *   sink         where batches go                        run         one execution; sync is the verb
 */

export type {
  AppData,
  AttributionData,
  CapiEvent,
  ContentsItem,
  CustomData,
  OriginalEventData,
  ServerEvent,
  UserData,
} from "./capi/event.ts";
export type { Mapping } from "./config/mapping.ts";
export type { Project } from "./config/project.ts";
export {
  BusyError,
  ConfigError,
  InvariantError,
  LimitError,
  type Problem,
  RefusedError,
  UnavailableError,
} from "./lib/errors.ts";
export type { Column, Kind, Row, Value } from "./lib/value.ts";
export type { Observe, RunEvent } from "./run/events.ts";
export type { Report } from "./run/report.ts";
export type { Batch, Outcome, Settlement, Sink } from "./send/sink.ts";
export type {
  Ceiling,
  CeilingOptions,
  Connector,
  Dialect,
  Query,
  Source,
  Watermark,
} from "./source/source.ts";
export type { Store } from "./state/store.ts";
