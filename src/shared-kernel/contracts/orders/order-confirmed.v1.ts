import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireEmail, wireMoney, wireQuantity, wireSku } from '#shared-kernel/messaging/define-fields.ts';

/** The order is paid, its stock reserved and its shipment made. May be delivered more than once. */
export const OrderConfirmedV1 = defineEvent(
  'orders.order-confirmed.v1',
  z.strictObject({
    orderId: z.uuid(),
    /** What people call the order: short, unique, not a secret. */
    number: z.string(),
    /** Absent where a guest ordered. */
    userId: z.uuid().optional(),
    customer: z.strictObject({ email: wireEmail, name: z.string() }),
    lines: z.array(
      z.strictObject({ sku: wireSku, title: z.string(), quantity: wireQuantity, unitPrice: wireMoney, lineTotal: wireMoney }),
    ),
    total: wireMoney,
  }),
);
export type OrderConfirmedV1 = EventOf<typeof OrderConfirmedV1>;
