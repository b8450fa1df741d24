import { OrderCancelledV1 } from '#contracts/orders/order-cancelled.v1.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { Notify } from '../use-cases/notify.ts';

export const mailOnOrderCancelled = (notify: Notify) =>
  defineSubscription({
    name: 'notifications.mail-on-order-cancelled',
    on: OrderCancelledV1,
    handle: (tx, { payload: { orderId, userId, number, customer, failure } }) =>
      notify(tx, {
        letter: { template: 'order-cancelled', params: { number, reason: failure.detail } },
        occasion: orderId,
        about: orderId,
        orderId,
        userId,
        recipient: customer,
      }),
  });
