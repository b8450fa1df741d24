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

export class WebhookNotVerified extends AppError {
  constructor() {
    super('invalid', {
      code: 'payments.webhook_not_verified',
      detail: 'Sign the body with a secret that is in use, and send it within five minutes of its timestamp.',
    });
  }
}

/** Signed by the provider, and still not what its webhooks look like. */
export class WebhookUnreadable extends AppError {
  constructor(cause: unknown) {
    super('invalid', {
      code: 'payments.webhook_unreadable',
      detail: 'The body is not what a webhook of this provider looks like.',
      cause,
    });
  }
}

export class ProviderNotInUse extends AppError {
  constructor(provider: string) {
    super('not_found', { code: 'payments.provider_not_in_use', detail: `No payment goes through ${provider}.` });
  }
}

/** Only ever thrown to have the message delivered again: its answer depends on a call that is still under way. */
export class PaymentUnresolved extends Error {
  override readonly name = 'PaymentUnresolved';

  constructor(orderId: string, status: string) {
    super(`the payment of order ${orderId} is still ${status}`);
  }
}
