import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import { sampleCatalogue } from '../domain/sample-catalogue.ts';
import type { PutProducts } from '../use-cases/put-products.ts';

/** Nothing → `{written, unchanged, skus}`: a small catalogue to try the shop with, the same each time. */
export function seedProductsVerb(database: Database, putProducts: PutProducts): AdminVerb {
  return {
    name: 'seed-products',
    async run(_input, progress) {
      const wanted = sampleCatalogue().map((draft) => ({ draft, keepOtherVariants: true }));
      const { written, unchanged } = await database.transaction({ correlationId: newId() }, (tx) => putProducts(tx, wanted));
      progress({ count: wanted.length });
      return { written, unchanged, skus: wanted.flatMap(({ draft }) => draft.variants.map(({ sku }) => sku)) };
    },
  };
}
