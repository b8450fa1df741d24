import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { AuthorizePaymentV1 } from '#contracts/payments/authorize-payment.v1.ts';
import { AuthorizePaymentV2 } from '#contracts/payments/authorize-payment.v2.ts';
import { CapturePaymentV1 } from '#contracts/payments/capture-payment.v1.ts';
import { RefundPaymentV1 } from '#contracts/payments/refund-payment.v1.ts';
import { ReviewPaymentV1 } from '#contracts/payments/review-payment.v1.ts';
import { SubmitRefundV1 } from '#contracts/payments/submit-refund.v1.ts';
import { VoidPaymentV1 } from '#contracts/payments/void-payment.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Contract, PayloadOf } from '#shared-kernel/messaging/define-contract.ts';
import type { Subscription } from '#shared-kernel/messaging/subscription.ts';
import type { ModuleRuntime, Platform } from '#shared-kernel/module.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { testPlatform } from '#shared-kernel/testing/test-platform.ts';
import { connectSandbox } from '../adapters/connect-sandbox.ts';
import { paymentsContainer, REQUEST_REFUND } from '../container.ts';
import { paymentsModule } from '../index.ts';
import { tokenKeys } from '../persistence/token-keys.ts';
import { sealToken } from '../use-cases/seal-token.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';
import { tokenBox } from './token-box.ts';

/** The whole module on a database and a sandbox of the test file's own. After each test its books equal the provider's. */
export function paymentsBench({ reconciled = true }: { readonly reconciled?: boolean } = {}) {
  const db = testDatabase('payments');
  const events = recordingEventBus('payments');
  let sandbox: Sandbox | undefined;
  const requestRefund = refundRequester(testPlatform('payments', db, { events }));
  let runtime: ModuleRuntime = {};
  beforeAll(async () => {
    sandbox = await openSandbox({ slowMs: 2_500 });
    const settings = {
      PAYMENTS_PROVIDER_URL: sandbox.url,
      PAYMENTS_PROVIDER_API_KEY: 'test-key',
      PAYMENTS_PROVIDER_TIMEOUT_MS: 300,
    };
    runtime = paymentsModule.assemble(testPlatform('payments', db, { events }), settings);
    await runtime.start?.();
  });
  const subscription = (name: string) => given(runtime.subscriptions?.find((candidate) => candidate.name === `payments.${name}`));
  const reconcile = () => given(runtime.adminVerbs?.find(({ name }) => name === 'reconcile')).run({}, () => undefined);
  afterEach(async () => {
    if (reconciled) expect(await reconcile()).toEqual({ differences: [] });
  });
  afterAll(async () => {
    await runtime.stop?.();
    await sandbox?.close();
  });
  const inbound = senders(subscription, db, events);
  return {
    db,
    events,
    sandbox: () => given(sandbox),
    subscription,
    reconcile,
    requestRefund,
    ...inbound,
    ...observers(db, events),
  };
}

function refundRequester(platform: Platform) {
  const url = 'http://127.0.0.1:1';
  const unused = { url, apiKey: 'unused', timeoutMs: 300, webhookSecrets: undefined, ledger: 'unused', log: platform.log };
  const requestRefund = paymentsContainer(platform, connectSandbox(unused), tokenBox()).resolve(REQUEST_REFUND);
  return (paymentId: string, amountMinor: number) =>
    platform.database.transaction({ correlationId: 'test' }, (tx) =>
      requestRefund(tx, { paymentId, amountMinor, reason: 'damaged' }),
    );
}

type TestDatabase = ReturnType<typeof testDatabase>;
type Events = ReturnType<typeof recordingEventBus>;

function senders(subscription: (name: string) => Subscription, { database }: TestDatabase, events: Events) {
  const sender =
    <C extends Contract>(name: string, contract: C) =>
    (payload: PayloadOf<C> & { readonly orderId: string }, id = newId()) =>
      deliver(database, subscription(name), contract, { subject: payload.orderId, payload, id });
  const submitRefund = sender('submit-refund', SubmitRefundV1);
  const authorizeSealed = sender('authorize-payment', AuthorizePaymentV2);
  return {
    /** Asks as orders does, with the token sealed. */
    authorize: ({ token, ...request }: AuthorizePaymentV1, id = newId()) =>
      sealed(database, { orderId: request.orderId, token }).then((sealedToken) =>
        authorizeSealed({ ...request, sealedToken }, id),
      ),
    authorizeInTheClear: sender('authorize-payment', AuthorizePaymentV1),
    capture: sender('capture-payment', CapturePaymentV1),
    release: sender('void-payment', VoidPaymentV1),
    refund: sender('refund-payment', RefundPaymentV1),
    review: (payload: ReviewPaymentV1, id = newId()) =>
      deliver(database, subscription('review-payment'), ReviewPaymentV1, { subject: payload.charge, payload, id }),
    submitRefund,
    /** Delivers the refunds that the module has told itself to submit, and their repetitions. */
    async submitRefunds(): Promise<void> {
      for (const { id, payload } of events.messagesOf(SubmitRefundV1)) await submitRefund(payload, id);
    },
  };
}

async function sealed(database: TestDatabase['database'], token: Parameters<typeof sealToken>[1]): Promise<string> {
  return sealToken(await database.read(tokenKeys.all), token);
}

function observers({ admin }: TestDatabase, events: Events) {
  return {
    /** What was said about the order, in its order, without the module's name. */
    saidOf: (orderId: string) =>
      events.envelopes
        .filter(({ subject, sequence }) => subject === orderId && sequence !== undefined)
        .map(({ type, sequence }) => `${sequence} ${type.replace('payments.', '').replace('.v1', '')}`),
    async paymentOf(orderId: string) {
      const [row] = await admin.sql`
        select id, status, stopped, token, captured_minor as captured, refunded_minor as refunded, refunding_minor as refunding
        from payments.payments where order_id = ${orderId}`;
      return given(row);
    },
    async paymentIdOf(orderId: string): Promise<string> {
      const [row] = await admin.sql<{ id: string }>`select id from payments.payments where order_id = ${orderId}`;
      return given(row).id;
    },
    async entriesOf(orderId: string): Promise<readonly string[]> {
      const rows = await admin.sql<{ entry: string }>`
        select entry.kind || ' ' || entry.amount_minor as entry
        from payments.payment_entries entry join payments.payments payment on payment.id = entry.payment_id
        where payment.order_id = ${orderId} order by entry.kind, entry.amount_minor`;
      return rows.map(({ entry }) => entry);
    },
  };
}

export const price = { amountMinor: 1_999, currency: 'EUR' };

export function authorization(token = 'tok_ok', orderId = newId()): AuthorizePaymentV1 {
  return { orderId, amount: price, token };
}

/** Delivers until it works, as the runner does. */
export async function persistently(delivery: () => Promise<unknown>, tries = 10): Promise<void> {
  try {
    await delivery();
  } catch (error) {
    if (tries <= 1) throw error;
    await persistently(delivery, tries - 1);
  }
}

/** The same subscription in a process that dies when the provider has answered and before the answer is stored. */
export function dyingBeforeSettlement(subscription: Subscription): Subscription {
  if (subscription.work.kind !== 'call') throw new Error(`${subscription.name} calls nobody`);
  const settle = () => Promise.reject(new Error('the process died'));
  return { ...subscription, work: { ...subscription.work, settle } };
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the bench exists only within hooks and tests');
  return value;
}
