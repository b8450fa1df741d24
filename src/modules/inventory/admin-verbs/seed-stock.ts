import { z } from 'zod';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { wireQuantity, wireSku } from '#shared-kernel/messaging/define-fields.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import type { SeedStock } from '../use-cases/seed-stock.ts';
import type { TrackSkus } from '../use-cases/track-skus.ts';

const SeedStockInput = z.strictObject({
  /** Pieces for each SKU that has never had any. */
  quantity: wireQuantity,
  /** SKUs that inventory may not have heard of yet; all known ones are seeded as well. */
  skus: z.array(wireSku).optional(),
});

const BATCH = 500;

interface Parts {
  readonly database: Database;
  readonly trackSkus: TrackSkus;
  readonly seedStock: SeedStock;
}

/** Gives every SKU without any movement the same number of pieces. Run again, it finds nothing to do. */
export const seedStockVerb = ({ database, trackSkus, seedStock }: Parts): AdminVerb => ({
  name: 'seed-stock',
  async run(input, progress) {
    const { quantity, skus = [] } = SeedStockInput.parse(input);
    const cause = { correlationId: newId() };
    await database.transaction(cause, (tx) => trackSkus(tx, skus));
    let seeded = 0;
    let batch: readonly string[];
    let after = '';
    do {
      batch = await database.transaction(cause, (tx) => seedStock(tx, { quantity, after, limit: BATCH }));
      after = batch.at(-1) ?? after;
      seeded += batch.length;
      progress({ count: seeded });
    } while (batch.length === BATCH);
    return { seeded };
  },
});
