import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import { sampleCatalogue } from '../domain/sample-catalogue.ts';
import { hasProducts } from '../queries/has-products.ts';
import { knownSkus } from '../queries/known-skus.ts';
import type { PutProducts } from '../use-cases/put-products.ts';

/**
 * Nothing → `{written, skus}`: fills an empty catalogue with a few products to try the shop with, the same
 * each time. One that is not empty is left alone. `skus` are those of the samples that are there.
 */
export function seedProductsVerb(database: Database, putProducts: PutProducts): AdminVerb {
  return {
    name: 'seed-products',
    async run(_input, progress) {
      const samples = sampleCatalogue();
      const wanted = (await database.read(hasProducts)) ? [] : samples.map((draft) => ({ draft, keepOtherVariants: true }));
      const { written } = await database.transaction({ correlationId: newId() }, (tx) => putProducts(tx, wanted));
      progress({ count: written });
      const skus = samples.flatMap(({ variants }) => variants.map(({ sku }) => sku));
      return { written, skus: await database.read((db) => knownSkus(db, skus)) };
    },
  };
}
