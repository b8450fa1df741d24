import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AuthorizePaymentV2 } from '#contracts/payments/authorize-payment.v2.ts';
import { CapturePaymentV1 } from '#contracts/payments/capture-payment.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { CommandContract } from '#shared-kernel/messaging/define-command.ts';
import type { PayloadOf } from '#shared-kernel/messaging/define-contract.ts';
import { defineModule, type Platform } from '#shared-kernel/module.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { type RunningServer, serve } from '../../src/bootstrap/http/serve.ts';
import { paymentsModule } from '../../src/modules/payments/index.ts';
import { sealedToken } from '../support/payment-key.ts';
import { testShop } from '../support/test-shop.ts';

let orders: Platform | undefined;

/** Stands where the orders module would, and asks for what the test wants. */
const ordersStandIn = defineModule({
  name: 'orders',
  owner: 'test',
  purpose: 'Asks for payments.',
  tables: [],
  publishes: [],
  receives: [],
  hears: [],
  settings: z.object({}),
  assemble(platform) {
    orders = platform;
    return {};
  },
});

const [newest, older] = [newSecret(), newSecret()];
const directory = mkdtempSync(join(tmpdir(), 'tessera-webhooks-'));
const settings = { TESSERA_DATA_DIR: directory, PAYMENTS_WEBHOOK_SECRETS: `${newest},${older}` };
const shop = testShop([paymentsModule, ordersStandIn], { bus: 'real', settings });
const staff = shop.asStaff('payments:read');

let server: RunningServer | undefined;
beforeAll(async () => {
  server = await serve(shop.app, { host: '127.0.0.1', port: 0 });
  const url = new URL('/v1/payment-webhooks/sandbox', server.url).href;
  await sandbox('PUT', '/webhook-endpoint', { url, secret: newest });
});
afterAll(() => server?.stop(1_000));

describe('a webhook that the provider has not signed', () => {
  const honest = signed({ type: 'charge.captured', data: { charge: 'ch_1' } });

  it.each([
    { what: 'without a signature', headers: { 'webhook-signature': '' } },
    { what: 'without an id', headers: { 'webhook-id': '' } },
    { what: 'under another id', headers: { 'webhook-id': 'msg_other' } },
    { what: 'with a time that is no time', headers: { 'webhook-timestamp': 'yesterday' } },
    { what: 'under a secret that nobody gave', headers: signed(honest.content, { secret: newSecret() }).headers },
    { what: 'more than five minutes ago', headers: signed(honest.content, { at: minutesFromNow(-6) }).headers },
    { what: 'more than five minutes from now', headers: signed(honest.content, { at: minutesFromNow(6) }).headers },
  ])('$what is refused', async ({ headers }) => {
    expect(await post(honest.body, { ...honest.headers, ...headers })).toEqual([400, 'payments.webhook_not_verified']);
  });

  it('as it arrives is refused, though it says the same', async () => {
    expect(await post(`${honest.body} `, honest.headers)).toEqual([400, 'payments.webhook_not_verified']);
  });

  it('leaves no trace', async () => {
    expect(await shop.admin.sql`select id from payments.webhooks`).toEqual([]);
  });
});

describe('a webhook that is not one', () => {
  it.each([
    { what: 'no JSON', body: '{', status: 400, code: 'http.malformed_request' },
    { what: 'without a type', body: '{"data":{}}', status: 400, code: 'http.invalid_body' },
    { what: 'nothing', body: '', status: 400, code: 'http.invalid_body' },
    { what: 'too long', body: `{"x":"${'x'.repeat(300_000)}"}`, status: 413, code: 'http.body_too_large' },
  ])('but $what is refused', async ({ body, status, code }) => {
    expect(await post(body, signedText(body).headers)).toEqual([status, code]);
  });

  it('but is signed all the same is refused', async () => {
    const { body, headers } = signed({ type: 'charge.captured', data: { charge: 17 } });
    expect(await post(body, headers)).toEqual([400, 'payments.webhook_unreadable']);
    const longId = signed({ type: 'charge.captured', data: {} }, { id: 'x'.repeat(201) });
    expect(await post(longId.body, longId.headers)).toEqual([400, 'payments.webhook_unreadable']);
  });

  it('of the provider in use has nowhere to go', async () => {
    const { body, headers } = signed({ type: 'charge.captured', data: {} });
    expect(await post(body, headers, 'stripe')).toEqual([404, 'payments.provider_not_in_use']);
    expect(await post(body, headers, 'somebody')).toEqual([404, 'http.not_found']);
  });
});

describe('a webhook of the provider', () => {
  it('is taken under each of the secrets, so that one can follow another', async () => {
    for (const secret of [newest, older]) {
      const { body, headers } = signed({ type: 'charge.captured', data: { charge: 'ch_nobody' } }, { secret });
      expect(await post(body, headers)).toEqual([204, undefined]);
    }
  });

  it('of a type that nobody reads is answered, and counted', async () => {
    const { body, headers, id } = signed({ type: 'payout.paid', data: { payout: 'po_1' } });
    expect(await post(body, headers)).toEqual([204, undefined]);
    expect(await shop.admin.sql`select type, heard from payments.webhooks where id = ${id}`).toEqual([
      { type: 'payout.paid', heard: false },
    ]);
  });

  it('has the provider asked once, however often and by how many at once it is sent', async () => {
    const charge = `ch_${newId()}`;
    const { body, headers } = signed({ type: 'charge.captured', data: { charge } });
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(body, headers)));
    expect(answers).toEqual([1, 2, 3, 4].map(() => [204, undefined]));
    const asked = await shop.admin.sql`
      select 1 as asked from pgboss.job where name = 'payments.review-payment' and data->>'subject' = ${charge}`;
    expect(asked).toHaveLength(1);
  });

  it('is not believed: what it says is asked about', async () => {
    const { orderId, charge } = await authorized();
    const lie = signed({ type: 'refund.succeeded', data: { charge, reference: 're_1' } });
    expect(await post(lie.body, lie.headers)).toEqual([204, undefined]);
    await quiet();
    expect(await paymentOf(orderId)).toMatchObject({ status: 'authorized', refunds: [] });
  });
});

describe('what happens at the provider by hand', () => {
  it('shows at the payment: a refund, a dispute, and how it ended', async () => {
    const { orderId, charge } = await captured();
    await sandbox('POST', `/by-hand/${charge}`, { act: 'refund', amountMinor: 500 });
    await shown(orderId, { status: 'partially_refunded', refunded: euros(500), refunds: [{ status: 'succeeded' }] });
    const dispute = await sandbox('POST', `/by-hand/${charge}`, { act: 'open-dispute', amountMinor: 1_499 });
    await shown(orderId, { disputes: [{ status: 'open', amount: euros(1_499), reason: 'product_not_received' }] });
    const { id } = z.object({ id: z.string() }).parse(dispute);
    await sandbox('POST', `/by-hand/${charge}`, { act: 'decide-dispute', id, status: 'won' });
    await shown(orderId, { disputes: [{ status: 'won', decidedAt: expect.any(String) }] });
    expect(await shop.verb('payments', 'reconcile')).toEqual({ differences: [] });
  });
});

interface Signing {
  readonly secret?: string;
  readonly id?: string;
  readonly at?: Date;
}

function signed(content: object, how: Signing = {}) {
  return { content, ...signedText(JSON.stringify(content), how) };
}

function signedText(body: string, { secret = newest, id = `msg_${newId()}`, at = new Date() }: Signing = {}) {
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
  return { id, body, headers };
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function minutesFromNow(minutes: number): Date {
  return new Date(Date.now() + minutes * 60_000);
}

async function post(body: string, headers: Record<string, string>, provider = 'sandbox') {
  const sent = { 'content-type': 'application/json', ...headers };
  const response = await shop.fetch(`/v1/payment-webhooks/${provider}`, { method: 'POST', headers: sent, body });
  const problem = z.object({ code: z.string() }).safeParse(await response.json().catch(() => undefined));
  return [response.status, problem.data?.code];
}

async function sandbox(method: string, path: string, body: object): Promise<unknown> {
  const url = readFileSync(join(directory, 'payments', 'sandbox-provider.jsonl.url'), 'utf8');
  const headers = { authorization: 'Bearer sandbox', 'content-type': 'application/json' };
  const response = await fetch(new URL(path, url), { method, headers, body: JSON.stringify(body) });
  expect(response.ok).toBe(true);
  return response.status === 204 ? undefined : response.json();
}

async function send<C extends CommandContract>(command: C, payload: PayloadOf<C> & { readonly orderId: string }): Promise<void> {
  if (!orders) throw new Error('the shop is not open');
  const { database, events } = orders;
  await database.transaction({ correlationId: 'test' }, async (tx) =>
    events.send(tx, command, { subject: payload.orderId, payload }),
  );
}

async function authorized() {
  const orderId = newId();
  const token = await sealedToken(shop.admin, orderId, 'tok_ok');
  await send(AuthorizePaymentV2, { orderId, amount: euros(1_999), sealedToken: token });
  await shown(orderId, { status: 'authorized' });
  const [row] = await shop.admin.sql<{ charge: string }>`select charge from payments.payments where order_id = ${orderId}`;
  return { orderId, charge: row?.charge ?? '' };
}

async function captured() {
  const payment = await authorized();
  await send(CapturePaymentV1, { orderId: payment.orderId });
  await shown(payment.orderId, { status: 'captured' });
  return payment;
}

const Page = z.object({ data: z.array(z.unknown()) });

async function paymentOf(orderId: string): Promise<unknown> {
  return (await staff.get(`/v1/payments?orderId=${orderId}`)).as(Page).data[0];
}

function shown(orderId: string, what: object): Promise<void> {
  return expect.poll(() => paymentOf(orderId), { timeout: 15_000 }).toMatchObject(what);
}

async function quiet(): Promise<void> {
  const waiting = () => shop.admin.sql`
    select 1 from pgboss.job where state < 'completed' and name like 'payments.%' and start_after <= now()`;
  await eventually(async () => (await waiting()).length, { is: 0, withinMs: 15_000 });
}

function euros(amountMinor: number) {
  return { amountMinor, currency: 'EUR' };
}
