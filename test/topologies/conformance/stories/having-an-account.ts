import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { unwrap } from '../../../../clients/typescript/src/index.ts';
import { newcomer, SessionTokens } from '../../../api/people.ts';
import { shopClient } from '../../../support/shop-client.ts';
import type { ShopUnderTest } from '../../../support/shop-under-test.ts';
import { PATIENTLY, shopping } from '../../../support/shopping.ts';
import { typedClient } from '../../../support/typed-client.ts';

const Refreshed = z.looseObject({ access_token: z.string(), refresh_token: z.string() });
const Client = z.looseObject({ id: z.string(), secret: z.string() });
const Request = z.looseObject({ id: z.string(), status: z.string(), accessKey: z.string().optional() });
const Content = z.looseObject({ sections: z.array(z.looseObject({ module: z.string() })) });
const MODULES = ['identity', 'notifications', 'orders', 'payments', 'shipping', 'storefront'];

/** Users and programs: how they show who they are in every module, how that ends, and what the shop holds of them. */
export function havingAnAccount(shop: ShopUnderTest): void {
  const { sell, checkout, mailsOf } = shopping(shop);
  const bearing = (token: string) => shopClient(shop.fetch, { authorization: `Bearer ${token}` });

  const signedUp = async (name: string) => {
    const person = { ...newcomer(), name };
    expect((await shop.asGuest().post('/v1/users', person)).status).toBe(201);
    const { email, password } = person;
    return { person, ...(await shop.asGuest().post('/v1/sessions', { email, password })).as(SessionTokens) };
  };
  const form = (path: string, fields: Readonly<Record<string, string>>) =>
    shop.fetch(path, { method: 'POST', body: new URLSearchParams(fields) });
  const refresh = (token: string) => form('/oauth/token', { grant_type: 'refresh_token', refresh_token: token });
  /** Modules of other processes are told of it. */
  const refusedEverywhere = async (client: ReturnType<typeof bearing>) => {
    const statuses = async () => [(await client.get('/v1/orders')).status, (await client.get('/v1/users/me')).status];
    await eventually(statuses, { is: [401, 401], ...PATIENTLY });
  };

  describe('an account', () => {
    it('opens every module, is renewed, and is closed everywhere', async () => {
      const { person, accessToken, refreshToken } = await signedUp('Renewed');
      expect(await bearing(accessToken).get('/v1/orders')).toMatchObject({ status: 200, body: { data: [] } });
      const { access_token: renewed, refresh_token: next } = Refreshed.parse(await (await refresh(refreshToken)).json());
      expect(await bearing(renewed).get('/v1/users/me')).toMatchObject({ status: 200, body: { email: person.email } });
      expect((await form('/oauth/revoke', { token: next })).status).toBe(200);
      expect((await refresh(next)).status).toBe(400);
    });

    it('is refused under a wrong password, and for what belongs to the staff', async () => {
      const { person, accessToken } = await signedUp('Refused');
      const wrong = await shop.asGuest().post('/v1/sessions', { email: person.email, password: 'not the right one' });
      expect(wrong).toMatchObject({ status: 401 });
      const product = { title: 'Not mine', status: 'active', variants: [] };
      expect(await bearing(accessToken).post('/v1/products', product)).toMatchObject({ status: 403 });
    });

    it('of a program opens with its key, until that is revoked', async () => {
      const staff = shop.asStaff('identity:write');
      const { id, secret } = (
        await staff.post('/v1/clients', { kind: 'secret', name: 'Counting machine', scopes: ['inventory:write'] })
      ).as(Client);
      const program = shopClient(shop.fetch, { 'x-api-key': secret });
      expect(await program.get('/v1/stock?limit=1')).toMatchObject({ status: 200 });
      expect(await program.get('/v1/shipments')).toMatchObject({ status: 403 });
      expect((await staff.delete(`/v1/clients/${id}`)).status).toBe(204);
      await eventually(async () => (await program.get('/v1/stock?limit=1')).status, { is: 401, ...PATIENTLY });
    });

    it('shows all that is kept of it, and is forgotten by every module', async () => {
      await sell('FORGET-1');
      const { accessToken } = await signedUp('Forgotten');
      const client = bearing(accessToken);
      const buyer = typedClient(shop, { authorization: `Bearer ${accessToken}` });
      const placed = await unwrap(checkout(buyer, { lines: [{ sku: 'FORGET-1', quantity: 1 }] }));
      await eventually(() => mailsOf(placed.id), { is: ['order-confirmed: sent'], ...PATIENTLY });

      const { id } = (await client.post('/v1/users/me/exports')).as(Request);
      const exported = async () => (await client.get(`/v1/exports/${id}`)).as(Request).status;
      await eventually(exported, { is: 'completed', ...PATIENTLY });
      const { sections } = (await client.get(`/v1/exports/${id}/content`)).as(Content);
      expect(sections.map(({ module }) => module)).toEqual(MODULES);
      expect(JSON.stringify(sections)).toContain('12 St James Square');

      const receipt = (await client.delete('/v1/users/me')).as(Request);
      const erased = async () => (await shop.asGuest(receipt.accessKey).get(`/v1/erasures/${receipt.id}`)).as(Request).status;
      await eventually(erased, { is: 'completed', ...PATIENTLY });
      await refusedEverywhere(client);
    });
  });
}
