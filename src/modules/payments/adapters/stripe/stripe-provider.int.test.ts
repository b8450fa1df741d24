import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProviderOutcome, type ProviderRequest, UnknownOutcome } from '../../ports/payment-provider.ts';
import type { ProviderConnection } from '../../ports/provider-connection.ts';
import { providerBehaviour } from '../../testing/provider-behaviour.ts';
import { apiError } from '../../testing/stripe-server/answers.ts';
import { type StripeServer, startStripeServer } from '../../testing/stripe-server/stripe-server.ts';
import { deferredStripe } from './deferred-stripe.ts';

let server: StripeServer;
let stripe: ProviderConnection;
beforeAll(async () => {
  server = await startStripeServer();
  stripe = connectionWith('sk_test_simulated');
});
afterAll(async () => {
  await stripe.stop();
  await server.close();
});

function connectionWith(secretKey: string, apiBase = server.url): ProviderConnection {
  return deferredStripe({ apiBase, secretKey, webhookSecrets: [], timeoutMs: 1_000 });
}

providerBehaviour('Stripe', {
  provider: () => stripe.provider,
  cards: {
    good: 'pm_card_visa',
    declined: 'pm_card_visa_chargeDeclined',
    refusesCaptures: 'pm_refuses_captures',
    timesOut: 'pm_times_out',
  },
});

const amount = { amountMinor: 1_999, currency: 'EUR' };
const authorization = (token = 'pm_card_visa', money = amount): ProviderRequest => ({
  operation: 'authorize',
  key: randomUUID(),
  amount: money,
  token,
  orderId: randomUUID(),
});
const capture = (charge: string): ProviderRequest => ({ operation: 'capture', key: randomUUID(), charge, amount });
const refund = (charge: string, amountMinor: number): ProviderRequest => ({
  operation: 'refund',
  key: randomUUID(),
  charge,
  amount: { ...amount, amountMinor },
});

const { submit, inspect } = {
  submit: (request: ProviderRequest) => stripe.provider.submit(request),
  inspect: (charge: string) => stripe.provider.inspect(charge),
};

function referenceOf(outcome: ProviderOutcome): string {
  if (outcome.kind === 'declined') throw new Error(outcome.code);
  return outcome.reference;
}

async function captured(): Promise<string> {
  const charge = referenceOf(await submit(authorization()));
  await submit(capture(charge));
  return charge;
}

describe('the bank of a customer at Stripe', () => {
  it.each([
    ['pm_card_visa_chargeDeclined', 'generic_decline'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ['pm_of_nobody', 'invalid_token'],
  ])('declines %s as %s', async (token, code) => {
    expect(await submit(authorization(token))).toMatchObject({ kind: 'declined', code });
  });

  it('is asked for amounts in the units of Stripe, or not at all', async () => {
    const yen = referenceOf(await submit(authorization('pm_card_visa', { amountMinor: 1_500, currency: 'JPY' })));
    const kronur = referenceOf(await submit(authorization('pm_card_visa', { amountMinor: 1_500, currency: 'ISK' })));
    expect([yen, kronur].map((id) => server.accounts.intents.get(id)?.amount)).toEqual([1_500, 150_000]);
    const dinars = await submit(authorization('pm_card_visa', { amountMinor: 1_234, currency: 'KWD' }));
    expect(dinars).toMatchObject({ kind: 'declined', code: 'amount_not_supported' });
  });
});

describe('Stripe in trouble', () => {
  it.each([apiError(500), apiError(409, 'idempotency_key_in_use')])('leaves the outcome unknown: $status', async (answer) => {
    const request = authorization();
    server.failNext([answer]);
    await expect(submit(request)).rejects.toThrow(UnknownOutcome);
    expect(await stripe.provider.find(request)).toEqual(await submit(request));
  });

  it('leaves the outcome unknown where nobody listens', async () => {
    const nowhere = connectionWith('sk_test_simulated', 'http://127.0.0.1:1');
    await expect(nowhere.provider.submit(authorization())).rejects.toThrow(UnknownOutcome);
    await expect(nowhere.provider.find(authorization())).rejects.toThrow(UnknownOutcome);
    await nowhere.stop();
  });

  it('is no unknown outcome where our key is refused: nothing was charged', async () => {
    const stranger = connectionWith('sk_test_wrong');
    await expect(stranger.provider.submit(authorization())).rejects.not.toThrow(UnknownOutcome);
    await stranger.stop();
  });
});

describe('a request that comes again when Stripe has forgotten its key', () => {
  it('does nothing twice', async () => {
    const charge = referenceOf(await submit(authorization()));
    const requests = [capture(charge), refund(charge, 500)];
    const answers = [];
    for (const request of requests) answers.push(await submit(request));
    server.forgetKeys();
    const again = [];
    for (const request of requests) again.push(await submit(request));
    expect(again).toEqual(answers);
    expect(server.accounts.intents.get(charge)?.latest_charge?.amount_refunded).toBe(500);
  });
});

describe('what Stripe shows of a charge', () => {
  it('is what was authorized, captured, given back and disputed', async () => {
    const request = authorization();
    const charge = referenceOf(await submit(request));
    expect(await inspect(charge)).toMatchObject({ charge, key: request.key, status: 'authorized', capturedMinor: 0 });
    await submit(capture(charge));
    const ours = refund(charge, 500);
    await submit(ours);
    server.accounts.refund({ payment_intent: charge, amount: '300' }, 'pending');
    const dispute = { id: 'dp_1', object: 'dispute' as const, payment_intent: charge, amount: 1_199, currency: 'eur' };
    server.accounts.disputes.push({ ...dispute, reason: 'fraudulent', status: 'needs_response' });
    expect(await inspect(charge)).toMatchObject({
      status: 'captured',
      capturedMinor: 1_999,
      refunds: [
        { key: undefined, amountMinor: 300, status: 'pending' },
        { key: ours.key, amountMinor: 500, status: 'succeeded' },
      ],
      disputes: [{ reference: 'dp_1', amountMinor: 1_199, reason: 'fraudulent', status: 'open' }],
    });
  });

  it('is nothing where nothing was set aside', async () => {
    expect(await inspect('pi_nobody')).toBeUndefined();
  });

  it('adds up in its ledger, declined ones left out', async () => {
    const charge = await captured();
    await submit(refund(charge, 500));
    await submit(authorization('pm_card_visa_chargeDeclined'));
    const charges = [];
    for await (const each of stripe.provider.charges()) charges.push(each);
    expect(charges.find((each) => each.charge === charge)).toMatchObject({
      currency: 'EUR',
      authorizedMinor: 1_999,
      capturedMinor: 1_999,
      refundedMinor: 500,
      voided: false,
    });
    const setAside = [...server.accounts.intents.values()].filter(({ status }) => status !== 'requires_payment_method');
    expect(charges).toHaveLength(setAside.length);
  });
});
