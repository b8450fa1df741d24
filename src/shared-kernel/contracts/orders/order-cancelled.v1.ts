import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireEmail, wireMoney, wireQuantity, wireSku } from '#shared-kernel/messaging/define-fields.ts';

/** The order ended without a sale, and everything done for it was undone. May be delivered more than once. */
export const OrderCancelledV1 = defineEvent(
  'orders.order-cancelled.v1',
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
    failure: z.strictObject({ code: z.string(), detail: z.string() }),
  }),
);
export type OrderCancelledV1 = EventOf<typeof OrderCancelledV1>;
