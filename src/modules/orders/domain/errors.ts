import { AppError } from '#shared-kernel/errors.ts';

export class CartNotFound extends AppError {
  constructor() {
    super('not_found', { code: 'orders.cart_not_found', detail: 'There is no such cart, or it is not yours.' });
  }
}

export class OrderNotFound extends AppError {
  constructor() {
    super('not_found', { code: 'orders.order_not_found', detail: 'There is no such order, or it is not yours.' });
  }
}

export class CartChanged extends AppError {
  constructor() {
    super('precondition_failed', {
      code: 'orders.cart_changed',
      detail: 'The cart was changed meanwhile. Read it again, and repeat with its new ETag in If-Match.',
    });
  }
}

export class CartAlreadyOrdered extends AppError {
  constructor(orderId: string | undefined) {
    const which = orderId === undefined ? '' : ` It became order ${orderId}.`;
    super('conflict', {
      code: 'orders.cart_already_ordered',
      detail: `This cart was ordered already.${which} Begin a new cart.`,
    });
  }
}

export class PaymentsNotReady extends AppError {
  constructor() {
    super('unavailable', {
      code: 'orders.payments_not_ready',
      detail: 'Payments are not ready yet, as the shop has only just begun. Nothing was ordered; try again.',
      retryAfterSeconds: 5,
    });
  }
}

export class CartIsEmpty extends AppError {
  constructor() {
    super('unprocessable', { code: 'orders.cart_is_empty', detail: 'The cart has no lines. Put something into it first.' });
  }
}

export class CartIsFull extends AppError {
  constructor(limit: number) {
    super('unprocessable', { code: 'orders.too_many_lines', detail: `A cart holds ${limit} different SKUs at most.` });
  }
}

export class LineNotFound extends AppError {
  constructor(sku: string) {
    super('not_found', { code: 'orders.line_not_found', detail: `The cart has no line ${sku}.` });
  }
}

export class SkuNotOnSale extends AppError {
  constructor(sku: string) {
    super('unprocessable', { code: 'orders.sku_not_on_sale', detail: `${sku} is not on sale.` });
  }
}

export class MixedCurrencies extends AppError {
  constructor() {
    super('unprocessable', {
      code: 'orders.mixed_currencies',
      detail: 'All lines of an order must be priced in one currency. Order the others separately.',
    });
  }
}

export class QuantityTooHigh extends AppError {
  constructor(sku: string, limit: number) {
    super('unprocessable', { code: 'orders.quantity_too_high', detail: `An order takes ${limit} pieces of ${sku} at most.` });
  }
}

export class TotalTooHigh extends AppError {
  constructor() {
    super('unprocessable', { code: 'orders.total_too_high', detail: 'This costs more than one order may. Order it in parts.' });
  }
}

export class AccountErased extends AppError {
  constructor() {
    super('forbidden', {
      code: 'orders.account_erased',
      detail: 'This account was erased. Order as a guest, or register again.',
    });
  }
}

export class CustomerMissing extends AppError {
  constructor() {
    super('invalid', {
      code: 'orders.customer_missing',
      detail: 'Say who orders (customer.email, customer.name), or sign in.',
      violations: [{ pointer: '/customer', code: 'required', detail: 'required unless you are signed in' }],
    });
  }
}

export class OrderNotCancellable extends AppError {
  constructor(detail: string) {
    super('conflict', { code: 'orders.not_cancellable', detail });
  }
}

export class SagaNotStuck extends AppError {
  constructor(orderId: string) {
    super('conflict', { code: 'orders.saga_not_stuck', detail: `Nothing of order ${orderId} is stuck. See: saga list --stuck` });
  }
}
