import { beforeAll, describe, expect, it } from 'vitest';
import { faultShop } from './support/fault-shop.ts';
import { expectSettledBooks } from './support/settled-books.ts';
import { orderUntilAnswered } from './support/shoppers.ts';

const shop = faultShop();
const ORDERS = 3;

const IN_A_REQUEST = [
  ['after it changed state, before its messages are written', 'cmd.afterState'],
  ['after its messages are written', 'cmd.afterOutbox'],
  ['on the point of committing', 'cmd.beforeCommit'],
  ['after the commit, before its reply', 'cmd.afterCommit'],
] as const;

const IN_A_HANDLER = [
  ['with messages claimed', 'bus.afterClaim'],
  ['between the inbox mark and the work', 'bus.midHandler'],
  ['between the work and its completion', 'bus.beforeComplete'],
  ['after the commit of a handler', 'bus.afterCommit'],
  ['before a step is asked for', 'saga.beforeStep'],
  ['between a foreign call and the record of its answer', 'saga.afterForeignCall'],
] as const;

const skuOf = (failpoint: string) => `SKU-${failpoint}`;
const UNDOING = 'saga.duringUndo';

const KILLED = [...IN_A_REQUEST, ...IN_A_HANDLER].map(([, failpoint]) => failpoint);
beforeAll(() => shop.stock([...KILLED, UNDOING, 'throw', 'delay', 'hang'].map(skuOf)), 120_000);

/** Places a few orders at a process that is killed on its way; its clients go on at the one that comes after it. */
async function dieAndRecover(failpoint: string, wish: { readonly postalCode?: string } = {}) {
  const sku = skuOf(failpoint);
  const shops = [await shop.start({ failpoints: `${failpoint}=kill` })];
  const placing = Promise.all(Array.from({ length: ORDERS }, () => orderUntilAnswered(() => shops, { sku, ...wish })));
  await shops[0]?.expectKilledAt(failpoint);
  await shop.letClaimsLapse();
  shops.push(await shop.start());
  return expectSettledBooks(shop, { sku, orderIds: await placing });
}

describe('a process that is killed', { timeout: 120_000 }, () => {
  it.each([...IN_A_REQUEST, ...IN_A_HANDLER])(
    '%s loses no order, doubles none, and charges and ships each once',
    async (_, failpoint) => {
      await expect(dieAndRecover(failpoint)).resolves.toEqual({ confirmed: ORDERS, cancelled: 0 });
    },
  );

  it('while an order is undone leaves nothing of it behind', async () => {
    const refusedByCarrier = { postalCode: '00000' };
    await expect(dieAndRecover(UNDOING, refusedByCarrier)).resolves.toEqual({ confirmed: 0, cancelled: ORDERS });
  });
});

const STUMBLES = [
  'bus.afterClaim',
  'bus.midHandler',
  'bus.beforeComplete',
  'bus.afterCommit',
  'saga.beforeStep',
  'saga.afterForeignCall',
];

describe('two processes of which one', { timeout: 120_000 }, () => {
  it('throws at every point of the bus do all that there is to do once', async () => {
    const sku = skuOf('throw');
    const faulty = await shop.start({ failpoints: STUMBLES.map((failpoint) => `${failpoint}=throw*2`).join(',') });
    const orderIds = await Promise.all(Array.from({ length: ORDERS }, () => orderUntilAnswered(() => [faulty], { sku })));
    for (const failpoint of STUMBLES) {
      await faulty.expectSaid(`failpoint ${failpoint} throw`);
    }
    await shop.letClaimsLapse();
    await shop.start();
    await expect(expectSettledBooks(shop, { sku, orderIds })).resolves.toEqual({ confirmed: ORDERS, cancelled: 0 });
  });

  it('comes back after its claim has lapsed undoes what it did late', async () => {
    const sku = skuOf('delay');
    const slow = await shop.start({ failpoints: 'bus.beforeComplete/inventory.hold-stock=delay:4000' });
    const orderIds = [await orderUntilAnswered(() => [slow], { sku })];
    await slow.expectSaid('hold-stock delay');
    await shop.letClaimsLapse();
    await shop.start();
    await expect(expectSettledBooks(shop, { sku, orderIds })).resolves.toEqual({ confirmed: 1, cancelled: 0 });
    expect(await slow.said()).toContain('handled too slowly and given to another worker');
  });

  it.each([
    [
      [
        'bus.afterClaim/catalog.confirm-prices',
        'bus.midHandler/inventory.hold-stock',
        'bus.beforeComplete/notifications.keep-contact-on-order-placed',
      ],
    ],
    [['bus.afterCommit/inventory.hold-stock']],
  ])('hangs for ever at %s leaves its work to the other', async (failpoints) => {
    const sku = skuOf('hang');
    const before = await shop.orderIdsOf(sku);
    const hanging = await shop.start({ failpoints: failpoints.map((failpoint) => `${failpoint}=hang`).join(',') });
    const orderId = await orderUntilAnswered(() => [hanging], { sku });
    for (const failpoint of failpoints) {
      await hanging.expectSaid(`failpoint ${failpoint} hang`);
    }
    await shop.letClaimsLapse();
    await shop.start();
    const orderIds = [...before, orderId];
    await expect(expectSettledBooks(shop, { sku, orderIds })).resolves.toEqual({ confirmed: orderIds.length, cancelled: 0 });
  });
});
