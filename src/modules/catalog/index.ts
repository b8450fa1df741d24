import { ConfirmPricesV1 } from '#contracts/catalog/confirm-prices.v1.ts';
import { ImportProductsV1 } from '#contracts/catalog/import-products.v1.ts';
import { PriceChangedV1 } from '#contracts/catalog/price-changed.v1.ts';
import { PricesConfirmedV1 } from '#contracts/catalog/prices-confirmed.v1.ts';
import { PricesRefusedV1 } from '#contracts/catalog/prices-refused.v1.ts';
import { ProductArchivedV1 } from '#contracts/catalog/product-archived.v1.ts';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { ProductUpdatedV1 } from '#contracts/catalog/product-updated.v1.ts';
import { defineModule } from '#shared-kernel/module.ts';
import { openFile } from './adapters/open-file.ts';
import { importProductsVerb } from './admin-verbs/import-products.ts';
import { seedProductsVerb } from './admin-verbs/seed-products.ts';
import { catalogContainer, USE_CASES } from './container.ts';
import { catalogRoutes } from './http/routes.ts';
import { catalogTables } from './persistence/schema.ts';
import { forgetImportsSchedule } from './schedules/forget-imports.ts';
import { CatalogSettings } from './settings.ts';
import { confirmPricesSubscription } from './subscriptions/confirm-prices.ts';
import { importProductsSubscription } from './subscriptions/import-products.ts';

/** Products, variants, prices, and the import of them. */
export const catalogModule = defineModule({
  name: 'catalog',
  owner: 'team-catalog',
  purpose: 'Says what the shop sells and at which price, and has the last word on the price that is charged.',
  // An upload of 64 MiB is stored in the one transaction of its request, from a file in which it has arrived.
  pool: { transactionTimeoutMs: 20_000 },
  tables: catalogTables,
  publishes: [ProductPublishedV1, ProductUpdatedV1, PriceChangedV1, ProductArchivedV1, PricesConfirmedV1, PricesRefusedV1],
  receives: [ConfirmPricesV1, ImportProductsV1],
  hears: [],
  settings: CatalogSettings,
  assemble(platform, { CATALOG_CURRENCY: defaultCurrency }) {
    const { database, signals } = platform;
    const useCases = catalogContainer(platform, { defaultCurrency }).resolve(USE_CASES);
    return {
      routes: catalogRoutes({ ...useCases, signals }),
      subscriptions: [confirmPricesSubscription(useCases.confirmPrices), importProductsSubscription(useCases.carryOnImport)],
      schedules: [forgetImportsSchedule(database, useCases.forgetImports)],
      adminVerbs: [importProductsVerb({ database, openFile, ...useCases }), seedProductsVerb(database, useCases.putProducts)],
    };
  },
});
