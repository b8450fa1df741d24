import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, expect, it } from 'vitest';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { openFile } from '../adapters/open-file.ts';
import { catalogParts } from '../testing/catalog-parts.ts';
import { csvOf } from '../testing/csv.ts';
import { aProduct } from '../testing/products.ts';
import { importProductsVerb } from './import-products.ts';
import { seedProductsVerb } from './seed-products.ts';

const db = testDatabase('catalog');
const { create, change, events, useCases } = catalogParts(db);
const seed = seedProductsVerb(db.database, useCases.putProducts);
const importProducts = importProductsVerb({ database: db.database, openFile, ...useCases });
const silent = () => undefined;

beforeEach(async () => {
  await db.admin.run('truncate catalog.products, catalog.variants, catalog.imports cascade');
  events.clear();
});

it('seeds an empty catalogue with 24 products of 60 variants, once', async () => {
  const first = await seed.run({}, silent);
  expect(first).toMatchObject({ written: 24, skus: expect.objectContaining({ length: 60 }) });
  expect(events.messagesOf(ProductPublishedV1)).toHaveLength(24);
  expect(await seed.run({}, silent)).toEqual({ ...Object(first), written: 0 });
});

it('leaves alone what has become of the seed, and a catalogue that is not of its making', async () => {
  await seed.run({}, silent);
  const [rooibos] = await db.admin.sql<{ id: string }>`select id from catalog.products where slug = 'rooibos'`;
  await change({ id: rooibos?.id ?? '', version: '1', parts: { title: 'My Rooibos' } });
  expect(await seed.run({}, silent)).toMatchObject({ written: 0 });
  await db.admin.run('truncate catalog.products, catalog.variants cascade');
  await create(aProduct());
  expect(await seed.run({}, silent)).toEqual({ written: 0, skus: [] });
});

it('imports a file, packed or not, and reports how far it is and every row that was refused', async () => {
  const row = { Handle: 'a', Title: 'A', 'Variant SKU': 'A', 'Variant Price': '1' };
  const file = csvOf([row, { Handle: 'b', Title: 'B', 'Variant Price': '' }]);
  const directory = mkdtempSync(join(tmpdir(), 'tessera-import-'));
  const steps: object[] = [];
  writeFileSync(join(directory, 'shop.csv'), file);
  writeFileSync(join(directory, 'shop.csv.gz'), gzipSync(file));
  expect(await importProducts.run({ path: join(directory, 'shop.csv') }, (step) => steps.push(step))).toMatchObject({
    ...{ status: 'completed', currency: 'EUR', rowsRead: 2, productsWritten: 1, rowsRefused: 1 },
    errors: [{ line: 3, code: 'no_variants', detail: 'The product has no variant.' }],
  });
  expect(steps).toEqual([{ count: 2, note: '100 %' }]);
  expect(await importProducts.run({ path: join(directory, 'shop.csv.gz') }, silent)).toMatchObject({ productsUnchanged: 1 });
});

it('refuses a file that is not there, and options that it does not know', async () => {
  await expect(importProducts.run({ path: '/nowhere/shop.csv' }, silent)).rejects.toThrow('ENOENT');
  await expect(importProducts.run({ path: '/nowhere/shop.csv.gz' }, silent)).rejects.toThrow('ENOENT');
  await expect(importProducts.run({ file: 'x' }, silent)).rejects.toThrow();
});
