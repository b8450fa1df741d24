import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthorizePaymentV1 } from '#contracts/payments/authorize-payment.v1.ts';
import { CapturePaymentV1 } from '#contracts/payments/capture-payment.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { ReviewPaymentV1 } from '#contracts/payments/review-payment.v1.ts';
import type { CommandContract } from '#shared-kernel/messaging/define-command.ts';
import type { PayloadOf } from '#shared-kernel/messaging/define-contract.ts';
import type { ModuleRuntime } from '#shared-kernel/module.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { testPlatform } from '#shared-kernel/testing/test-platform.ts';
import { deferredStripe } from '../adapters/stripe/deferred-stripe.ts';
import { paymentsContainer, RECEIVE_WEBHOOK } from '../container.ts';
import { paymentsModule } from '../index.ts';
import { authorization } from '../testing/payments-bench.ts';
import { type StripeServer, startStripeServer } from '../testing/stripe-server/stripe-server.ts';
import { tokenBox } from '../testing/token-box.ts';

const db = testDatabase('payments');
const events = recordingEventBus('payments');
const platform = testPlatform('payments', db, { events });
const secretKey = 'sk_test_simulated';
const webhookSecret = 'whsec_secret';
let server: StripeServer;
let runtime: ModuleRuntime = {};
beforeAll(async () => {
  server = await startStripeServer();
  const stripe = { STRIPE_API_BASE: server.url, STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRETS: webhookSecret };
  runtime = paymentsModule.assemble(platform, { PAYMENT_PROVIDER: 'stripe', ...stripe });
  await runtime.start?.();
});
afterAll(async () => {
  await runtime.stop?.();
  await server.close();
});

async function send<C extends CommandContract>(contract: C, subject: string, payload: PayloadOf<C>): Promise<void> {
  const subscription = runtime.subscriptions?.find(({ contracts: [first] }) => first?.type === contract.type);
  if (!subscription) throw new Error(`nobody handles ${contract.type}`);
  await deliver(db.database, subscription, contract, { subject, payload });
}

async function captured() {
  const request = authorization('pm_card_visa');
  const { orderId } = request;
  await send(AuthorizePaymentV1, orderId, request);
  await send(CapturePaymentV1, orderId, { orderId });
  const intent = [...server.accounts.intents.values()].find(({ metadata }) => metadata.orderId === orderId);
  return { orderId, charge: intent?.id ?? '' };
}

/** Hands a webhook to the module as Stripe would send it. */
async function tell(type: string, object: object): Promise<void> {
  const payload = JSON.stringify({ id: `evt_${type}`, object: 'event', type, data: { object } });
  const header = new Stripe(secretKey).webhooks.generateTestHeaderString({ payload, secret: webhookSecret });
  const connection = deferredStripe({ apiBase: server.url, secretKey, webhookSecrets: [webhookSecret], timeoutMs: 1_000 });
  await connection.start();
  const { verify, take } = paymentsContainer(platform, connection, tokenBox()).resolve(RECEIVE_WEBHOOK);
  const webhook = verify('stripe', { body: Buffer.from(payload), headers: { 'stripe-signature': header } });
  await db.database.transaction({ correlationId: 'test' }, (tx) => take(tx, webhook));
}

const reconcile = () => runtime.adminVerbs?.find(({ name }) => name === 'reconcile')?.run({}, () => undefined);

describe('payments through Stripe', () => {
  it('are authorized and captured, and our books are those of Stripe', async () => {
    const { orderId } = await captured();
    const said = events.envelopes.filter(({ subject }) => subject === orderId).map(({ type }) => type);
    expect(said).toEqual(['payments.payment-authorized.v1', 'payments.payment-captured.v1']);
    expect(await reconcile()).toEqual({ differences: [] });
  });

  it('follow a refund that was made in its dashboard, once Stripe tells of it', async () => {
    const { orderId, charge } = await captured();
    const { body } = server.accounts.refund({ payment_intent: charge, amount: '500' });
    await tell('refund.created', body);
    await tell('refund.created', body);
    const asked = events.messagesOf(ReviewPaymentV1).filter(({ subject }) => subject === charge);
    expect(asked).toHaveLength(1);
    for (const { payload } of asked) await send(ReviewPaymentV1, charge, payload);
    const refunds = events.messagesOf(PaymentRefundedV1).filter(({ subject }) => subject === orderId);
    expect(refunds.map(({ payload }) => payload.amount.amountMinor)).toEqual([500]);
    expect(await reconcile()).toEqual({ differences: [] });
  });
});

describe('the settings of payments', () => {
  it('must hold a key where Stripe is the provider', () => {
    const { error } = paymentsModule.settings.safeParse({ PAYMENT_PROVIDER: 'stripe' });
    expect(error?.issues).toMatchObject([{ path: ['STRIPE_SECRET_KEY'] }]);
  });
});
