import { z } from 'zod';
import type { OutgoingWebhook } from '#shared-kernel/http.ts';
import { type SentEventType, TEST_EVENT_TYPE } from '../domain/public-event.ts';

const Money = z.strictObject({ amountMinor: z.int(), currency: z.string().regex(/^[A-Z]{3}$/) }).meta({ id: 'WebhookMoney' });
const Sku = z.string().max(100);
const Pieces = z.int().nonnegative();
const sequence = z
  .int()
  .positive()
  .describe('Grows with each change of the thing: ignore what is lower than what you have seen.');

const Order = z.object({
  orderId: z.uuid(),
  number: z.string().max(100).describe('What people call the order.'),
  lines: z.array(z.object({ sku: Sku, quantity: Pieces, unitPrice: Money, lineTotal: Money })).max(1_000),
  total: Money,
  sequence,
});
const Shipment = z.object({
  orderId: z.uuid(),
  shipmentId: z.uuid(),
  carrier: z.string().max(200),
  trackingNumber: z.string().max(200),
  at: z.iso.datetime(),
  sequence,
});

const ids = {
  orderId: '0199b0c2-7c1e-7000-8000-0000000000a1',
  paymentId: '0199b0c2-7c1e-7000-8000-0000000000b1',
  shipmentId: '0199b0c2-7c1e-7000-8000-0000000000d1',
};
const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const order = {
  orderId: ids.orderId,
  number: 'T-1001',
  lines: [{ sku: 'FILTER-01', quantity: 2, unitPrice: euros(1_250), lineTotal: euros(2_500) }],
  total: euros(2_500),
  sequence: 1,
};
const shipment = {
  orderId: ids.orderId,
  shipmentId: ids.shipmentId,
  carrier: 'sandbox',
  trackingNumber: 'SBX1',
  at: '2026-01-15T12:00:00.000Z',
  sequence: 2,
};

const Headers = z.object({
  'webhook-id': z.string().max(100).describe('The same for each attempt and replay: remember those you have handled.'),
  'webhook-timestamp': z
    .string()
    .max(20)
    .regex(/^\d+$/)
    .describe('When this attempt was made, in seconds since 1970: refuse what is older than five minutes.'),
  'webhook-signature': z
    .string()
    .max(1_000)
    .describe(
      '`v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; one for each secret that signs, between spaces.',
    ),
});

/** What endpoints are sent, for the API document: an event of each type. Receivers ignore members that they do not know. */
export const publicWebhooks: readonly OutgoingWebhook[] = [
  webhook('order.placed', 'A customer ordered; nothing is promised yet', Order, order),
  webhook('order.confirmed', 'An order is paid, reserved and on its way to the carrier', Order, { ...order, sequence: 2 }),
  webhook(
    'order.cancelled',
    'An order came to nothing, and nothing of it is left',
    Order.extend({ failure: z.object({ code: z.string().max(255) }) }),
    { ...order, sequence: 2, failure: { code: 'payments.card_declined' } },
  ),
  webhook(
    'payment.captured',
    'The money of an order was taken',
    z.object({ orderId: z.uuid(), paymentId: z.uuid(), amount: Money, sequence }),
    { orderId: ids.orderId, paymentId: ids.paymentId, amount: euros(2_500), sequence: 2 },
  ),
  webhook(
    'payment.refunded',
    'Money was given back',
    z.object({
      orderId: z.uuid(),
      paymentId: z.uuid().optional(),
      refundId: z.uuid().optional(),
      amount: Money,
      refundedTotal: Money.describe('All refunds of the payment together.'),
      sequence,
    }),
    { orderId: ids.orderId, paymentId: ids.paymentId, amount: euros(500), refundedTotal: euros(500), sequence: 3 },
  ),
  webhook('shipment.dispatched', 'The carrier has the parcel', Shipment, shipment),
  webhook('shipment.delivered', 'The parcel has arrived', Shipment, { ...shipment, sequence: 3 }),
  webhook(
    'stock.changed',
    'The stock of a SKU changed',
    z.object({ sku: Sku, onHand: Pieces, held: Pieces, reserved: Pieces, available: Pieces, sequence }),
    { sku: 'FILTER-01', onHand: 9, held: 1, reserved: 2, available: 6, sequence: 41 },
  ),
  webhook(TEST_EVENT_TYPE, 'Somebody asked for a test', z.object({ endpointId: z.uuid() }), {
    endpointId: '0199b0c2-7c1e-7000-8000-0000000000e1',
  }),
];

function webhook(type: SentEventType, summary: string, data: z.ZodObject, example: object): OutgoingWebhook {
  const body = z.object({ type: z.literal(type), timestamp: z.iso.datetime().describe('When it happened.'), data });
  const examples = [{ type, timestamp: '2026-01-15T12:00:00.000Z', data: example }];
  return { name: type, summary, headers: Headers, body: body.meta({ examples }) };
}
