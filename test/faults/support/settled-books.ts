import { expect } from 'vitest';
import { z } from 'zod';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import type { FaultShop } from './fault-shop.ts';

/** Where the books lie. */
type Books = Pick<FaultShop, 'admin' | 'outside'>;

export interface SettledBooks {
  readonly confirmed: number;
  readonly cancelled: number;
}

/**
 * Waits until these orders, which are all that there are for `sku`, have ended and all queues are empty, then
 * holds stock, money, parcels and mails against them, each from the ledger of whoever owns it.
 */
export async function expectSettledBooks(
  shop: Books,
  {
    sku,
    orderIds,
    withinMs = 30_000,
  }: { readonly sku: string; readonly orderIds: readonly string[]; readonly withinMs?: number },
): Promise<SettledBooks> {
  const statuses = () => statusesOf(shop, sku);
  const ended = await eventually(statuses, { satisfies: (all) => all.every(({ status }) => status !== 'pending'), withinMs });
  expect(ended.map(({ id }) => id).toSorted(), 'one order for each Idempotency-Key').toEqual([...orderIds].toSorted());
  await expectQuiet(shop, withinMs);
  const ids = (status: string) => ended.filter((order) => order.status === status).map(({ id }) => id);
  const [confirmed, cancelled] = [ids('confirmed'), ids('cancelled')];
  expect(confirmed.length + cancelled.length, 'orders that ended by themselves').toBe(orderIds.length);
  await expectStock(shop, sku, confirmed.length);
  await expectMoney(shop, confirmed, cancelled);
  await expectParcels(shop, confirmed, cancelled);
  await expectMails(shop, confirmed, cancelled);
  await expectNoDeadLetters(shop);
  return { confirmed: confirmed.length, cancelled: cancelled.length };
}

/** Waits until no message waits to be handled but those whose time has not come. */
export async function expectQuiet(shop: Pick<FaultShop, 'admin'>, withinMs = 45_000): Promise<void> {
  await eventually(() => waitingJobs(shop), { is: [], withinMs });
}

function statusesOf({ admin }: Books, sku: string) {
  return admin.sql<{ id: string; status: string }>`
    select id, status from orders.orders where lines @> ${[{ sku }]}::jsonb`;
}

async function waitingJobs({ admin }: Pick<FaultShop, 'admin'>): Promise<readonly string[]> {
  const rows = await admin.sql<{ job: string }>`
    select concat_ws(' ', name, state, output) as job from pgboss.job
    where state < 'completed' and name <> 'orders.check-saga' and name <> 'inventory.expire-hold' and name not like '%.dead'
      and name not like '\\_\\_pgboss%'`;
  return rows.map(({ job }) => job);
}

async function expectStock({ admin }: Books, sku: string, sold: number): Promise<void> {
  const [level] = await admin.sql`select held, reserved from inventory.stock_items where sku = ${sku}`;
  expect(level, 'pieces of confirmed orders are reserved, and no others').toEqual({ held: 0, reserved: sold });
}

const ProviderLedger = z.object({
  charges: z.array(
    z.object({ orderId: z.string(), capturedMinor: z.int(), refundedMinor: z.int(), voided: z.boolean(), captured: z.boolean() }),
  ),
});

async function expectMoney({ outside }: Books, confirmed: readonly string[], cancelled: readonly string[]): Promise<void> {
  const charges: z.output<typeof ProviderLedger>['charges'] = [];
  const headers = { authorization: 'Bearer sandbox' };
  const page = await fetch(new URL('/ledger', outside.provider.url), { headers });
  charges.push(...ProviderLedger.parse(await page.json()).charges);
  for (const id of confirmed) {
    const own = charges
      .filter(({ orderId }) => orderId === id)
      .map(({ capturedMinor, refundedMinor }) => [capturedMinor, refundedMinor]);
    expect(own, 'a confirmed order is charged once').toEqual([[1_000, 0]]);
  }
  const open = charges.filter(({ orderId, voided, captured, capturedMinor, refundedMinor }) => {
    return cancelled.includes(orderId) && !voided && !(captured && capturedMinor === refundedMinor);
  });
  expect(open, 'a cancelled order keeps no money').toEqual([]);
}

const CarrierLedger = z.object({ entries: z.array(z.object({ type: z.string(), key: z.string() })) });

async function expectParcels(
  { admin, outside }: Books,
  confirmed: readonly string[],
  cancelled: readonly string[],
): Promise<void> {
  const shipments = await admin.sql<{ id: string; orderId: string }>`select id, order_id as "orderId" from shipping.shipments`;
  const { entries } = CarrierLedger.parse(await (await fetch(new URL('/ledger', outside.carrier.url))).json());
  const parcelsOf = (orderId: string) => {
    const keys = new Set(shipments.filter((each) => each.orderId === orderId).map(({ id }) => id));
    const count = (type: string) => entries.filter((entry) => entry.type === type && keys.has(entry.key)).length;
    return count('booked') - Math.min(count('cancelled'), count('booked'));
  };
  expect(confirmed.map(parcelsOf), 'a confirmed order is one parcel').toEqual(confirmed.map(() => 1));
  expect(cancelled.map(parcelsOf), 'a cancelled order is no parcel').toEqual(cancelled.map(() => 0));
}

async function expectMails({ admin }: Books, confirmed: readonly string[], cancelled: readonly string[]): Promise<void> {
  const mails = await admin.sql<{ mail: string }>`
    select concat_ws(' ', order_id, template, status) as mail from notifications.notifications
    where template in ('order-confirmed', 'order-cancelled') and order_id = any(${[...confirmed, ...cancelled]}::uuid[])`;
  const wanted = [...confirmed.map((id) => `${id} order-confirmed sent`), ...cancelled.map((id) => `${id} order-cancelled sent`)];
  expect(mails.map(({ mail }) => mail).toSorted(), 'one mail about the end of each order').toEqual(wanted.toSorted());
}

async function expectNoDeadLetters({ admin }: Books): Promise<void> {
  expect(await admin.sql`select name, output from pgboss.job where name like '%.dead'`).toEqual([]);
}
