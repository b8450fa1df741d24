import { SubmitRefundV1 } from '#contracts/payments/submit-refund.v1.ts';
import { type Delivery, defineCallSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { SubmitRefund } from '../use-cases/submit-refund.ts';

export const submitRefundSubscription = (submit: SubmitRefund, delivery: Delivery) =>
  defineCallSubscription({
    name: 'payments.submit-refund',
    on: SubmitRefundV1,
    delivery,
    intend: (tx, { payload }) => submit.intend(tx, payload),
    call: submit.call,
    settle: (tx, { payload }, _request, outcome) => submit.settle(tx, payload, outcome),
  });
