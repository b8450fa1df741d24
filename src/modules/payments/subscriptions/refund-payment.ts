import { RefundPaymentV1 } from '#contracts/payments/refund-payment.v1.ts';
import { type Delivery, defineCallSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { RefundPayment } from '../use-cases/refund-payment.ts';

export const refundPaymentSubscription = (refund: RefundPayment, delivery: Delivery) =>
  defineCallSubscription({
    name: 'payments.refund-payment',
    on: RefundPaymentV1,
    delivery,
    intend: (tx, { payload }) => refund.intend(tx, payload),
    call: refund.call,
    settle: (tx, { payload }, _payment, answers = []) => refund.settle(tx, payload, answers),
  });
