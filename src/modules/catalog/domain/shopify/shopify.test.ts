import { describe, expect, it } from 'vitest';
import { csvOf } from '../../testing/csv.ts';
import { CsvRecordScanner } from '../csv-record-scanner.ts';
import { CatalogueSlice } from './catalogue-slice.ts';
import { readHeader } from './header.ts';
import { readProducts } from './read-products.ts';

function read(text: string | Uint8Array, currency = 'EUR') {
  const slice = new CatalogueSlice(undefined, { products: 100, rows: 100_000, bytes: 100_000_000 });
  const scanner = new CsvRecordScanner({ byte: 0, line: 1, maxRecordBytes: 1_000_000 });
  for (const record of [...scanner.push(Buffer.from(text)), ...scanner.end()]) slice.add(record);
  const readings = readProducts(slice.products, new Map(), currency);
  const problems = [...slice.problems, ...readings.flatMap((reading) => reading.problems)];
  return {
    products: readings.flatMap(({ draft }) => draft ?? []),
    problems: problems.map(({ line, code }) => [line, code]).toSorted(([a], [b]) => Number(a) - Number(b)),
  };
}

const PLAIN = { Handle: 'tea', Title: 'Tea', 'Variant SKU': 'TEA', 'Variant Price': '1' };

describe('the header', () => {
  it('is understood in both dialects, in any case and order', () => {
    for (const names of ['Handle,Title,Variant Price', 'title,PRICE, URL handle ,unknown']) {
      expect(readHeader(names.split(','))).toMatchObject({ kind: 'header' });
    }
  });

  it('must name the handle, the title and the price, each once', () => {
    expect(readHeader(['Handle', 'Title'])).toMatchObject({
      code: 'missing_columns',
      detail: expect.stringContaining('variant price'),
    });
    expect(readHeader(['Handle;Title;Variant Price'])).toMatchObject({ code: 'missing_columns' });
    expect(readHeader(['Handle', 'Title', 'Price', 'TITLE'])).toMatchObject({ code: 'duplicate_column' });
  });
});

describe('the rows of a product', () => {
  it('make one product of variants and images', () => {
    const { products, problems } = read(
      csvOf([
        { ...PLAIN, 'Option1 Name': 'Size', 'Option1 Value': 'S', 'Image Src': 'https://i.example/1' },
        { Handle: 'tea', 'Option1 Value': 'M', 'Variant Price': '2' },
        { Handle: 'tea', 'Image Src': 'https://i.example/2' },
        { Handle: 'tea', 'Image Src': 'https://i.example/1' },
      ]),
    );
    expect(problems).toEqual([]);
    expect(products).toMatchObject([
      {
        slug: 'tea',
        images: [{ url: 'https://i.example/1' }, { url: 'https://i.example/2' }],
        variants: [
          { sku: 'TEA', options: { Size: 'S' } },
          { sku: 'tea-m', options: { Size: 'M' } },
        ],
      },
    ]);
  });

  it.each([
    [{ Status: 'Active' }, 'active'],
    [{ Status: 'DRAFT', Published: 'true' }, 'draft'],
    [{ Status: 'archived' }, 'archived'],
    [{ Published: 'FALSE' }, 'draft'],
    [{}, 'active'],
  ])('tell in %o that it is %s', (cells, status) => {
    expect(read(csvOf([{ ...PLAIN, ...cells }])).products).toMatchObject([{ status }]);
  });

  it('know that "Default Title" means no options', () => {
    const { products } = read(
      csvOf([{ ...PLAIN, 'Variant SKU': '', 'Option1 Name': 'Title', 'Option1 Value': 'Default Title' }]),
    );
    expect(products).toMatchObject([{ variants: [{ sku: 'tea', options: {} }] }]);
  });

  it('are refused alone where only a variant is wrong', () => {
    const variant = (cells: Record<string, string>) => ({
      Handle: 'tea',
      'Variant SKU': `T${JSON.stringify(cells).length}`,
      'Variant Price': '1',
      ...cells,
    });
    const { products, problems } = read(
      csvOf([
        PLAIN,
        variant({ 'Variant Price': '' }),
        variant({ 'Variant Price': '-2' }),
        variant({ 'Variant SKU': 'TEA' }),
        variant({ 'Variant SKU': '=HYPERLINK("http://x")' }),
        variant({ 'Variant SKU': 'x'.repeat(101) }),
        variant({ 'Variant SKU': 'OWED', 'Variant Inventory Qty': '-3' }),
        variant({ 'Variant SKU': 'PIC', 'Image Src': 'javascript:alert(1)' }),
      ]),
    );
    expect(products).toMatchObject([{ variants: [{ sku: 'TEA' }, { sku: 'OWED' }, { sku: 'PIC' }], images: [] }]);
    expect(problems).toEqual([
      [3, 'missing_price'],
      [4, 'negative_price'],
      [5, 'duplicate_sku'],
      [6, 'formula'],
      [7, 'sku_too_long'],
      [8, 'negative_stock'],
      [9, 'invalid_image_url'],
    ]);
  });

  it.each([
    [{ Title: '' }, 'missing_title'],
    [{ Title: '=1+1' }, 'formula'],
    [{ Title: 'x'.repeat(300) }, 'title_too_long'],
    [{ 'Body (HTML)': 'x'.repeat(100_001) }, 'description_too_long'],
    [{ Status: 'sold' }, 'invalid_status'],
    [{ 'Variant Price': 'free' }, 'invalid_price'],
  ])('are all refused where the first says %o', (cells, code) => {
    const { products, problems } = read(
      csvOf([
        { ...PLAIN, ...cells },
        { Handle: 'tea', 'Image Src': 'https://i.example/1' },
      ]),
    );
    expect(products).toEqual([]);
    expect(problems).toEqual([
      [2, code],
      [3, 'product_refused'],
    ]);
  });

  it('must stand together', () => {
    const other = { ...PLAIN, Handle: 'other', 'Variant SKU': 'OTHER' };
    expect(read(csvOf([PLAIN, other, { Handle: 'tea', 'Variant SKU': 'LATE', 'Variant Price': '1' }])).problems).toEqual([
      [4, 'repeated_handle'],
    ]);
  });
});

describe('a row that cannot be read', () => {
  it('is refused by its line where it has too many or too few columns', () => {
    const text = `${csvOf([PLAIN])}only,three,columns\n${',,'.repeat(40)}\n,,,,,,,,,,,,,,,,\n,No Handle,,,,,,,,,,,,1,,,\n`;
    expect(read(text)).toMatchObject({
      products: [{ slug: 'tea' }],
      problems: [
        [3, 'wrong_column_count'],
        [6, 'missing_handle'],
      ],
    });
  });

  it('is refused where it is not UTF-8, with the rest of a product that begins with it', () => {
    const [head = '', ...rows] = csvOf([
      { ...PLAIN, Title: 'Caf\u00e9' },
      { Handle: 'tea', 'Image Src': 'https://i.example/1' },
      { ...PLAIN, Handle: 'mate', 'Variant SKU': 'MATE' },
    ]).split('\n');
    const bytes = Buffer.concat([
      Buffer.from(`${head}\n`),
      Buffer.from(`${rows[0]}\n`, 'latin1'),
      Buffer.from(rows.slice(1).join('\n')),
    ]);
    expect(read(bytes)).toMatchObject({
      products: [{ slug: 'mate' }],
      problems: [
        [2, 'invalid_encoding'],
        [3, 'product_refused'],
      ],
    });
  });

  it('loses what nobody can see or store', () => {
    expect(read(csvOf([{ ...PLAIN, Title: 'T\u0000e\u0007a\n  bag' }])).products).toMatchObject([{ title: 'Tea bag' }]);
  });
});

describe('a slice', () => {
  it('is full when a product begins beyond its limits, and ends between products', () => {
    const slice = new CatalogueSlice(undefined, { products: 1, rows: 100, bytes: 10_000 });
    const scanner = new CsvRecordScanner({ byte: 0, line: 1, maxRecordBytes: 1_000 });
    const text = csvOf([PLAIN, { Handle: 'tea', 'Variant SKU': 'T2', 'Variant Price': '1' }, { ...PLAIN, Handle: 'mate' }]);
    const taken = [...scanner.push(Buffer.from(text))].map((record) => slice.add(record));
    expect(taken).toEqual([true, true, true, false]);
    expect(slice.rowsRead).toBe(2);
  });

  it('ends at last in a file that is one product without end, or none', () => {
    for (const row of ['tea,Tea,1', 'ragged']) {
      const slice = new CatalogueSlice(undefined, { products: 10, rows: 10, bytes: 10_000_000 });
      const scanner = new CsvRecordScanner({ byte: 0, line: 1, maxRecordBytes: 1_000 });
      const records = scanner.push(Buffer.from(`Handle,Title,Price\n${`${row}\n`.repeat(6_000)}`));
      expect([...records].filter((record) => !slice.add(record)).length).toBeGreaterThan(0);
      expect(slice.products.flatMap(({ rows }) => rows).length).toBeLessThanOrEqual(2_500);
    }
  });
});
