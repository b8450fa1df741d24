import { ReviewPaymentV1 } from '#contracts/payments/review-payment.v1.ts';
import { type Delivery, defineCallSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { ReviewPayment } from '../use-cases/review-payment.ts';

export const reviewPaymentSubscription = (review: ReviewPayment, delivery: Delivery) =>
  defineCallSubscription({
    name: 'payments.review-payment',
    on: ReviewPaymentV1,
    delivery,
    intend: (tx, { payload }) => review.intend(tx, payload),
    call: review.call,
    settle: (tx, { payload }, _news, report) => review.settle(tx, payload, report),
  });
