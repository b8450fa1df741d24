import { AuthorizePaymentV1 } from '#contracts/payments/authorize-payment.v1.ts';
import { AuthorizePaymentV2 } from '#contracts/payments/authorize-payment.v2.ts';
import { type Delivery, defineCallSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { AuthorizePayment } from '../use-cases/authorize-payment.ts';

export const authorizePaymentSubscription = (authorize: AuthorizePayment, delivery: Delivery) =>
  defineCallSubscription({
    name: 'payments.authorize-payment',
    on: [AuthorizePaymentV1, AuthorizePaymentV2],
    delivery,
    intend: (tx, { payload }) => authorize.intend(tx, payload),
    call: authorize.call,
    settle: (tx, { payload }, _payment, answers = []) => authorize.settle(tx, payload, answers),
  });
