import { expect, it } from 'vitest';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { catalogParts } from '../testing/catalog-parts.ts';
import { aDraft, aProduct, aVariant } from '../testing/products.ts';

const db = testDatabase('catalog');
const { create, put } = catalogParts(db);

const putting = (...drafts: readonly ReturnType<typeof aDraft>[]) =>
  put(drafts.map((draft) => ({ draft, keepOtherVariants: false })));

it('adds, changes or leaves alone what is matched by its slug', async () => {
  await create(aProduct({ title: 'Known', variants: [aVariant('KNOWN')] }));
  const drafts = [aDraft('known', { title: 'Known', variants: [aVariant('KNOWN', 99)] }), aDraft('unheard-of')];
  expect(await putting(...drafts)).toEqual({ written: 2, unchanged: 0, refused: [], takenSkus: [] });
  expect(await putting(...drafts)).toEqual({ written: 0, unchanged: 2, refused: [], takenSkus: [] });
});

it('leaves a SKU to the product that has it', async () => {
  await create(aProduct({ title: 'Holder', variants: [aVariant('HELD')] }));
  const outcome = await putting(
    aDraft('half', { variants: [aVariant('HELD'), aVariant('FREE')] }),
    aDraft('none', { variants: [aVariant('FREE')] }),
  );
  expect(outcome).toEqual({
    written: 1,
    unchanged: 0,
    refused: ['none'],
    takenSkus: [
      { slug: 'half', sku: 'HELD' },
      { slug: 'none', sku: 'FREE' },
    ],
  });
});

it('fails as a whole where another writer takes a SKU meanwhile, and succeeds when repeated', async () => {
  const drafts = [aDraft('raced', { variants: [aVariant('RACED', 1)] }), aDraft('other')];
  const outcomes = await Promise.allSettled([
    putting(...drafts),
    create(aProduct({ title: 'Quick', variants: [aVariant('RACED')] })),
  ]);
  expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
  const { takenSkus } = await putting(...drafts);
  const [owner] = await db.admin.sql`
    select p.slug from catalog.products p join catalog.variants v on v.product_id = p.id where v.sku = 'RACED'`;
  expect(owner).toEqual({ slug: takenSkus.length === 0 ? 'raced' : 'quick' });
});
