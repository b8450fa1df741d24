import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AuthorizePaymentV2 } from '#contracts/payments/authorize-payment.v2.ts';
import { CapturePaymentV1 } from '#contracts/payments/capture-payment.v1.ts';
import { VoidPaymentV1 } from '#contracts/payments/void-payment.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { defineModule, type Platform } from '#shared-kernel/module.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { paymentsModule } from '../../src/modules/payments/index.ts';
import { sealedToken } from '../support/payment-key.ts';
import { shopClient } from '../support/shop-client.ts';
import { testShop } from '../support/test-shop.ts';
import { testToken } from '../support/test-tokens.ts';

let orders: Platform | undefined;

/** Stands where the orders module would, and says what the test wants said. */
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

const settings = { PAYMENTS_PROVIDER_TIMEOUT_MS: '300' };
const shop = testShop([paymentsModule, ordersStandIn], { bus: 'real', settings });
const staff = shop.asStaff('payments:read', 'payments:write');

const customer = (userId: string) => {
  const token = testToken({ kind: 'user', id: userId, roles: ['customer'], scopes: ['payments:read'] });
  return shopClient(shop.fetch, { authorization: `Bearer ${token}` });
};

const Payment = z.looseObject({ id: z.uuid(), orderId: z.uuid(), status: z.string() });
const Page = z.strictObject({ data: z.array(Payment), hasMore: z.boolean(), nextCursor: z.string().optional() });

function say(message: (events: Platform['events'], tx: Parameters<Platform['events']['send']>[0]) => void): Promise<void> {
  if (!orders) throw new Error('the shop is not open');
  const { database, events } = orders;
  return database.transaction({ correlationId: 'test' }, async (tx) => message(events, tx));
}

interface Asked extends Partial<Omit<AuthorizePaymentV2, 'sealedToken'>> {
  readonly token?: string;
}

async function authorize({ token = 'tok_ok', ...more }: Asked = {}): Promise<string> {
  const request = { orderId: newId(), amount: { amountMinor: 1_999, currency: 'EUR' }, ...more };
  const payload = { ...request, sealedToken: await sealedToken(shop.admin, request.orderId, token) };
  await say((events, tx) => events.send(tx, AuthorizePaymentV2, { subject: payload.orderId, payload }));
  return payload.orderId;
}

async function paymentOf(orderId: string, status: string, withinMs = 5_000) {
  const found = async () => (await staff.get(`/v1/payments?orderId=${orderId}`)).as(Page).data[0];
  const payment = await eventually(found, { satisfies: (each) => each?.status === status, withinMs });
  return Payment.parse(payment);
}

async function captured(more: Asked = {}) {
  const orderId = await authorize(more);
  await paymentOf(orderId, 'authorized');
  await say((events, tx) => events.send(tx, CapturePaymentV1, { subject: orderId, payload: { orderId } }));
  return paymentOf(orderId, 'captured');
}

const refund = (id: string, body: unknown, headers: Record<string, string> = {}) =>
  staff.post(`/v1/payments/${id}/refunds`, body, { 'idempotency-key': randomUUID(), ...headers });

const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

describe('the payments of the shop', () => {
  it('show what was set aside, taken and given back, and nothing of the card', async () => {
    const { id, orderId } = await captured();
    const answer = await staff.get(`/v1/payments/${id}`);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        id,
        orderId,
        status: 'captured',
        currency: 'EUR',
        amount: euros(1_999),
        captured: euros(1_999),
        refunded: euros(0),
        refunds: [],
      },
    });
    expect(JSON.stringify(answer.body)).not.toContain('tok_');
    const etag = answer.headers.get('etag') ?? '';
    expect((await staff.get(`/v1/payments/${id}`, { 'if-none-match': etag })).status).toBe(304);
  });

  it('say why a card was declined', async () => {
    const declined = await paymentOf(await authorize({ token: 'tok_insufficient_funds' }), 'declined');
    expect(declined).toMatchObject({ failure: { code: 'insufficient_funds' }, captured: euros(0) });
  });

  it('come through where the provider charges and does not answer, and where it fails twice', async () => {
    const [hanging, flaky] = await Promise.all([authorize({ token: 'tok_timeout' }), authorize({ token: 'tok_flaky' })]);
    await paymentOf(hanging, 'authorized');
    await paymentOf(flaky, 'authorized', 15_000);
  });

  it('are voided when the order is called off, and not there where no payment was ever asked for', async () => {
    const orderId = await authorize();
    await paymentOf(orderId, 'authorized');
    const never = newId();
    for (const each of [orderId, never]) {
      await say((events, tx) => events.send(tx, VoidPaymentV1, { subject: each, payload: { orderId: each } }));
    }
    await paymentOf(orderId, 'voided');
    expect((await staff.get(`/v1/payments?orderId=${never}`)).body).toEqual({ data: [], hasMore: false });
  });

  it('are shown to whose order it is, and to nobody else but staff', async () => {
    const userId = newId();
    const { id } = await captured({ userId });
    expect((await customer(userId).get(`/v1/payments/${id}`)).status).toBe(200);
    expect((await customer(newId()).get(`/v1/payments/${id}`)).body).toMatchObject({ code: 'payments.payment_not_found' });
    expect((await customer(newId()).get('/v1/payments')).body).toEqual({ data: [], hasMore: false });
    expect((await shop.asGuest().get(`/v1/payments/${id}`)).status).toBe(401);
  });

  it('are listed page by page, newest first', async () => {
    const userId = newId();
    const made = [await captured({ userId }), await captured({ userId }), await captured({ userId })].map(({ id }) => id);
    const first = (await customer(userId).get('/v1/payments?limit=2')).as(Page);
    const second = (await customer(userId).get(`/v1/payments?limit=2&cursor=${first.nextCursor}`)).as(Page);
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(made.reverse());
    expect([first.hasMore, second.hasMore]).toEqual([true, false]);
  });
});

describe('a refund', () => {
  it('is accepted, carried out, and found where the answer says', async () => {
    const { id } = await captured();
    const accepted = await refund(id, { amountMinor: 500, reason: 'damaged' });
    expect(accepted).toMatchObject({
      status: 202,
      body: { id, status: 'captured', refunds: [{ amount: euros(500), reason: 'damaged' }] },
    });
    const location = accepted.headers.get('location') ?? '';
    await eventually(async () => (await staff.get(location)).body, {
      satisfies: (body) => z.looseObject({ status: z.literal('succeeded') }).safeParse(body).success,
    });
    expect((await staff.get(`/v1/payments/${id}`)).body).toMatchObject({ status: 'partially_refunded', refunded: euros(500) });
  });

  it('is waited for where the client prefers that', async () => {
    const { id } = await captured();
    const answer = await refund(id, { amountMinor: 1_999, reason: 'returned' }, { prefer: 'wait=10' });
    expect(answer).toMatchObject({
      status: 201,
      body: { status: 'refunded', refunded: euros(1_999), refunds: [{ status: 'succeeded' }] },
    });
    expect(answer.headers.get('preference-applied')).toBe('wait=10');
  });

  it('is given once where it is asked for twice under one key', async () => {
    const { id } = await captured();
    const key = { 'idempotency-key': randomUUID(), prefer: 'wait=10' };
    await refund(id, { amountMinor: 500, reason: 'damaged' }, key);
    const again = await refund(id, { amountMinor: 500, reason: 'damaged' }, key);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await staff.get(`/v1/payments/${id}`)).body).toMatchObject({ refunded: euros(500) });
  });

  it('of more than was captured is refused, also where several ask at once', async () => {
    const { id } = await captured();
    const answers = await Promise.all([1, 2, 3].map(() => refund(id, { amountMinor: 900, reason: 'damaged' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'payments.refund_exceeds_captured' });
  });

  it('of a payment that does not exist is not there', async () => {
    expect(await refund(newId(), { amountMinor: 1, reason: 'damaged' })).toMatchObject({
      status: 404,
      body: { code: 'payments.payment_not_found' },
    });
    const { id } = await captured();
    expect((await staff.get(`/v1/payments/${id}/refunds/${newId()}`)).body).toMatchObject({ code: 'payments.refund_not_found' });
  });

  it('is refused without a key, and to customers', async () => {
    const { id } = await captured();
    expect((await staff.post(`/v1/payments/${id}/refunds`, { amountMinor: 1, reason: 'damaged' })).status).toBe(400);
    expect((await customer(newId()).post(`/v1/payments/${id}/refunds`, { amountMinor: 1, reason: 'x' })).status).toBe(403);
  });

  it.each([
    { wrong: 'nothing', body: { amountMinor: 0, reason: 'damaged' } },
    { wrong: 'a part of a cent', body: { amountMinor: 0.5, reason: 'damaged' } },
    { wrong: 'no reason', body: { amountMinor: 1, reason: ' ' } },
    { wrong: 'another currency', body: { amountMinor: 1, reason: 'damaged', currency: 'USD' } },
  ])('of $wrong is refused', async ({ body }) => {
    expect((await refund(newId(), body)).status).toBe(400);
  });

  it.each(['/v1/payments?limit=0', '/v1/payments?cursor=nonsense', '/v1/payments?order=1'])(
    'nor is %s a question that is answered',
    async (path) => {
      expect((await staff.get(path)).status).toBe(400);
    },
  );
});
