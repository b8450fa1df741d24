import { expect, it } from 'vitest';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { catalogParts } from '../testing/catalog-parts.ts';

const ROWS = 100_000;
const MEBIBYTE = 1024 * 1024;

const db = testDatabase('catalog');
const { run, events, useCases } = catalogParts(db);

it('imports 100,000 rows in memory that does not grow with them', { timeout: 60_000 }, async () => {
  const importId = await run((tx) => useCases.startImport(tx, { source: largeFile() }));
  const used: number[] = [];
  for (let status: string | undefined = 'running'; status === 'running'; ) {
    const job = await run((tx) => useCases.carryOnImport(tx, importId));
    status = job?.status;
    used.push(process.memoryUsage().heapUsed + process.memoryUsage().external);
    events.clear();
  }
  const [catalogue] = await db.admin.sql`
    select (select count(*) from catalog.products) as products, (select count(*) from catalog.variants) as variants`;
  expect(catalogue).toEqual({ products: ROWS / 4, variants: ROWS });
  // The floor of each half, since the collector comes when it likes.
  const [firstHalf, secondHalf] = [used.slice(0, used.length / 2), used.slice(used.length / 2)];
  expect(Math.min(...secondHalf) - Math.min(...firstHalf)).toBeLessThan(32 * MEBIBYTE);
  expect(Math.max(...used)).toBeLessThan(384 * MEBIBYTE);
});

/** 25,000 products of four variants each, made while it is read. */
async function* largeFile(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Status\n');
  for (let product = 0; product < ROWS / 4; product += 1) {
    const rows = ['S', 'M', 'L', 'XL'].map((size, index) => {
      const head = index === 0 ? `Product ${product},"<p>Number ${product}, in ""four"" sizes</p>",Tessera,Size` : ',,,';
      return `product-${product},${head},${size},P${product}-${size},${index + 1}.99,${index === 0 ? 'draft' : ''}`;
    });
    yield Buffer.from(`${rows.join('\n')}\n`);
  }
}
