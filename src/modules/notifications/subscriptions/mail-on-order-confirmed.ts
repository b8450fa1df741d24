import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { Notify } from '../use-cases/notify.ts';

export const mailOnOrderConfirmed = (notify: Notify) =>
  defineSubscription({
    name: 'notifications.mail-on-order-confirmed',
    on: OrderConfirmedV1,
    handle: (tx, { payload: { orderId, userId, number, customer, lines, total } }) =>
      notify(tx, {
        letter: {
          template: 'order-confirmed',
          params: { number, lines: lines.map(({ title, quantity, lineTotal }) => ({ title, quantity, lineTotal })), total },
        },
        occasion: orderId,
        about: orderId,
        orderId,
        userId,
        recipient: customer,
      }),
  });
