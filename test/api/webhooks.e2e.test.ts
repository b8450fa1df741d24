import { Webhook } from 'standardwebhooks';
import { describe, expect, inject, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { databaseUrl } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { tessera } from '../../src/bootstrap/cli/testing/tessera.ts';
import { webhookReceiver } from '../../src/modules/notifications/testing/webhook-receiver.ts';
import { BASE, Delivery, Problem, webhookShop } from './webhook-shop.ts';

const { shop, staff, created, removed, changeLevels, logOf, onlyDelivery, passTime } = webhookShop();
const receiver = webhookReceiver();
const hanging = webhookReceiver();

const PATIENTLY = { withinMs: 30_000 };
const skusIn = (from: typeof receiver) => from.arrived.map(({ body }) => JSON.parse(body).data.sku).toSorted();

describe('what happens in the shop', () => {
  it('arrives, verified by what receivers install, and is in the log', async () => {
    const { id, secret } = await created({ url: receiver.url, eventTypes: ['stock.changed'] });
    const [sku] = await changeLevels(1);
    await eventually(() => receiver.arrived.length, { is: 1, ...PATIENTLY });
    const [arrived] = receiver.arrived;
    expect(new Webhook(secret).verify(arrived?.body ?? '', { ...arrived?.headers })).toEqual({
      type: 'stock.changed',
      timestamp: expect.any(String),
      data: { sku, onHand: 9, held: 1, reserved: 2, available: 6, sequence: 1 },
    });
    const delivery = await eventually(() => onlyDelivery(id), {
      satisfies: (each) => each?.status === 'delivered',
      ...PATIENTLY,
    });
    expect(delivery).toMatchObject({
      endpointId: id,
      eventType: 'stock.changed',
      webhookId: arrived?.headers['webhook-id'],
      attempts: [{ number: 1, outcome: 'delivered', status: 204, durationMs: expect.any(Number) }],
    });
    await removed(id);
  });

  it('is told again until it is taken, and shown as what it is meanwhile', async () => {
    const { id } = await created({ url: receiver.url });
    receiver.answerWith(503);
    await changeLevels(1);
    const failed = await eventually(() => onlyDelivery(id), {
      satisfies: (each) => each?.attempts.length === 1,
      ...PATIENTLY,
    });
    expect(failed).toMatchObject({ status: 'pending', nextAttemptAt: expect.any(String), attempts: [{ status: 503 }] });
    expect((await logOf(id, '?status=delivered')).data).toEqual([]);
    receiver.answerWith(200);
    await passTime();
    const taken = await eventually(() => onlyDelivery(id), { satisfies: (each) => each?.status === 'delivered', ...PATIENTLY });
    expect(taken?.attempts.map(({ number, outcome }) => [number, outcome])).toEqual([
      [2, 'delivered'],
      [1, 'refused'],
    ]);
    await removed(id);
  });

  it('reaches one endpoint promptly while others hang', async () => {
    hanging.hang();
    const hung = await Promise.all([1, 2].map(() => created({ url: hanging.url })));
    const { id } = await created({ url: receiver.url });
    const skus = await changeLevels(50);
    await eventually(() => skusIn(receiver), { is: [...skus].toSorted(), ...PATIENTLY });
    expect(hanging.open()).toBeLessThanOrEqual(8);
    await removed(id, ...hung.map((each) => each.id));
  });
});

describe('an endpoint that is disabled', () => {
  it('misses what happens, and has it replayed since a time', async () => {
    const since = new Date().toISOString();
    const { id, etag } = await created({ url: receiver.url });
    const disabled = await staff.patch(`${BASE}/${id}`, { enabled: false }, { 'if-match': etag });
    const skus = await changeLevels(3);
    const missed = () => logOf(id, '?status=missed&eventType=stock.changed');
    await eventually(async () => (await missed()).data.length, { is: 3, ...PATIENTLY });
    const replays = () => staff.post(`${BASE}/${id}/replays`, { since });
    expect((await replays()).as(Problem).code).toBe('notifications.webhook_endpoint_disabled');
    await staff.patch(`${BASE}/${id}`, { enabled: true }, { 'if-match': disabled.headers.get('etag') ?? '' });
    const answer = await replays();
    expect([answer.status, answer.body]).toEqual([202, { count: 3, more: false }]);
    await eventually(() => skusIn(receiver), { is: [...skus].toSorted(), ...PATIENTLY });
    await removed(id);
  });
});

describe('a test', () => {
  it('is sent for real, and its delivery is shown', async () => {
    const { id, secret } = await created({ url: receiver.url, eventTypes: ['order.placed'] });
    const answer = await staff.post(`${BASE}/${id}/test`, {}, { prefer: 'wait=10' });
    expect([answer.status, answer.as(Delivery).status]).toEqual([201, 'delivered']);
    const [arrived] = receiver.arrived;
    expect(new Webhook(secret).verify(arrived?.body ?? '', { ...arrived?.headers })).toMatchObject({
      type: 'webhook.test',
      data: { endpointId: id },
    });
    const { id: delivery } = answer.as(Delivery);
    expect((await staff.get(`/v1/webhook-deliveries/${delivery}`)).as(Delivery)).toEqual(answer.as(Delivery));
    await removed(id);
  });

  it('is shown as what it was where nobody answers', async () => {
    const { id } = await created({ url: 'http://127.0.0.1:9/' });
    const answer = await staff.post(`${BASE}/${id}/test`, {}, { prefer: 'wait=10' });
    expect(answer.as(Delivery)).toMatchObject({ status: 'failed', attempts: [{ outcome: 'connection' }] });
    await removed(id);
  });
});

describe('a delivery', () => {
  it('is replayed with the same webhook-id, by the API and by operators', async () => {
    const { id } = await created({ url: receiver.url });
    await changeLevels(1);
    const ended = { satisfies: (each: Delivery | undefined) => each?.status === 'delivered', ...PATIENTLY };
    const delivery = await eventually(() => onlyDelivery(id), ended);
    const path = `/v1/webhook-deliveries/${delivery?.id}/replay`;
    expect((await staff.post(path, {}, { prefer: 'wait=10' })).as(Delivery)).toMatchObject({ status: 'delivered' });
    await shop.verb('notifications', 'replay-webhook', { deliveryId: delivery?.id });
    await eventually(() => receiver.arrived.length, { is: 3, ...PATIENTLY });
    expect(new Set(receiver.arrived.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([delivery?.webhookId]));
    expect((await staff.post(`/v1/webhook-deliveries/${newId()}/replay`, {})).status).toBe(404);
    await removed(id);
  });

  it('is found by operators where it failed, and replayed since a time', { timeout: 180_000 }, async () => {
    const since = new Date().toISOString();
    const { id } = await created({ url: 'http://127.0.0.1:9/' });
    const { id: delivery } = (await staff.post(`${BASE}/${id}/test`, {}, { prefer: 'wait=10' })).as(Delivery);
    const [database] = await shop.admin.sql<{ name: string }>`select current_database() as name`;
    const cli = tessera({ DATABASE_URL: databaseUrl(inject('postgres').url, database?.name ?? '') });
    const failed = await cli.run('webhooks', 'deliveries', '--failed', '--endpoint', id);
    expect(failed).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(delivery), stderr: '' });
    const one = await cli.json('webhooks', 'replay', delivery);
    expect(one).toEqual({ exitCode: 0, body: { replayed: 1 } });
    await eventually(() => onlyDelivery(id), { satisfies: (each) => (each?.attempts.length ?? 0) > 1, ...PATIENTLY });
    await shop.admin.sql`update notifications.webhook_deliveries set status = 'failed', ended_at = now(), claimed_until = null`;
    const all = await cli.run('webhooks', 'replay-missed', id, since);
    expect(all).toMatchObject({ exitCode: 0, stdout: '1 webhook sent again\n' });
    await removed(id);
  });

  it('is listed page by page', async () => {
    const { id } = await created({ url: receiver.url });
    await changeLevels(3);
    await eventually(async () => (await logOf(id)).data.length, { is: 3, ...PATIENTLY });
    const first = await logOf(id, '?limit=2');
    const second = await logOf(id, `?limit=2&cursor=${first.nextCursor}`);
    expect(new Set([...first.data, ...second.data].map((each) => each.id)).size).toBe(3);
    expect([first.hasMore, second.hasMore]).toEqual([true, false]);
    expect((await staff.get(`${BASE}/${id}/deliveries?status=lost`)).status).toBe(400);
    await removed(id);
  });
});
