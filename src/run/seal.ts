import { Arena, textOfSpan } from "../lib/arena.ts";
import { type Key, keyedHash } from "../lib/hash.ts";
import type { Issue } from "../lib/issue.ts";
import type { Outgoing } from "../send/sink.ts";
import { ledgerKey } from "../state/ledger-key.ts";
import type { EventItem, Item } from "../transform/item.ts";

/** What keys and fingerprints are made with. */
export interface Identity {
  /** The install key. */
  readonly secret: string;
  readonly datasetId: string;
}

/** An item whose event has its wire form. */
export type Sealed = SealedEvent | Exclude<Item, EventItem>;

export interface SealedEvent extends Outgoing {
  readonly kind: "event";
  readonly notices: readonly Issue[] | undefined;
}

/** Gives events their wire form and their key. */
export class Sealer {
  readonly #identity: Identity;
  readonly #arena = new Arena();

  constructor(identity: Identity) {
    this.#identity = identity;
  }

  /** An event as it will be sent; any other item comes back as it is. */
  seal(item: Item): Sealed {
    if (item.kind !== "event") return item;
    const { seq, event, window, notices } = item;
    const { secret, datasetId } = this.#identity;
    const key: Key = ledgerKey(secret, datasetId, event.event_name, event.event_id);
    const json = this.#arena.add(JSON.stringify(event));
    return { kind: "event", seq, json, eventTime: event.event_time, window, key, notices };
  }
}

/** Tells a changed event from the same one, and says nothing to whoever lacks the secret. */
export function fingerprintOf(outgoing: Outgoing, { secret }: Identity): string {
  return keyedHash(secret, `event|${textOfSpan(outgoing.json)}`);
}
