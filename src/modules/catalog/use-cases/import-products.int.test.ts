import { beforeEach, describe, expect, it } from 'vitest';
import { ImportProductsV1 } from '#contracts/catalog/import-products.v1.ts';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { imports } from '../persistence/imports.ts';
import { uploads } from '../persistence/uploads.ts';
import { getImport } from '../queries/get-import.ts';
import { getProduct } from '../queries/get-product.ts';
import { listImportErrors } from '../queries/list-import-errors.ts';
import { catalogParts } from '../testing/catalog-parts.ts';
import { bytesOf, csvOf } from '../testing/csv.ts';
import { aProduct, aVariant, eur } from '../testing/products.ts';
import { carryOnImport } from './carry-on-import.ts';

const db = testDatabase('catalog');
const { create, run, events, useCases, platform, clock } = catalogParts(db);
const { read } = db.database;
const stored = (slug: string) => read((connection) => getProduct(connection, slug));
const start = (text: string | Uint8Array, currency?: string) =>
  run((tx) => useCases.startImport(tx, { currency, source: bytesOf(text) }));

beforeEach(() => events.clear());

async function importAll(text: string | Uint8Array, currency?: string) {
  const importId = await start(text, currency);
  let job = await run((tx) => useCases.carryOnImport(tx, importId));
  while (job?.status === 'running') job = await run((tx) => useCases.carryOnImport(tx, importId));
  const errors = await read((connection) => listImportErrors(connection, { importId, after: 0, limit: 1_000 }));
  return { importId, job, errors: errors.map(({ line, code }) => [line, code]) };
}

describe('importing a catalogue', () => {
  it('writes products of several rows, and publishes them', async () => {
    const { job, errors } = await importAll(
      csvOf([
        {
          Handle: 'linen-shirt',
          Title: 'Linen Shirt',
          'Body (HTML)': '<p>Light, "airy"\nand <script>x</script>cool</p>',
          Vendor: 'Tessera',
          Type: 'Shirts',
          Tags: 'summer, Neuheiten 2026',
          'Option1 Name': 'Size',
          'Option1 Value': 'S',
          'Option2 Name': 'Colour',
          'Option2 Value': 'White',
          'Variant SKU': 'SHIRT-S',
          'Variant Price': '1,999.00',
          'Image Src': 'https://img.example/1.jpg',
        },
        { Handle: 'linen-shirt', 'Option1 Value': 'M', 'Option2 Value': 'Blue', 'Variant Price': '49.5' },
        { Handle: 'linen-shirt', 'Image Src': 'https://img.example/2.jpg' },
        { Handle: 'gift-card', Title: 'Gift Card', 'Variant Price': '0.00', 'Gift Card': 'TRUE' },
      ]),
    );
    expect(errors).toEqual([]);
    expect(job).toMatchObject({ status: 'completed', rowsRead: 4, rowsRefused: 0, productsWritten: 2, skusDerived: 2 });
    expect(await stored('linen-shirt')).toMatchObject({
      description: '<p>Light, "airy"\nand cool</p>',
      vendor: 'Tessera',
      categories: ['shirts', 'summer', 'neuheiten-2026'],
      images: [{ url: 'https://img.example/1.jpg' }, { url: 'https://img.example/2.jpg' }],
      variants: [
        { sku: 'SHIRT-S', title: 'S / White', options: { Size: 'S', Colour: 'White' }, price: eur(199_900) },
        { sku: 'linen-shirt-m-blue', title: 'M / Blue', price: eur(4_950) },
      ],
    });
    expect(await stored('gift-card')).toMatchObject({
      categories: ['gift-cards'],
      variants: [{ sku: 'gift-card', price: eur(0) }],
    });
    expect(events.messagesOf(ProductPublishedV1)).toHaveLength(2);
  });

  it('writes and tells nothing when the same file comes again', async () => {
    const file = csvOf([
      { Handle: 'twice', Title: 'Twice', 'Option1 Name': 'Size', 'Option1 Value': 'S', 'Variant Price': '1' },
      { Handle: 'twice', 'Option1 Value': 'M', 'Variant Price': '2' },
    ]);
    await importAll(file);
    events.clear();
    const { job } = await importAll(file);
    expect(job).toMatchObject({ productsWritten: 0, productsUnchanged: 1 });
    expect(await stored('twice')).toMatchObject({ version: 1 });
    expect(events.envelopes.filter(({ type }) => type !== ImportProductsV1.type)).toEqual([]);
  });

  it('reads prices in the currency that it is told, with the decimals that this has', async () => {
    const { errors } = await importAll(
      csvOf([
        { Handle: 'ring', Title: 'Ring', 'Variant Price': '14000000.00' },
        { Handle: 'half-ring', Title: 'Half', 'Variant Price': '0.50' },
      ]),
      'VND',
    );
    expect(await stored('ring')).toMatchObject({ variants: [{ price: { amountMinor: 14_000_000, currency: 'VND' } }] });
    expect(errors).toEqual([[3, 'price_too_precise']]);
    await expect(start('', 'EUX')).rejects.toMatchObject({ code: 'catalog.unknown_currency' });
  });

  it('leaves out what is gone from the file, but not where a row of the product was refused', async () => {
    const [first, second] = [
      { Handle: 'shrinks', Title: 'Shrinks', 'Variant SKU': 'SHR-1', 'Variant Price': '1' },
      { Handle: 'shrinks', 'Variant SKU': 'SHR-2', 'Variant Price': '2' },
    ];
    await importAll(csvOf([first, second]));
    await importAll(csvOf([first, { ...second, 'Variant Price': 'cheap' }]));
    expect(await stored('shrinks')).toMatchObject({ variants: [{ sku: 'SHR-1' }, { sku: 'SHR-2', price: eur(200) }] });
    await importAll(csvOf([first]));
    expect((await stored('shrinks'))?.variants.map(({ sku }) => sku)).toEqual(['SHR-1']);
  });

  it('refuses SKUs of other products by their line, and writes the rest', async () => {
    await create(aProduct({ title: 'Owner', variants: [aVariant('OWNED')] }));
    const { job, errors } = await importAll(
      csvOf([
        { Handle: 'a', Title: 'A', 'Variant SKU': 'A-1', 'Variant Price': '1' },
        { Handle: 'a', 'Variant SKU': 'OWNED', 'Variant Price': '1' },
        { Handle: 'b', Title: 'B', 'Variant SKU': 'A-1', 'Variant Price': '1' },
        { Handle: 'b', 'Image Src': 'https://img.example/b.jpg' },
      ]),
    );
    expect(errors).toEqual([
      [3, 'sku_taken'],
      [4, 'sku_taken'],
      [5, 'product_refused'],
    ]);
    expect(job).toMatchObject({ rowsRead: 4, rowsRefused: 3, productsWritten: 1 });
    expect(await stored('b')).toBeUndefined();
  });

  it('fails as a whole, with one clear error, where the first line is wrong', async () => {
    for (const [file, code] of [
      ['', 'missing_columns'],
      ['Handle,Title\na,A\n', 'missing_columns'],
      ['Handle,Title,Variant Price,title\n', 'duplicate_column'],
      [Buffer.from('fffe480061006e00', 'hex'), 'invalid_encoding'],
    ] as const) {
      const { job, errors } = await importAll(file);
      expect(job).toMatchObject({ status: 'failed', rowsRead: 0 });
      expect(errors).toEqual([[1, code]]);
    }
  });

  it('counts all errors and keeps the first 10,000', async () => {
    const importId = await start(`${csvOf([])}${'ragged\n'.repeat(10_500)}`);
    for (let status: string | undefined = 'running'; status === 'running'; ) {
      status = (await run((tx) => useCases.carryOnImport(tx, importId)))?.status;
    }
    expect(await read((connection) => getImport(connection, importId))).toMatchObject({ rowsRead: 10_500, errorCount: 10_500 });
    const last = await read((connection) => listImportErrors(connection, { importId, after: 9_999, limit: 10 }));
    expect(last).toMatchObject([{ number: 10_000, line: 10_001, code: 'wrong_column_count' }]);
  });

  it('keeps neither the upload nor its handles once it has ended', async () => {
    await importAll(csvOf([{ Handle: 'tidy', Title: 'Tidy', 'Variant Price': '1' }]));
    const [left] = await db.admin.sql`
      select (select count(*) from catalog.import_chunks) as chunks, (select count(*) from catalog.import_handles) as handles`;
    expect(left).toEqual({ chunks: 0, handles: 0 });
  });

  it('is forgotten after 30 days', async () => {
    const { importId } = await importAll(csvOf([{ Handle: 'old', Title: 'Old', 'Variant Price': '1' }]));
    const found = () => read((connection) => getImport(connection, importId));
    clock.advance({ days: 29 });
    await run(useCases.forgetImports);
    expect(await found()).toMatchObject({ id: importId });
    clock.advance({ days: 2 });
    await run(useCases.forgetImports);
    expect(await found()).toBeUndefined();
    expect(await run((tx) => useCases.carryOnImport(tx, importId, 0))).toBeUndefined();
  });
});

describe('an import in slices', () => {
  const limits = { products: 2, rows: 1_000, bytes: 1_000_000 };
  const rows = ['s1', 's2', 's3', 's4', 's1', 's5'].map((handle, index) => ({
    Handle: handle,
    Title: handle.toUpperCase(),
    'Variant SKU': `SLICE-${index}`,
    'Variant Price': '1',
  }));
  const sliced = (writer = useCases.putProducts) =>
    carryOnImport({ imports, uploads, putProducts: writer, events, signals: platform.signals, clock, limits });

  it('asks for the next slice until it has ended, and knows handles of slices before', async () => {
    const importId = await start(csvOf(rows));
    let job = await run((tx) => sliced()(tx, importId));
    expect(job).toMatchObject({ status: 'running', rowsRead: 2, productsWritten: 2 });
    while (job?.status === 'running') job = await run((tx) => sliced()(tx, importId));
    expect(job).toMatchObject({ status: 'completed', rowsRead: 6, rowsRefused: 1, productsWritten: 5 });
    expect(events.messagesOf(ImportProductsV1).map(({ payload }) => payload.fromByte)).toEqual([
      0,
      expect.any(Number),
      expect.any(Number),
    ]);
    const errors = await read((connection) => listImportErrors(connection, { importId, after: 0, limit: 10 }));
    expect(errors).toMatchObject([{ line: 6, code: 'repeated_handle' }]);
  });

  it('resumes where it stopped after a crash in the middle, with nothing half-written', async () => {
    const importId = await start(
      csvOf(rows.map((row) => ({ ...row, Handle: `crash-${row.Handle}`, 'Variant SKU': `C-${row['Variant SKU']}` }))),
    );
    await run((tx) => sliced()(tx, importId));
    const crashing = sliced(async (tx, wanted) => {
      await useCases.putProducts(tx, wanted);
      throw new Error('the process died');
    });
    await expect(run((tx) => crashing(tx, importId))).rejects.toThrow('the process died');
    expect(await stored('crash-s3')).toBeUndefined();
    const next = events.messagesOf(ImportProductsV1).at(-1)?.payload.fromByte;
    expect(await run((tx) => sliced()(tx, importId, next))).toMatchObject({ rowsRead: 4, productsWritten: 4 });
  });

  it('ignores the request for a slice that is already written', async () => {
    const importId = await start(
      csvOf(rows.map((row) => ({ ...row, Handle: `old-${row.Handle}`, 'Variant SKU': `O-${row['Variant SKU']}` }))),
    );
    await run((tx) => sliced()(tx, importId, 0));
    expect(await run((tx) => sliced()(tx, importId, 0))).toMatchObject({ rowsRead: 2 });
  });

  it('writes each slice once when two processes carry on at the same time', async () => {
    const importId = await start(
      csvOf(rows.map((row) => ({ ...row, Handle: `two-${row.Handle}`, 'Variant SKU': `T-${row['Variant SKU']}` }))),
    );
    const jobs = await Promise.all([1, 2].map(() => run((tx) => sliced()(tx, importId, 0))));
    expect(jobs).toMatchObject([{ rowsRead: 2 }, { rowsRead: 2 }]);
  });
});
