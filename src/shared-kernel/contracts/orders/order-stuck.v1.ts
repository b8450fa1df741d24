import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/** A step of the order's saga failed for good: it needs the attention of a person. May be delivered more than once. */
export const OrderStuckV1 = defineEvent(
  'orders.order-stuck.v1',
  z.strictObject({
    orderId: z.uuid(),
    /** Whose order it is about; absent where a guest ordered. */
    userId: z.uuid().optional(),
    number: z.string(),
    saga: z.string(),
  }),
);
export type OrderStuckV1 = EventOf<typeof OrderStuckV1>;
