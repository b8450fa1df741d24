import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { shopClient } from '../support/shop-client.ts';
import { type FaultyShop, faultShop } from './support/fault-shop.ts';

const shop = faultShop();
const Person = z.looseObject({ id: z.uuid() });
const Session = z.looseObject({ accessToken: z.string() });
const Receipt = z.looseObject({ status: z.string(), modules: z.array(z.looseObject({ module: z.string() })) });
const MODULES = ['identity', 'notifications', 'orders', 'payments', 'shipping', 'storefront'];

/** Registers somebody and has the account erased by a process that may die before it answers. */
async function erase({ guest, process }: FaultyShop) {
  const credentials = { email: `${newId()}@example.com`, password: 'correct horse battery' };
  const { id: userId } = (await guest.post('/v1/users', { ...credentials, name: 'Ada Lovelace' })).as(Person);
  const { accessToken } = (await guest.post('/v1/sessions', credentials)).as(Session);
  const accessKey = newId();
  const call = (path: string, init: RequestInit) => fetch(new URL(path, process.url), init);
  const client = shopClient(call, { authorization: `Bearer ${accessToken}`, 'x-access-key': accessKey });
  await client.delete('/v1/users/me').catch(() => undefined);
  return { userId, accessKey };
}

async function erasureOf(userId: string): Promise<string> {
  const [row] = await shop.admin.sql<{ id: string }>`select id from identity.privacy_requests where user_id = ${userId}`;
  if (!row) throw new Error('the erasure was not asked for');
  return row.id;
}

const DEATHS = [
  ['after a module has erased and before it has said so', 'bus.beforeComplete/shipping.erase-user'],
  ['before what a module said is on the receipt', 'bus.midHandler/identity.advance-erasure-on-user-data-erased'],
] as const;

describe('an erasure whose process is killed', { timeout: 120_000 }, () => {
  it.each(DEATHS)('%s ends in the process that comes after it', async (_, failpoint) => {
    const doomed = await shop.start({ failpoints: `${failpoint}=kill` });
    const { userId, accessKey } = await erase(doomed);
    await doomed.expectKilledAt(failpoint);
    await shop.letClaimsLapse();
    const { process } = await shop.start();
    const id = await erasureOf(userId);
    const reader = shopClient((path, init) => fetch(new URL(path, process.url), init), { 'x-access-key': accessKey });
    const receipt = await eventually(async () => (await reader.get(`/v1/erasures/${id}`)).as(Receipt), {
      satisfies: ({ status }) => status === 'completed',
      withinMs: 60_000,
    });
    expect(receipt.modules.map(({ module }) => module).toSorted()).toEqual(MODULES);
    const told = await shop.admin.sql`
      select distinct data ->> 'id' as id from pgboss.job where data ->> 'type' = 'identity.user-erased.v1' and data ->> 'subject' = ${userId}`;
    expect(told).toHaveLength(1);
  });
});
