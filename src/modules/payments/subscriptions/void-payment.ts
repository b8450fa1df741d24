import { VoidPaymentV1 } from '#contracts/payments/void-payment.v1.ts';
import { type Delivery, defineCallSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { VoidPayment } from '../use-cases/void-payment.ts';

export const voidPaymentSubscription = (release: VoidPayment, delivery: Delivery) =>
  defineCallSubscription({
    name: 'payments.void-payment',
    on: VoidPaymentV1,
    delivery,
    intend: (tx, { payload }) => release.intend(tx, payload),
    call: release.call,
    settle: (tx, { payload }, _payment, answers = []) => release.settle(tx, payload, answers),
  });
