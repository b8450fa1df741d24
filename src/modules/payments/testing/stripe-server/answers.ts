/** An answer of Stripe's API: kept under its idempotency key, errors included. */
export interface StripeAnswer {
  readonly status: 200 | 400 | 401 | 402 | 404 | 409 | 500;
  readonly body: object;
}

export function ok(body: object): StripeAnswer {
  return { status: 200, body };
}

interface StripeRefusal {
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly payment_intent?: object;
}

export function cardError(code: string, details: StripeRefusal = {}): StripeAnswer {
  return { status: 402, body: { error: { type: 'card_error', code, message: 'Your card was declined.', ...details } } };
}

export function invalidRequest(message: string, details: StripeRefusal = {}): StripeAnswer {
  return { status: 400, body: { error: { type: 'invalid_request_error', message, ...details } } };
}

export function missing(param: string): StripeAnswer {
  return { ...invalidRequest(`No such ${param}`, { code: 'resource_missing', param }), status: param === 'intent' ? 404 : 400 };
}

/** An error of the API itself, which says nothing about what was done. */
export function apiError(status: 409 | 500, code?: string): StripeAnswer {
  return {
    status,
    body: { error: { type: 'api_error', message: 'Something went wrong.', ...(code === undefined ? {} : { code }) } },
  };
}

export const KEY_REUSED: StripeAnswer = {
  status: 400,
  body: {
    error: { type: 'idempotency_error', message: 'Keys for idempotent requests can only be used with the same parameters.' },
  },
};
