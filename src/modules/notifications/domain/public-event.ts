/** What others can be told of, each with a public shape of its own that docs/webhooks.md describes. */
export const PUBLIC_EVENT_TYPES = [
  'order.placed',
  'order.confirmed',
  'order.cancelled',
  'payment.captured',
  'payment.refunded',
  'shipment.dispatched',
  'shipment.delivered',
  'stock.changed',
] as const;
export type PublicEventType = (typeof PUBLIC_EVENT_TYPES)[number];

/** Sent on request, and to the endpoint in question alone. */
export const TEST_EVENT_TYPE = 'webhook.test';

/** Stands for every type, those included that are yet to come. */
export const ALL_TYPES = '*';

/** What an endpoint can ask for. */
export type EventSelector = PublicEventType | typeof ALL_TYPES;

/** What a delivery can be of. */
export type SentEventType = PublicEventType | typeof TEST_EVENT_TYPE;

/** Something that happened, as the outside is told: ids, amounts, quantities and states, never who it is about. */
export interface PublicEvent {
  /** Of the message that told us. */
  readonly id: string;
  readonly type: SentEventType;
  readonly timestamp: Date;
  readonly data: object;
}

/** The event on the wire, as Standard Webhooks suggests. */
export function bodyOf({ type, timestamp, data }: PublicEvent): string {
  return JSON.stringify({ type, timestamp: timestamp.toISOString(), data });
}
