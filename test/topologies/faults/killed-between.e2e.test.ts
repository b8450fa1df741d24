import { describe, expect, it } from 'vitest';
import { failpointsStruck } from '../../faults/harness/armed-failpoints.ts';
import { expectAllKept } from './judge-divided-shop.ts';
import { mixedShop } from './mixed-shop.ts';

const shop = mixedShop();

/** Between the outbox of payments and the broker, and between the broker and its inbox. */
const PLACES = [
  'relay.afterRead/relay.payments.orders',
  'relay.afterPublish/relay.payments.orders',
  'relay.afterAck/relay.payments.orders',
  'inbox.afterInsert/payments',
  'inbox.beforeAck/payments',
] as const;

describe('a process between its own database and the broker', { timeout: 600_000 }, () => {
  it.each(PLACES)('is killed at %s, and what it had in hand is done once', async (place) => {
    await shop.running('payments').stop();
    const doomed = await shop.start('payments', { environment: { TESSERA_FAILPOINTS: `${place}=kill` } });
    const [first, second] = [await shop.order(), await shop.order()];
    expect(first).not.toBe(second);
    expect(await doomed.ended).toBe('SIGKILL');
    await shop.start('payments');
    await shop.order();
    await shop.atRest();
  });

  it('was killed at each of these places once, and all promises were kept', async () => {
    const { charges } = await expectAllKept(shop.shop, shop.history);
    expect(charges).toHaveLength(await shop.allConfirmed());
    const struck = await failpointsStruck(shop.shop.directory);
    expect(Object.fromEntries(struck)).toEqual(Object.fromEntries(PLACES.map((place) => [`${place} kill`, 1])));
  });
});
