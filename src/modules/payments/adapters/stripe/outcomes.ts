import Stripe from 'stripe';
import { messageOf } from '#shared-kernel/errors.ts';
import { type ProviderOutcome, UnknownOutcome } from '../../ports/payment-provider.ts';

/** What an authorization became, as its PaymentIntent shows it; undefined where Stripe has not decided. */
export function authorizationOutcome(intent: Stripe.PaymentIntent): ProviderOutcome | undefined {
  switch (intent.status) {
    case 'requires_capture':
    case 'succeeded':
      return { kind: 'approved', reference: intent.id };
    case 'canceled':
      // It was let go of later: what was asked for had been done.
      if (intent.latest_charge !== null) return { kind: 'approved', reference: intent.id };
      return declined('canceled', 'The payment was canceled at Stripe.');
    case 'requires_payment_method':
      return declinedBy(intent.last_payment_error);
    case 'requires_action':
      return declined('authentication_required', 'The bank wants the customer to confirm the payment.');
    default:
      return undefined;
  }
}

export function refundOutcome({ id, status, failure_reason }: Stripe.Refund): ProviderOutcome {
  if (status === 'succeeded') return { kind: 'approved', reference: id };
  if (status === 'failed' || status === 'canceled') {
    return declined(failure_reason ?? `refund_${status}`, 'Stripe could not give the amount back.');
  }
  return { kind: 'pending', reference: id };
}

/** A no of the bank, or the error to throw: UnknownOutcome where the call may have been carried out all the same. */
export function declineIn(error: unknown): ProviderOutcome {
  if (error instanceof Stripe.errors.StripeCardError) return declinedBy(error);
  throw failureOf(error);
}

export function failureOf(error: unknown): unknown {
  // A 409, where another request under the key is at work, is an API error here as a 500 is.
  const unknown = error instanceof Stripe.errors.StripeConnectionError || error instanceof Stripe.errors.StripeAPIError;
  return unknown ? new UnknownOutcome(`Stripe did not answer: ${messageOf(error)}`, { cause: error }) : error;
}

export function declined(code: string, detail: string): ProviderOutcome {
  return { kind: 'declined', code, detail };
}

interface Refusal {
  readonly code?: string | undefined;
  readonly decline_code?: string | undefined;
  readonly message?: string | undefined;
}

function declinedBy(refusal: Refusal | null): ProviderOutcome {
  const { code, decline_code, message } = refusal ?? {};
  return declined(decline_code ?? code ?? 'card_declined', message ?? 'The bank declined the card.');
}
