import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { KeepContacts } from '../use-cases/keep-contacts.ts';

export const keepContactOnOrderPlaced = (keep: KeepContacts) =>
  defineBatchSubscription({
    name: 'notifications.keep-contact-on-order-placed',
    on: OrderPlacedV1,
    delivery: { batchSize: 100 },
    handleMany: (tx, messages) =>
      keep(
        tx,
        messages.map(({ payload: { orderId, userId, number, customer } }) => ({ orderId, userId, number, recipient: customer })),
      ),
  });
