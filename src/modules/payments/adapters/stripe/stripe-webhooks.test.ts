import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { WebhookNotVerified, WebhookUnreadable } from '../../domain/errors.ts';
import { stripeWebhooks } from './stripe-webhooks.ts';

const stripe = new Stripe('sk_test_simulated');
const [newest, older] = ['whsec_newest', 'whsec_older'];
const reader = stripeWebhooks(stripe, [newest, older]);

function signed(event: object, { secret = newest, at = Date.now() } = {}) {
  const payload = JSON.stringify(event);
  const timestamp = Math.floor(at / 1_000);
  const header = stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  return { body: Buffer.from(payload), headers: { 'stripe-signature': header } };
}

const event = (type: string, object: object) => ({ id: 'evt_1', object: 'event', type, data: { object } });
const succeeded = event('payment_intent.succeeded', { id: 'pi_1', object: 'payment_intent' });

describe('webhooks of Stripe', () => {
  it.each([newest, older])('are read under each secret that is in use: %s', (secret) => {
    const news = { charge: 'pi_1', news: 'captured' };
    expect(reader.read(signed(succeeded, { secret }))).toEqual({ id: 'evt_1', type: 'payment_intent.succeeded', news });
  });

  it.each([
    ['refund.failed', { id: 're_1', object: 'refund', payment_intent: 'pi_1' }, 'refunded', 're_1'],
    ['charge.dispute.created', { id: 'dp_1', object: 'dispute', payment_intent: 'pi_1' }, 'disputed', 'dp_1'],
  ])('tell what they are about: %s', (type, object, news, reference) => {
    expect(reader.read(signed(event(type, object))).news).toEqual({ charge: 'pi_1', news, reference });
  });

  it('tell nothing of charges where they are about something else', () => {
    expect(reader.read(signed(event('payout.paid', { id: 'po_1', object: 'payout' }))).news).toBeUndefined();
    expect(
      reader.read(signed(event('refund.created', { id: 're_1', object: 'refund', payment_intent: null }))).news,
    ).toBeUndefined();
  });

  it('are refused where Stripe did not sign them, or not within five minutes', () => {
    const { headers } = signed(succeeded);
    const forged = { body: Buffer.from(JSON.stringify({ ...succeeded, id: 'evt_2' })), headers };
    const late = signed(succeeded, { at: Date.now() - 360_000 });
    const strange = signed(succeeded, { secret: 'whsec_strange' });
    for (const each of [forged, late, strange, { ...forged, headers: {} }])
      expect(() => reader.read(each)).toThrow(WebhookNotVerified);
  });

  it('are refused where they are signed and make no sense', () => {
    expect(() => reader.read(signed({ id: 'evt_1', type: 'payment_intent.succeeded', data: {} }))).toThrow(WebhookUnreadable);
  });
});
