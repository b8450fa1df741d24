import type { Db } from '#shared-kernel/database/database.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { findContact } from '../persistence/contacts.ts';
import { findOffers } from '../persistence/offers.ts';

type Read = <T>(work: (db: Db) => Promise<T>) => Promise<T>;

/** How long news from another module may still be on its way. */
const PATIENCE_MS = 1_500;
const LOOK_AGAIN_MS = 100;

/** The key under which those who wait for news from other modules are told to look again. */
export const NEWS_ARRIVED = 'orders:news';

/**
 * Resolves when all SKUs are on sale here, or after a moment: who has just published a product must be able
 * to order it at once, although the news travels by message. Costs one read where nothing is missing.
 */
export function awaitOffers(read: Read, signals: Signals, skus: readonly string[]): Promise<void> {
  return patiently(signals, async () => {
    const offers = await read((db) => findOffers(db, skus));
    return skus.every((sku) => offers.has(sku));
  });
}

/** The same for a user who has just registered. */
export function awaitContact(read: Read, signals: Signals, userId: string): Promise<void> {
  return patiently(signals, async () => (await read((db) => findContact(db, userId))) !== undefined);
}

async function patiently(signals: Signals, isThere: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!(await isThere()) && performance.now() < giveUpAt) await signals.wait(NEWS_ARRIVED, LOOK_AGAIN_MS);
}
