import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { signersOf, webhookReceiver } from '../../src/modules/notifications/testing/webhook-receiver.ts';
import { shopClient } from '../support/shop-client.ts';
import { testToken } from '../support/test-tokens.ts';
import { BASE, NewEndpoint, Problem, webhookShop } from './webhook-shop.ts';

const { shop, staff, created, removed } = webhookShop();
const receiver = webhookReceiver();

describe('a webhook endpoint', () => {
  it('is made, read, listed, changed and deleted, and shows its secret once', async () => {
    const { id, secret, etag } = await created({ url: receiver.url, eventTypes: ['order.placed'], description: 'Warehouse' });
    const shown = {
      id,
      url: receiver.url,
      eventTypes: ['order.placed'],
      description: 'Warehouse',
      enabled: true,
      secrets: [{ createdAt: expect.any(String) }],
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    };
    const read = await staff.get(`${BASE}/${id}`);
    expect(read.body).toEqual(shown);
    expect(read.headers.get('etag')).toBe(etag);
    const list = await staff.get(`${BASE}?limit=1`);
    expect(list.body).toEqual({ data: [shown], hasMore: false });
    expect(JSON.stringify([read.body, list.body])).not.toContain(secret);
    const changed = await staff.patch(`${BASE}/${id}`, { enabled: false }, { 'if-match': etag });
    expect(changed.body).toMatchObject({ enabled: false, disabledBecause: 'requested' });
    expect((await staff.patch(`${BASE}/${id}`, { enabled: true })).status).toBe(428);
    expect((await staff.patch(`${BASE}/${id}`, { enabled: true }, { 'if-match': etag })).status).toBe(412);
    expect((await staff.delete(`${BASE}/${id}`, { 'if-match': etag })).status).toBe(412);
    expect((await staff.delete(`${BASE}/${id}`, { 'if-match': changed.headers.get('etag') ?? '' })).status).toBe(204);
    expect((await staff.get(`${BASE}/${id}`)).as(Problem).code).toBe('notifications.webhook_endpoint_not_found');
  });

  it.each([
    [{}, 'http.invalid_body'],
    [{ url: 'https://hooks.example.com/', eventTypes: ['order.stuck'] }, 'http.invalid_body'],
    [{ url: 'https://hooks.example.com/', eventTypes: [] }, 'http.invalid_body'],
    [{ url: 'https://hooks.example.com/', surprise: 1 }, 'http.invalid_body'],
    [{ url: 'hooks.example.com' }, 'notifications.webhook_url_refused'],
    [{ url: 'http://hooks.example.com/' }, 'notifications.webhook_url_refused'],
    [{ url: 'https://ada:secret@hooks.example.com/' }, 'notifications.webhook_url_refused'],
    [{ url: 'https://169.254.169.254/latest/meta-data/' }, 'notifications.webhook_url_refused'],
    [{ url: 'https://[::ffff:10.0.0.1]/' }, 'notifications.webhook_url_refused'],
  ])('is refused: %j', async (body, code) => {
    const answer = await staff.post(BASE, body);
    expect([answer.status, answer.as(Problem).code]).toEqual([400, code]);
  });

  it('is for programs of the shop too', async () => {
    const token = testToken({ kind: 'client', id: newId(), scopes: ['notifications:read', 'notifications:write'] });
    const program = shopClient(shop.fetch, { authorization: `Bearer ${token}` });
    const { id } = (await program.post(BASE, { url: receiver.url })).as(NewEndpoint);
    expect((await program.get(`${BASE}/${id}`)).status).toBe(200);
    await removed(id);
  });

  it('is nothing for customers, nor for staff without the scope', async () => {
    const { id } = await created({ url: receiver.url });
    const customer = shop.asUser(newId(), 'notifications:read', 'notifications:write');
    for (const path of [BASE, `${BASE}/${id}`, `${BASE}/${id}/deliveries`]) {
      expect((await customer.get(path)).as(Problem).code).toBe('notifications.staff_only');
    }
    expect((await customer.post(BASE, { url: receiver.url })).as(Problem).code).toBe('notifications.staff_only');
    const reader = shop.asStaff('notifications:read');
    expect((await reader.post(`${BASE}/${id}/test`, {})).as(Problem).code).toBe('http.insufficient_scope');
    await removed(id);
  });
});

describe('a secret that is rotated', () => {
  it('signs beside the new one until its overlap ends', async () => {
    const { id, secret } = await created({ url: receiver.url });
    const rotation = await staff.post(`${BASE}/${id}/secret-rotations`, {});
    const { secret: next, othersEndAt } = rotation.as(z.strictObject({ secret: z.string(), othersEndAt: z.iso.datetime() }));
    expect([rotation.status, next === secret]).toEqual([201, false]);
    expect(Date.parse(othersEndAt)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    await staff.post(`${BASE}/${id}/test`, {}, { prefer: 'wait=10' });
    const [arrived] = receiver.arrived;
    if (!arrived) throw new Error('nothing arrived');
    expect(signersOf(arrived, [secret, next])).toEqual([secret, next]);
    for (const each of [secret, next]) {
      expect(new Webhook(each).verify(arrived.body, { ...arrived.headers })).toMatchObject({ type: 'webhook.test' });
    }
    await removed(id);
  });
});
