/**
 * The alternative (c): the script that Meta's documentation leads to, on its official SDK, with the
 * SDK's own cleaning and hashing. The crash reporter is off, so that nothing goes to Meta.
 */
import {
  CrashReporter,
  CustomData,
  EventRequest,
  FacebookAdsApi,
  ServerEvent,
  UserData,
} from "facebook-nodejs-business-sdk";
import { Client } from "pg";
import Cursor from "pg-cursor";
import {
  assignment,
  BATCH_EVENTS,
  IN_FLIGHT,
  Lanes,
  ORDERS,
  PAGE_ROWS,
  report,
} from "./contender.ts";

/** A row as pg parses it: numerics and 64-bit integers are text, timestamps are dates. */
interface Order {
  readonly order_id: string;
  readonly ordered_at: Date;
  readonly total: string;
  readonly currency: string;
  readonly email: string;
  readonly phone: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
  readonly country: string;
  readonly loyalty_id: string;
}

const { postgresUrl, endpoint } = assignment();
const TOKEN = "bench";
const DATASET = "1234567890123456";

// Each EventRequest initialises the API anew and switches the reporter on, but only when there is
// none yet: one that exists and was switched off stays off.
FacebookAdsApi.init(TOKEN);
CrashReporter.disable();
// The SDK has no setting for its address; it is a static getter, which can be defined again.
Object.defineProperty(FacebookAdsApi, "GRAPH", { get: () => endpoint });

function toEvent(order: Order): ServerEvent {
  const user = new UserData()
    .setEmail(order.email)
    .setPhone(order.phone)
    .setFirstName(order.first_name)
    .setLastName(order.last_name)
    .setCity(order.city)
    .setState(order.state)
    .setZip(order.zip)
    .setCountry(order.country)
    .setExternalId(order.loyalty_id);
  const custom = new CustomData()
    .setValue(Number(order.total))
    .setCurrency(order.currency)
    .setOrderId(order.order_id);
  return new ServerEvent()
    .setEventName("Purchase")
    .setEventTime(Math.floor(order.ordered_at.getTime() / 1000))
    .setEventId(`order-${order.order_id}`)
    .setActionSource("physical_store")
    .setUserData(user)
    .setCustomData(custom);
}

async function post(orders: readonly Order[]): Promise<void> {
  const answer = await new EventRequest(TOKEN, DATASET).setEvents(orders.map(toEvent)).execute();
  if (answer.events_received !== orders.length) {
    throw new Error(`the sink answered with ${answer.events_received} events received`);
  }
}

const client = new Client({ connectionString: postgresUrl });
await client.connect();

const began = performance.now();
const cursor = client.query(new Cursor<Order>(ORDERS));
const lanes = new Lanes(IN_FLIGHT);
let sent = 0;
for (;;) {
  const orders = await cursor.read(PAGE_ROWS);
  if (orders.length === 0) break;
  for (let start = 0; start < orders.length; start += BATCH_EVENTS) {
    const batch = orders.slice(start, start + BATCH_EVENTS);
    await lanes.start(() => post(batch));
    sent += batch.length;
  }
}
await lanes.drain();
report(sent, performance.now() - began);

await client.end();
