import { expect, it } from 'vitest';
import { z } from 'zod';
import { clonedDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { newDataDirectory, order, orderIn, skusOf, startShop, statusOf } from './shop-process.ts';

const database = clonedDatabase();
const Session = z.object({ accessToken: z.string(), refreshToken: z.string() });
const PLANTED = { email: 'planted.person@example.com', password: 'planted-Passw0rd-7', name: 'Planted Surname' };

it('log lines name the request they belong to, and no person and no secret', { timeout: 90_000 }, async () => {
  const shop = await startShop({ DATABASE_URL: database.url, TESSERA_DATA_DIR: newDataDirectory(), LOG_LEVEL: 'trace' });
  const [sku = ''] = await skusOf(shop);

  const requests = ['order-a', 'order-b', 'order-c'];
  const orders = await Promise.all(requests.map(async (id) => orderIn(await order(shop, sku, { 'x-request-id': id }))));
  for (const placed of orders) await eventually(() => statusOf(shop, placed), { is: 'confirmed', withinMs: 20_000 });

  expect((await shop.guest.post('/v1/users', PLANTED)).status).toBe(201);
  const session = (await shop.guest.post('/v1/sessions', PLANTED_SIGN_IN)).as(Session);
  expect((await shop.guest.post('/v1/sessions', { ...PLANTED_SIGN_IN, password: 'planted-wrong' })).status).toBe(401);
  const own = shop.guestWith({ authorization: `Bearer ${session.accessToken}` });
  expect((await own.get('/v1/users/me')).status).toBe(200);
  expect((await own.get(`/v1/products?q=${encodeURIComponent(PLANTED.name)}`)).status).toBe(200);
  await eventually(mailsWritten, { satisfies: (count) => count >= requests.length + 1, withinMs: 20_000 });
  shop.kill('SIGTERM');
  await shop.ended;

  const mails = shop.logLines().filter(({ msg, template }) => msg.startsWith('a mail was written') && template !== 'welcome');
  expect(mails.map(({ requestId }) => requestId).toSorted()).toEqual(requests);
  for (const secret of [PLANTED.password, 'planted-wrong', session.accessToken, session.refreshToken]) {
    expect(shop.stderr() + shop.stdout()).not.toContain(secret);
    expect(await messagesWith(secret)).toBe(0);
  }
  for (const personal of [PLANTED.email, PLANTED.name, 'ada@example.com', 'Lovelace', 'tok_ok']) {
    expect(shop.stderr()).not.toContain(personal);
  }
});

const PLANTED_SIGN_IN = { email: PLANTED.email, password: PLANTED.password };

async function mailsWritten(): Promise<number> {
  const [row] = await database.admin.sql<{ sent: number }>`
    select count(*) as sent from notifications.notifications where status = 'sent'`;
  return row?.sent ?? 0;
}

async function messagesWith(text: string): Promise<number> {
  const [row] = await database.admin.sql<{ found: number }>`
    select count(*) as found from pgboss.job where strpos(data::text, ${text}) > 0 or strpos(output::text, ${text}) > 0`;
  return row?.found ?? 0;
}
