import { CapturePaymentV1 } from '#contracts/payments/capture-payment.v1.ts';
import { type Delivery, defineCallSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { CapturePayment } from '../use-cases/capture-payment.ts';

export const capturePaymentSubscription = (capture: CapturePayment, delivery: Delivery) =>
  defineCallSubscription({
    name: 'payments.capture-payment',
    on: CapturePaymentV1,
    delivery,
    intend: (tx, { payload }) => capture.intend(tx, payload),
    call: capture.call,
    settle: (tx, { payload }, _payment, answers = []) => capture.settle(tx, payload, answers),
  });
