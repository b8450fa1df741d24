import Stripe from 'stripe';
import {
  type PaymentProvider,
  type ProviderOutcome,
  type ProviderRequest,
  UnknownOutcome,
} from '../../ports/payment-provider.ts';
import type { ProviderLedger } from '../../ports/provider-ledger.ts';
import { toStripe } from './amounts.ts';
import { authorizationOutcome, declined, declineIn, failureOf, refundOutcome } from './outcomes.ts';
import { allCharges, inspectCharge } from './reports.ts';

/**
 * Payments through Stripe: a charge is a PaymentIntent that is captured by hand. Stripe forgets idempotency keys after
 * a day, so each object carries its key as metadata too, and a request that comes later still finds what it has done.
 */
export function stripeProvider(stripe: Stripe): PaymentProvider & ProviderLedger {
  return {
    submit(request) {
      switch (request.operation) {
        case 'authorize':
          return authorize(stripe, request);
        case 'capture':
          return capture(stripe, request);
        case 'void':
          return release(stripe, request);
        case 'refund':
          return refund(stripe, request);
      }
    },
    async find(request) {
      try {
        return await earlierOutcome(stripe, request);
      } catch (error) {
        throw failureOf(error);
      }
    },
    async inspect(charge) {
      try {
        return await inspectCharge(stripe, charge);
      } catch (error) {
        throw failureOf(error);
      }
    },
    charges: () => allCharges(stripe),
  };
}

type Request<Operation extends ProviderRequest['operation']> = Extract<ProviderRequest, { readonly operation: Operation }>;

async function authorize(stripe: Stripe, request: Request<'authorize'>): Promise<ProviderOutcome> {
  const { key, orderId, token } = request;
  const amount = toStripe(request.amount);
  if (amount === undefined) return declined('amount_not_supported', 'Stripe cannot take this amount.');
  try {
    const intent = await stripe.paymentIntents.create(
      {
        amount,
        currency: request.amount.currency.toLowerCase(),
        capture_method: 'manual',
        confirm: true,
        // Nobody is there who could be sent to the bank's page.
        error_on_requires_action: true,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        metadata: { orderId, key },
        ...(token.startsWith('ctoken_') ? { confirmation_token: token } : { payment_method: token }),
      },
      { idempotencyKey: key },
    );
    return decided(authorizationOutcome(intent));
  } catch (error) {
    if (!isAboutToken(error)) return declineIn(error);
    // Also said of a token that was used up: then an earlier try of ours has used it.
    return (await authorizationUnder(stripe, key)) ?? declined('invalid_token', 'Stripe does not know this means of payment.');
  }
}

async function capture(stripe: Stripe, { key, charge, amount }: Request<'capture'>): Promise<ProviderOutcome> {
  const captured = toStripe(amount);
  if (captured === undefined) return declined('amount_not_supported', 'Stripe cannot take this amount.');
  try {
    const metadata = { captureKey: key };
    const { id } = await stripe.paymentIntents.capture(
      charge,
      { amount_to_capture: captured, metadata },
      { idempotencyKey: key },
    );
    return { kind: 'approved', reference: id };
  } catch (error) {
    const intent = unexpectedState(error);
    if (intent) return captureOutcome(intent, key) ?? declined('already_captured', 'The authorization was captured before.');
    return declineIn(error);
  }
}

async function release(stripe: Stripe, { key, charge }: Request<'void'>): Promise<ProviderOutcome> {
  try {
    const { id } = await stripe.paymentIntents.cancel(charge, {}, { idempotencyKey: key });
    return { kind: 'approved', reference: id };
  } catch (error) {
    const intent = unexpectedState(error);
    return (intent && releaseOutcome(intent)) ?? declineIn(error);
  }
}

async function refund(stripe: Stripe, { key, charge, amount }: Request<'refund'>): Promise<ProviderOutcome> {
  const given = toStripe(amount);
  if (given === undefined) return declined('amount_not_supported', 'Stripe cannot give this amount back.');
  try {
    const earlier = await refundUnder(stripe, charge, key);
    if (earlier) return earlier;
    const wish = { payment_intent: charge, amount: given, metadata: { key } };
    return refundOutcome(await stripe.refunds.create(wish, { idempotencyKey: key }));
  } catch (error) {
    if (isTooMuch(error)) return declined('refund_exceeds_captured', 'More than is left of what was captured.');
    return declineIn(error);
  }
}

async function earlierOutcome(stripe: Stripe, request: ProviderRequest): Promise<ProviderOutcome | undefined> {
  if (request.operation === 'authorize') return authorizationUnder(stripe, request.key);
  if (request.operation === 'refund') return refundUnder(stripe, request.charge, request.key);
  const intent = await stripe.paymentIntents.retrieve(request.charge).catch(undefinedWhereMissing);
  if (!intent) return undefined;
  return request.operation === 'capture' ? captureOutcome(intent, request.key) : releaseOutcome(intent);
}

async function authorizationUnder(stripe: Stripe, key: string): Promise<ProviderOutcome | undefined> {
  const { data } = await stripe.paymentIntents.search({ query: `metadata['key']:'${key}'` });
  return data[0] && authorizationOutcome(data[0]);
}

async function refundUnder(stripe: Stripe, charge: string, key: string): Promise<ProviderOutcome | undefined> {
  for await (const refund of stripe.refunds.list({ payment_intent: charge, limit: 100 })) {
    if (refund.metadata?.key === key) return refundOutcome(refund);
  }
  return undefined;
}

function captureOutcome({ id, status, metadata }: Stripe.PaymentIntent, key: string): ProviderOutcome | undefined {
  if (status === 'canceled') return declined('authorization_voided', 'The authorization was let go of, or has expired.');
  return status === 'succeeded' && metadata.captureKey === key ? { kind: 'approved', reference: id } : undefined;
}

function releaseOutcome({ id, status }: Stripe.PaymentIntent): ProviderOutcome | undefined {
  if (status === 'canceled') return { kind: 'approved', reference: id };
  return status === 'succeeded' ? declined('already_captured', 'The authorization was captured before.') : undefined;
}

function decided(outcome: ProviderOutcome | undefined): ProviderOutcome {
  if (!outcome) throw new UnknownOutcome('Stripe has not decided yet');
  return outcome;
}

/** The PaymentIntent that Stripe would not change, because of where it stands. */
function unexpectedState(error: unknown): Stripe.PaymentIntent | undefined {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return undefined;
  return error.code === 'payment_intent_unexpected_state' ? error.payment_intent : undefined;
}

function isAboutToken(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return false;
  return error.param === 'payment_method' || error.param === 'confirmation_token';
}

function isTooMuch(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return false;
  return error.code === 'charge_already_refunded' || error.param === 'amount';
}

function undefinedWhereMissing(error: unknown): undefined {
  if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') return undefined;
  throw error;
}
