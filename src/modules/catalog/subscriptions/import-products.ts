import { ImportProductsV1 } from '#contracts/catalog/import-products.v1.ts';
import { defineSubscription, type Subscription } from '#shared-kernel/messaging/subscription.ts';
import type { CarryOnImport } from '../use-cases/carry-on-import.ts';

/** A slice to a transaction; the next one is a message of its own. */
export const importProductsSubscription = (carryOnImport: CarryOnImport): Subscription =>
  defineSubscription({
    name: 'catalog.import-products',
    on: ImportProductsV1,
    // Longer than a transaction may take: what hangs is undone before another begins it.
    delivery: { batchSize: 1, claimSeconds: 25 },
    handle: (tx, { payload: { importId, fromByte } }) => carryOnImport(tx, importId, fromByte),
  });
