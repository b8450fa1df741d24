import { beforeAll, describe, expect, it } from 'vitest';
import { type FaultyShop, faultShop } from './support/fault-shop.ts';
import { expectSettledBooks } from './support/settled-books.ts';
import { orderUntilAnswered, type Wish } from './support/shoppers.ts';

const shop = faultShop();

const FORWARD = [
  'catalog.confirm-prices',
  'inventory.hold-stock',
  'payments.authorize-payment',
  'inventory.reserve-stock',
  'shipping.create-shipment',
  'payments.capture-payment',
];
const BACKWARD = ['shipping.cancel-shipment', 'inventory.release-stock', 'payments.void-payment'];
const FOREIGN = [...FORWARD, ...BACKWARD].filter((queue) => /^(payments|shipping)\./.test(queue));

/** Every step is done for the one; for the other the last one is refused, so that every step is undone. */
const SALE = { token: 'tok_ok' };
const NO_SALE = { token: 'tok_capture_fails' };

beforeAll(() => shop.stock(['FAIL', 'REPEAT', 'KILL', 'DOWN']), 120_000);

async function placeBoth(shops: () => readonly FaultyShop[], sku: string): Promise<readonly string[]> {
  const wishes: readonly Wish[] = [SALE, NO_SALE].map((kind) => ({ sku, ...kind }));
  return Promise.all(wishes.map((wish) => orderUntilAnswered(shops, wish)));
}

async function expectHit(faulty: FaultyShop, line: string): Promise<void> {
  await faulty.expectSaid(`failpoint ${line}`);
}

describe('every step of an order, and every undo', { timeout: 300_000 }, () => {
  it('that fails twice is done once in the end', async () => {
    const points = [...FORWARD, ...BACKWARD].map((queue) => `bus.beforeComplete/${queue}`);
    const faulty = await shop.start({ failpoints: points.map((point) => `${point}=throw*2`).join(',') });
    const orderIds = await placeBoth(() => [faulty], 'FAIL');
    for (const point of points) await expectHit(faulty, `${point} throw`);
    await expect(expectSettledBooks(shop, { sku: 'FAIL', orderIds })).resolves.toEqual({ confirmed: 1, cancelled: 1 });
  });

  it('that calls the provider or the carrier three times, because two answers were lost, has one effect there', async () => {
    const points = FOREIGN.map((queue) => `saga.afterForeignCall/${queue}`);
    const faulty = await shop.start({ failpoints: points.map((point) => `${point}=throw*2`).join(',') });
    const orderIds = await placeBoth(() => [faulty], 'REPEAT');
    for (const point of points) await expectHit(faulty, `${point} throw`);
    await expect(expectSettledBooks(shop, { sku: 'REPEAT', orderIds })).resolves.toEqual({ confirmed: 1, cancelled: 1 });
  });

  it('whose process is killed before and after its foreign call has one effect there', async () => {
    // Holds the orders up before their first foreign call, so that both meet every process that follows.
    const first = await shop.start({ failpoints: 'bus.afterClaim/catalog.confirm-prices=hang' });
    const orderIds = await placeBoth(() => [first], 'KILL');
    await first.process.kill();
    for (const point of FOREIGN.flatMap((queue) => [`bus.afterClaim/${queue}`, `saga.afterForeignCall/${queue}`])) {
      await shop.letClaimsLapse();
      await shop.startAndDieAt(point);
    }
    await shop.letClaimsLapse();
    await shop.start();
    await expect(expectSettledBooks(shop, { sku: 'KILL', orderIds })).resolves.toEqual({ confirmed: 1, cancelled: 1 });
  });

  it('whose undo fails for as long as the provider is down is undone when it is back', async () => {
    const faulty = await shop.start({ failpoints: 'saga.duringUndo/authorize-payment=delay:1500' });
    const orderIds = [await orderUntilAnswered(() => [faulty], { sku: 'DOWN', postalCode: '00000' })];
    await expectHit(faulty, 'saga.duringUndo/authorize-payment delay');
    const headers = { authorization: 'Bearer sandbox', 'content-type': 'application/json' };
    await fetch(new URL('/faults', shop.outside.provider.url), {
      method: 'POST',
      headers,
      body: JSON.stringify({ downSeconds: 5 }),
    });
    await faulty.expectSaid('the provider answered 503');
    await expect(expectSettledBooks(shop, { sku: 'DOWN', orderIds })).resolves.toEqual({ confirmed: 0, cancelled: 1 });
  });
});
