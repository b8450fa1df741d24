import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { type FaultyShop, faultShop } from './support/fault-shop.ts';
import { expectQuiet, expectSettledBooks } from './support/settled-books.ts';
import { orderUntilAnswered } from './support/shoppers.ts';
import { openWebhookWire, type PassedWebhook, type WebhookWire } from './support/webhook-wire.ts';

const shop = faultShop();
const secret = newSecret();
const environment = { PAYMENTS_WEBHOOK_SECRETS: secret };

let running: FaultyShop | undefined;
let wire: WebhookWire;
beforeAll(async () => {
  wire = await openWebhookWire(() => new URL('/v1/payment-webhooks/sandbox', running?.process.url).href);
  await atProvider('PUT', '/webhook-endpoint', { url: wire.url, secret });
  await shop.stock(['DOUBLED', 'KILLED', 'BY-HAND']);
}, 120_000);
afterAll(() => wire.close());

const TOKENS = ['tok_ok', 'tok_timeout', 'tok_capture_fails', 'tok_declined', 'tok_ok', 'tok_flaky', 'tok_timeout', 'tok_ok'];
const OUTCOME = { confirmed: 6, cancelled: 2 };

describe('webhooks of the provider', { timeout: 300_000 }, () => {
  it('that come five times, late, overtaken, and among forged ones, move no money', async () => {
    running = await shop.start({ environment });
    const before = wire.passed.length;
    await atProvider('POST', '/faults', { webhooks: { copies: 5, spreadMs: 1_500 } });
    const orderIds = await placeAll('DOUBLED');
    await eventually(() => wire.passed.length > before + 20, { is: true, withinMs: 30_000 });
    const passed = wire.passed.slice(before);
    const forged = await Promise.all(passed.flatMap(forgeriesOf).map((forgery) => wire.send(forgery)));
    expect(new Set(forged), 'what each forgery is answered').toEqual(new Set([400]));
    await expect(expectSettledBooks(shop, { sku: 'DOUBLED', orderIds })).resolves.toEqual(OUTCOME);
    const late = await Promise.all([...wire.passed].reverse().map((webhook) => wire.send(webhook)));
    expect(new Set(late), 'what each repetition is answered').toEqual(new Set([204]));
    await expect(expectSettledBooks(shop, { sku: 'DOUBLED', orderIds })).resolves.toEqual(OUTCOME);
    await expectOneAnswerEach(orderIds);
  });

  it('that arrive before the answer is stored, where handlers fail and the process dies, move no money', async () => {
    await atProvider('POST', '/faults', { webhooks: { copies: 2, spreadMs: 300 } });
    const points = ['authorize-payment', 'capture-payment'].map((queue) => `saga.afterForeignCall/payments.${queue}=throw*3`);
    running = await shop.start({ environment, failpoints: points.join(',') });
    const orderIds = await placeAll('KILLED');
    await running.expectSaid('failpoint saga.afterForeignCall/payments.capture-payment throw');
    await running.process.kill();
    await shop.letClaimsLapse();
    running = await shop.start({ environment });
    await expect(expectSettledBooks(shop, { sku: 'KILLED', orderIds })).resolves.toEqual(OUTCOME);
    await expectOneAnswerEach(orderIds);
  });

  it('tell of refunds made by hand, which our books follow, also where they come five times', async () => {
    await atProvider('POST', '/faults', { webhooks: { copies: 5, spreadMs: 500 } });
    running = await shop.start({ environment });
    const place = () => orderUntilAnswered(() => currentShops(), { sku: 'BY-HAND' });
    const orderIds = await Promise.all([place(), place(), place()]);
    await expect(expectSettledBooks(shop, { sku: 'BY-HAND', orderIds })).resolves.toEqual({ confirmed: 3, cancelled: 0 });
    const charges = await shop.admin.sql<{ charge: string }>`
      select charge from payments.payments where order_id = any(${orderIds}::uuid[])`;
    await Promise.all(
      charges.flatMap(({ charge }) =>
        [200, 300].map((amountMinor) => atProvider('POST', `/by-hand/${charge}`, { act: 'refund', amountMinor })),
      ),
    );
    const refunded = () => shop.admin.sql<{ refunded: number }>`
      select refunded_minor as refunded from payments.payments where order_id = any(${orderIds}::uuid[])`;
    await eventually(async () => (await refunded()).map((row) => row.refunded), { is: [500, 500, 500], withinMs: 30_000 });
    await expectQuiet(shop);
    const entries = await shop.admin.sql<{ amount: number }>`
      select entry.amount_minor as amount from payments.payment_entries entry
      join payments.payments payment on payment.id = entry.payment_id
      where payment.order_id = any(${orderIds}::uuid[]) and entry.kind = 'refund'`;
    expect(entries.map(({ amount }) => amount).sort()).toEqual([200, 200, 200, 300, 300, 300]);
  });
});

const currentShops = () => (running ? [running] : []);

function placeAll(sku: string): Promise<readonly string[]> {
  return Promise.all(TOKENS.map((token) => orderUntilAnswered(currentShops, { sku, token })));
}

/** Who listens on the wire knows every webhook, and not the secret. */
function forgeriesOf({ headers, body }: PassedWebhook): readonly PassedWebhook[] {
  const id = `msg_${newId()}`;
  const changed = body.replace('charge.authorized', 'charge.captured').replace('charge.voided', 'charge.captured');
  const signed = new Webhook(newSecret()).sign(id, new Date(), body);
  return [
    { headers: { ...headers, 'webhook-id': id }, body },
    { headers, body: `${changed} ` },
    { headers: { ...headers, 'webhook-id': id, 'webhook-signature': signed }, body },
    { headers: { ...headers, 'webhook-timestamp': '1700000000' }, body },
  ];
}

/** Each authorization and each capture was answered once, whoever heard of it first. */
async function expectOneAnswerEach(orderIds: readonly string[]): Promise<void> {
  const answers = await shop.admin.sql<{ answer: string }>`
    select distinct data->>'subject' as "orderId", data->>'type' as answer, data->>'id' as id from pgboss.job
    where data->>'subject' = any(${orderIds}::text[])
      and data->>'type' = any(${['payments.payment-authorized.v1', 'payments.payment-captured.v1']}::text[])`;
  const counts = new Map<string, number>();
  for (const { answer } of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  expect(Object.fromEntries(counts)).toEqual({
    'payments.payment-authorized.v1': TOKENS.filter((token) => token !== 'tok_declined').length,
    'payments.payment-captured.v1': OUTCOME.confirmed,
  });
}

async function atProvider(method: string, path: string, body: object): Promise<void> {
  const headers = { authorization: 'Bearer sandbox', 'content-type': 'application/json' };
  const { ok } = await fetch(new URL(path, shop.outside.provider.url), { method, headers, body: JSON.stringify(body) });
  expect(ok).toBe(true);
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
