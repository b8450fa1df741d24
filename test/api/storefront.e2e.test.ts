import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { EventContract } from '#shared-kernel/messaging/define-event.ts';
import type { EventToPublish } from '#shared-kernel/messaging/event-bus.ts';
import { defineModule, type Platform } from '#shared-kernel/module.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { storefrontModule } from '../../src/modules/storefront/index.ts';
import { testShop } from '../support/test-shop.ts';

const platforms = new Map<string, Platform>();

/** Stands where another module would, and says what the test wants said. */
const standIn = (name: string, ...publishes: readonly EventContract[]) =>
  defineModule({
    ...{ name, owner: 'test', purpose: 'Says what a test wants said.', tables: [], publishes, receives: [], hears: [] },
    settings: z.object({}),
    assemble(platform) {
      platforms.set(name, platform);
      return {};
    },
  });

const shop = testShop([storefrontModule, standIn('identity', UserRegisteredV1), standIn('orders', OrderConfirmedV1)], {
  bus: 'real',
  settings: { STOREFRONT_STALE_SECONDS: '2' },
});

async function say<Payload>(contract: EventContract<Payload>, message: EventToPublish<Payload>): Promise<void> {
  const platform = platforms.get(contract.module);
  await platform?.database.transaction({ correlationId: 'test' }, async (tx) => platform.events.publish(tx, contract, message));
}

const register = (userId: string, name = 'Ada') =>
  say(UserRegisteredV1, { subject: userId, sequence: 1, payload: { userId, email: 'ada@example.com', name } });

async function buy(userId: string, titles: readonly string[] = ['Green tea']): Promise<string> {
  const orderId = newId();
  const price = { amountMinor: 1_250, currency: 'EUR' };
  const lines = titles.map((title) => ({ sku: `${title} ${userId}`, title, quantity: 2, unitPrice: price, lineTotal: price }));
  const total = { amountMinor: 1_250 * titles.length, currency: 'EUR' };
  const payload = { orderId, number: 'T-1', userId, customer: { email: 'ada@example.com', name: 'Ada' }, lines, total };
  await say(OrderConfirmedV1, { subject: orderId, sequence: 2, payload });
  return orderId;
}

const Dashboard = z.object({
  asOf: z.iso.datetime(),
  stale: z.boolean(),
  profile: z.object({ asOf: z.iso.datetime(), stale: z.boolean(), name: z.string().optional() }),
  orders: z.object({ asOf: z.iso.datetime(), stale: z.boolean(), data: z.array(z.looseObject({ id: z.string() })) }),
  buyAgain: z.object({ asOf: z.iso.datetime(), stale: z.boolean(), data: z.array(z.looseObject({ sku: z.string() })) }),
});

const PATHS = ['/v1/mobile/dashboard', '/v1/web/dashboard'] as const;
const dashboardOf = async (userId: string, path: string) => (await shop.asUser(userId).get(path)).as(Dashboard);

describe.each(PATHS)('%s', (path) => {
  it('is empty for somebody of whom nothing was heard yet', async () => {
    const { profile, orders, buyAgain } = await dashboardOf(newId(), path);
    expect(profile).not.toHaveProperty('name');
    expect([orders.data, buyAgain.data]).toEqual([[], []]);
  });

  it('shows what was heard of its reader, and of nobody else', async () => {
    const [userId, other] = [newId(), newId()];
    await register(userId);
    const orderId = await buy(userId);
    await buy(other);
    const shown = await eventually(() => dashboardOf(userId, path), {
      satisfies: ({ profile, orders }) => profile.name === 'Ada' && orders.data.length === 1,
    });
    expect(shown.orders.data).toMatchObject([{ id: orderId, number: 'T-1', status: 'confirmed' }]);
    expect(shown.buyAgain.data).toMatchObject([{ sku: `Green tea ${userId}`, availability: 'not_on_sale' }]);
  });

  it('is for users alone', async () => {
    expect((await shop.asGuest().get(path)).status).toBe(401);
    expect((await shop.asGuest('x'.repeat(43)).get(path)).status).toBe(401);
  });

  it('refuses what it does not know', async () => {
    expect((await shop.asUser().get(`${path}?limit=3`)).status).toBe(400);
  });

  it('is kept by its reader alone, and sent again only where there is something else to show', async () => {
    const userId = newId();
    const client = shop.asUser(userId);
    const first = await eventually(() => client.get(path), { satisfies: ({ body }) => !Dashboard.parse(body).stale });
    expect(first.headers.get('cache-control')).toMatch(/^private/);
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\//);
    const second = await eventually(() => client.get(path), {
      satisfies: ({ body }) => Dashboard.parse(body).asOf !== first.as(Dashboard).asOf,
    });
    expect(second.headers.get('etag')).toBe(tag);
    expect(await client.get(path, { 'if-none-match': tag })).toMatchObject({ status: 304, body: '' });
    await register(userId, 'Grace');
    await eventually(async () => (await client.get(path, { 'if-none-match': tag })).status, { is: 200 });
  });
});

describe('how fresh a dashboard is', () => {
  it('is a moment ago where nothing waits, although nothing happened', async () => {
    const client = shop.asUser();
    const within = (asOf: string) => Date.now() - Date.parse(asOf) < 5_000;
    await eventually(async () => (await client.get('/v1/mobile/dashboard')).as(Dashboard), {
      satisfies: ({ asOf, stale, orders }) => within(asOf) && within(orders.asOf) && !stale,
    });
  });

  it('is when the oldest fact was told that could not be taken over, until it is', async () => {
    const userId = newId();
    await eventually(() => dashboardOf(userId, PATHS[0]), { satisfies: ({ stale }) => !stale });
    await shop.admin.sql`alter table storefront.facts rename to facts_out_of_reach`;
    const before = Date.now();
    await register(userId);
    const after = Date.now();
    const late = await eventually(() => dashboardOf(userId, PATHS[0]), { satisfies: ({ stale }) => stale, withinMs: 20_000 });
    expect(late.profile).toMatchObject({ stale: true, asOf: late.asOf });
    expect(late.orders.stale).toBe(false);
    expect(Date.parse(late.asOf)).toBeGreaterThan(before - 10_000);
    expect(Date.parse(late.asOf)).toBeLessThanOrEqual(after);
    await shop.admin.sql`alter table storefront.facts_out_of_reach rename to facts`;
    await eventually(() => dashboardOf(userId, PATHS[0]), {
      satisfies: ({ stale, profile }) => !stale && profile.name === 'Ada',
      withinMs: 30_000,
    });
  });
});

describe('the mobile dashboard', () => {
  it('has the three newest orders, each in one line, in few bytes', async () => {
    const userId = newId();
    await register(userId);
    for (const titles of [['Cup'], ['Pot'], ['Green tea', 'Pot', 'Cup'], ['Black tea']]) await buy(userId, titles);
    const { orders, buyAgain } = await eventually(() => dashboardOf(userId, PATHS[0]), {
      satisfies: ({ orders: { data } }) => data[0]?.summary === '2 × Black tea' && data.length === 3,
    });
    expect(orders.data.map(({ summary }) => summary)).toEqual(['2 × Black tea', '2 × Green tea and 2 more', '2 × Pot']);
    expect(buyAgain.data.map(({ title }) => title)).toEqual(['Black tea', 'Cup', 'Green tea', 'Pot']);
    const { body } = await shop.asUser(userId).get(PATHS[0]);
    expect(JSON.stringify(body).length).toBeLessThan(2_000);
  });
});

describe('the web dashboard', () => {
  it('has each line of the ten newest orders, and what all of them came to', async () => {
    const userId = newId();
    const orderIds: string[] = [];
    for (let each = 0; each < 12; each += 1) orderIds.push(await buy(userId, ['Green tea', 'Cup']));
    const Spending = z.looseObject({ spending: z.looseObject({ data: z.array(z.looseObject({ orders: z.number() })) }) });
    const { body } = await eventually(() => shop.asUser(userId).get(PATHS[1]), {
      satisfies: (answer) => answer.as(Spending).spending.data[0]?.orders === 12,
    });
    const { orders } = Dashboard.parse(body);
    expect(orders.data.map(({ id }) => id)).toEqual(orderIds.toReversed().slice(0, 10));
    expect(body).toMatchObject({
      orders: {
        data: [
          { lines: [{ title: 'Green tea', quantity: 2 }, { title: 'Cup' }], refunded: { amountMinor: 0 } },
          ...Array(9).fill({}),
        ],
      },
      spending: { data: [{ orders: 12, spent: { amountMinor: 30_000, currency: 'EUR' }, refunded: { amountMinor: 0 } }] },
    });
  });
});
