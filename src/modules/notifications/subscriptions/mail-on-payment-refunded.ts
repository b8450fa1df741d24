import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { NotifyOrderContact } from '../use-cases/notify-order-contact.ts';

export const mailOnPaymentRefunded = (notify: NotifyOrderContact) =>
  defineSubscription({
    name: 'notifications.mail-on-payment-refunded',
    on: PaymentRefundedV1,
    async handle(tx, { payload: { orderId, refundId, amount } }) {
      if (amount.amountMinor === 0) return;
      await notify(tx, {
        orderId,
        occasion: refundId ?? orderId,
        letter: (number) => ({ template: 'payment-refunded', params: { number, amount } }),
      });
    },
  });
