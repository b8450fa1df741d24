import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { openFile } from '../adapters/open-file.ts';
import { importProductsVerb } from '../admin-verbs/import-products.ts';
import { catalogParts } from '../testing/catalog-parts.ts';

const FILES = join(process.env.TESSERA_SHARED_DATA ?? join(process.cwd(), '../shared/data'), 'shopify-csv');

const db = testDatabase('catalog');
const { useCases } = catalogParts(db);
const verb = importProductsVerb({ database: db.database, openFile, ...useCases });
const importFile = (name: string, currency = 'EUR') =>
  verb.run({ path: join(FILES, `${name}.csv.gz`), currency }, () => undefined);

beforeEach(async () => {
  await db.admin.run('truncate catalog.products, catalog.variants, catalog.imports cascade');
});

const CLEAN = [
  ['shopifypartners-apparel', 22, 20, 22, 22],
  ['shopifypartners-home-and-garden', 21, 20, 21, 21],
  ['shopifypartners-jewelery', 41, 20, 23, 23],
  ['shopify-template-legacy', 17, 3, 16, 0],
  ['packt-product-data', 21, 20, 21, 21],
  ['simple-sample-data', 173, 30, 147, 0],
  ['modern-dialect-sahra', 24, 3, 24, 0],
] as const;

const TITLE = 'catalogues of real shops';
if (existsSync(FILES)) describe(TITLE, realShops);
else it(`${TITLE} are NOT TESTED: ${FILES} is not there; set TESSERA_SHARED_DATA`, () => expect(existsSync(FILES)).toBe(false));

function realShops() {
  it.each(CLEAN)('takes all of %s: %i rows, %i products, %i variants', async (file, rows, products, variants, derived) => {
    expect(await importFile(file)).toMatchObject({
      ...{ status: 'completed', rowsRead: rows, rowsRefused: 0, productsWritten: products, skusDerived: derived, errors: [] },
    });
    expect(await stored()).toMatchObject({ products, variants });
    expect(await importFile(file)).toMatchObject({ productsWritten: 0, productsUnchanged: products });
  });

  it('takes a gift card, prices of zero and metafields, and refuses the product whose one SKU another has', async () => {
    const report = await importFile('store-patak');
    expect(report).toMatchObject({ rowsRead: 548, rowsRefused: 6, productsWritten: 85 });
    expect(countsOf(report)).toEqual({ sku_taken: 1, product_refused: 5 });
    expect(await stored()).toMatchObject({ products: 85, variants: 167, giftCards: 1 });
  });

  it('takes a shop in VND, and refuses SKUs used twice and negative stock by their lines', async () => {
    const report = await importFile('store-vietjewelers', 'VND');
    const { variants, dearest } = await stored();
    expect(report).toMatchObject({ rowsRead: 2_307, skusDerived: 879, currency: 'VND' });
    expect(countsOf(report)).toMatchObject({ negative_stock: 11, sku_taken: 1_654 - variants });
    expect(dearest).toBe(6_400_000);
    expect(await importFile('store-vietjewelers', 'VND')).toMatchObject({ productsWritten: 0 });
  });

  it('refuses each row that is not UTF-8, and stores no broken text', async () => {
    const report = await importFile('store-wow-beauty-not-utf8');
    expect(report).toMatchObject({ status: 'completed', rowsRead: 1_112 });
    expect(countsOf(report)).toMatchObject({ invalid_encoding: 435, product_refused: 43 });
    expect(await stored()).toMatchObject({ brokenTexts: 0 });
  });
}

async function stored() {
  const [counts] = await db.admin.sql<{
    products: number;
    variants: number;
    giftCards: number;
    dearest: number;
    brokenTexts: number;
  }>`
    select (select count(*) from catalog.products) as products, (select count(*) from catalog.variants) as variants,
      (select count(*) from catalog.products where categories @> '["gift-cards"]') as "giftCards",
      (select max(amount_minor) from catalog.variants) as dearest,
      (select count(*) from catalog.products where concat(title, description, vendor) like ${'%\ufffd%'}) as "brokenTexts"`;
  if (!counts) throw new Error('nothing was counted');
  return counts;
}

function countsOf(report: unknown): Record<string, number> {
  const counts: Record<string, number> = {};
  const { errors } = report as { errors: { code: string }[] };
  for (const { code } of errors) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
