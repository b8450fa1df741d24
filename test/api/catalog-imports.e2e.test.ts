import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { catalogModule } from '../../src/modules/catalog/index.ts';
import { testShop } from '../support/test-shop.ts';
import { testToken } from '../support/test-tokens.ts';

const FILES = join(process.env.TESSERA_SHARED_DATA ?? '../shared/data', 'shopify-csv');

const shop = testShop([catalogModule], { bus: 'real' });
const authorization = `Bearer ${testToken({ kind: 'user', id: newId(), roles: ['staff'], scopes: ['catalog:write'] })}`;

const Import = z.looseObject({ status: z.string(), productsWritten: z.int(), errorCount: z.int() });
const ErrorPage = z.object({ data: z.array(z.object({ code: z.string() })), nextCursor: z.string().optional() });

beforeEach(async () => {
  await shop.admin.run('truncate catalog.products, catalog.variants, catalog.imports cascade');
});

const CLEAN = [
  { file: 'shopifypartners-apparel', rows: 22, products: 20, variants: 22, skusDerived: 22 },
  { file: 'shopifypartners-home-and-garden', rows: 21, products: 20, variants: 21, skusDerived: 21 },
  { file: 'shopifypartners-jewelery', rows: 41, products: 20, variants: 23, skusDerived: 23 },
  { file: 'shopify-template-legacy', rows: 17, products: 3, variants: 16, skusDerived: 0 },
  { file: 'packt-product-data', rows: 21, products: 20, variants: 21, skusDerived: 21 },
  { file: 'simple-sample-data', rows: 173, products: 30, variants: 147, skusDerived: 0 },
  { file: 'modern-dialect-sahra', rows: 24, products: 3, variants: 24, skusDerived: 0 },
];

const TITLE = 'the catalogues of real shops';
if (existsSync(FILES)) describe(TITLE, realShops);
else it(`${TITLE} are NOT TESTED: ${FILES} is not there; set TESSERA_SHARED_DATA`, () => expect(existsSync(FILES)).toBe(false));

function realShops() {
  it.each(CLEAN)('take all of $file: $products products, $variants variants', async ({ file, rows, skusDerived, ...counts }) => {
    const { products } = counts;
    expect(await importFile(file)).toMatchObject({
      ...{ status: 'completed', rowsRead: rows, rowsRefused: 0, productsWritten: products, skusDerived, errors: [] },
    });
    expect(await stored()).toMatchObject(counts);
    expect(await importFile(file)).toMatchObject({ productsWritten: 0, productsUnchanged: products });
  });

  it('take a gift card, prices of zero and metafields, and refuse the product whose one SKU another has', async () => {
    const report = await importFile('store-patak');
    expect(report).toMatchObject({ rowsRead: 548, rowsRefused: 6, productsWritten: 85, errorsTruncated: false });
    expect(await codesOf(report.id)).toEqual({ sku_taken: 1, product_refused: 5 });
    expect(await stored()).toMatchObject({ products: 85, variants: 167, giftCards: 1 });
  });

  it('take a shop in VND, and refuse SKUs used twice and negative stock by their lines', async () => {
    const report = await importFile('store-vietjewelers', 'VND');
    expect(report).toMatchObject({ rowsRead: 2_307, skusDerived: 879, currency: 'VND', errorsTruncated: true });
    const { products, variants, dearest } = await stored();
    expect(await codesOf(report.id)).toMatchObject({ negative_stock: 11, sku_taken: 1_654 - variants });
    expect({ products, dearest }).toEqual({ products: report.productsWritten, dearest: 6_400_000 });
    expect(await importFile('store-vietjewelers', 'VND')).toMatchObject({ productsWritten: 0 });
  });

  it('refuse each row that is not UTF-8, and store no broken text', async () => {
    const report = await importFile('store-wow-beauty-not-utf8');
    expect(report).toMatchObject({ status: 'completed', rowsRead: 1_112 });
    expect(await codesOf(report.id)).toMatchObject({ invalid_encoding: 435, product_refused: 43 });
    expect(await stored()).toMatchObject({ brokenTexts: 0 });
  });
}

async function importFile(name: string, currency = 'EUR') {
  const response = await shop.fetch(`/v1/imports/products?currency=${currency}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'text/csv', 'idempotency-key': newId() },
    body: gunzipSync(readFileSync(join(FILES, `${name}.csv.gz`))),
  });
  expect(response.status).toBe(202);
  const location = response.headers.get('location') ?? '';
  const ended = () => read(location, Import);
  const report = await eventually(ended, { satisfies: ({ status }) => status !== 'running', withinMs: 15_000 });
  return { ...report, id: location };
}

async function codesOf(location: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page: z.output<typeof ErrorPage> = await read(
      `${location}/errors?limit=100${cursor && `&cursor=${cursor}`}`,
      ErrorPage,
    );
    for (const { code } of page.data) counts[code] = (counts[code] ?? 0) + 1;
    cursor = page.nextCursor;
  }
  return counts;
}

async function read<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  return schema.parse(await (await shop.fetch(path, { headers: { authorization } })).json());
}

async function stored() {
  const [counts] = await shop.admin.sql<{
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
