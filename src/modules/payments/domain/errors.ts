import { AppError } from '#shared-kernel/errors.ts';
import { formatMoney, type Money } from '#shared-kernel/money.ts';

export class PaymentNotFound extends AppError {
  constructor(paymentId: string) {
    super('not_found', { code: 'payments.payment_not_found', detail: `There is no payment ${paymentId}.` });
  }
}

export class RefundNotFound extends AppError {
  constructor(refundId: string) {
    super('not_found', { code: 'payments.refund_not_found', detail: `There is no refund ${refundId} of this payment.` });
  }
}

export class RefundExceedsCaptured extends AppError {
  constructor(refundable: Money) {
    super('conflict', {
      code: 'payments.refund_exceeds_captured',
      detail: `Ask for less: ${formatMoney(refundable)} of this payment can still be given back.`,
    });
  }
}

/** Only ever thrown to have the message delivered again: its answer depends on a call that is still under way. */
export class PaymentUnresolved extends Error {
  override readonly name = 'PaymentUnresolved';

  constructor(orderId: string, status: string) {
    super(`the payment of order ${orderId} is still ${status}`);
  }
}
