import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { catalogParts } from '../testing/catalog-parts.ts';
import { aProduct, aVariant } from '../testing/products.ts';
import { findProducts, type ProductFilter } from './find-products.ts';

const db = testDatabase('catalog');
const { create } = catalogParts(db);

const find = (filter: Partial<ProductFilter>) =>
  db.database.read((connection) => findProducts(connection, { status: 'active', limit: 100, ...filter }));
const slugs = async (filter: Partial<ProductFilter>) => (await find(filter)).map(({ slug }) => slug);

beforeAll(async () => {
  await create(
    aProduct({ title: 'Green Tea', categories: ['tea'], description: '<p>Steamed leaves for the <b>morning</b>.</p>' }),
  );
  await create(aProduct({ title: 'Mug', vendor: 'Tea House', categories: ['ceramics'], description: 'Holds tea.' }));
  await create(
    aProduct({ title: 'Grinder', categories: ['coffee', 'brewing'], description: 'Not for tea, says its title=onclick.' }),
  );
  await create(aProduct({ title: 'Teas of Winter', status: 'draft', variants: [aVariant('DRAFT')] }));
});

describe('searching products', () => {
  it('finds words in the title before the vendor and categories, and these before the description', async () => {
    expect(await slugs({ words: 'tea' })).toEqual(['green-tea', 'mug', 'grinder']);
  });

  it('finds a word in each of its forms, and several only together', async () => {
    expect(await slugs({ words: 'steaming mornings' })).toEqual(['green-tea']);
    expect(await slugs({ words: 'green grinder' })).toEqual([]);
    expect(await slugs({ words: 'green or grinder' })).toEqual(['grinder', 'green-tea']);
    expect(await slugs({ words: 'tea -vendor -house' })).toEqual(['green-tea', 'grinder']);
  });

  it('takes any text for what to search, and no tag for a word', async () => {
    for (const words of ['', '"', '&|!():*', "'; drop table", '-', 'or', '\\', '🫖']) {
      await expect(find({ words })).resolves.toBeInstanceOf(Array);
    }
    expect(await slugs({ words: 'b' })).toEqual([]);
  });

  it('lists the newest first without words, of one category where it is given, and no draft', async () => {
    expect(await slugs({})).toEqual(['grinder', 'mug', 'green-tea']);
    expect(await slugs({ category: 'coffee' })).toEqual(['grinder']);
    expect(await slugs({ category: 'tea', words: 'leaves' })).toEqual(['green-tea']);
    expect(await slugs({ category: 'cof' })).toEqual([]);
    expect(await slugs({ status: 'draft' })).toEqual(['teas-of-winter']);
  });
});

describe('paging', () => {
  beforeAll(async () => {
    for (let index = 0; index < 25; index += 1)
      await create(aProduct({ title: `Page ${index % 5}`, variants: [aVariant(`PAGE-${index}`)] }));
  });

  it.each([{ words: 'page' }, { words: 'page or tea' }, {}])('neither skips nor repeats a product with %o', async (filter) => {
    const all = await slugs(filter);
    const paged: string[] = [];
    for (let after: ProductFilter['after']; ; ) {
      const page = await find({ ...filter, after, limit: 4 });
      paged.push(...page.map(({ slug }) => slug));
      const last = page.at(-1);
      if (!last) break;
      after = { id: last.id, rank: last.rank };
    }
    expect(paged).toEqual(all);
    expect(new Set(paged).size).toBeGreaterThanOrEqual(25);
  });
});
