import { beforeEach, describe, expect, it } from 'vitest';
import { PriceChangedV1 } from '#contracts/catalog/price-changed.v1.ts';
import { ProductArchivedV1 } from '#contracts/catalog/product-archived.v1.ts';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { ProductUpdatedV1 } from '#contracts/catalog/product-updated.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { getProduct } from '../queries/get-product.ts';
import { catalogParts } from '../testing/catalog-parts.ts';
import { aProduct, aVariant, eur } from '../testing/products.ts';

const db = testDatabase('catalog');
const { create, change, run, events, useCases } = catalogParts(db);
const stored = (slug: string) => db.database.read((connection) => getProduct(connection, slug));

beforeEach(() => events.clear());

describe('creating a product', () => {
  it('stores it and tells its whole state', async () => {
    const product = await create(
      aProduct({ title: 'Sencha Asatsuyu', categories: ['Green Tea'], variants: [aVariant('SEN-1')] }),
    );
    expect(await stored('sencha-asatsuyu')).toMatchObject({
      id: product.id,
      categories: ['green-tea'],
      version: 1,
      variants: [{ sku: 'SEN-1', title: 'Sencha Asatsuyu', price: eur(1490) }],
    });
    expect(events.messagesOf(ProductPublishedV1)).toMatchObject([
      {
        subject: product.id,
        sequence: 1,
        payload: { productId: product.id, slug: 'sencha-asatsuyu', categories: ['green-tea'] },
      },
    ]);
  });

  it('numbers the slug that it makes from a title which is taken', async () => {
    const slugs = [];
    for (const sku of ['TWIN-1', 'TWIN-2', 'TWIN-3']) {
      slugs.push((await create(aProduct({ title: 'Twin', variants: [aVariant(sku)] }))).slug);
    }
    expect(slugs).toEqual(['twin', 'twin-2', 'twin-3']);
  });

  it('gives a title without letters a slug of some kind', async () => {
    expect(await create(aProduct({ title: '!!!', variants: [aVariant('LOUD')] }))).toMatchObject({ slug: 'product' });
  });

  it('refuses a given slug that is taken, or is none', async () => {
    await create(aProduct({ title: 'Owner', variants: [aVariant('OWNER')] }));
    await expect(create(aProduct({ slug: 'owner', variants: [aVariant('THIEF')] }))).rejects.toMatchObject({
      code: 'catalog.slug_taken',
    });
    await expect(create(aProduct({ slug: 'Not A Slug' }))).rejects.toMatchObject({ code: 'catalog.invalid_slug' });
  });

  it('refuses a SKU that another product has, and one that is given twice', async () => {
    await create(aProduct({ title: 'First', variants: [aVariant('UNIQUE')] }));
    await expect(create(aProduct({ title: 'Second', variants: [aVariant('UNIQUE')] }))).rejects.toMatchObject({
      code: 'catalog.sku_taken',
    });
    await expect(create(aProduct({ title: 'Third', variants: [aVariant('A'), aVariant('A')] }))).rejects.toMatchObject({
      code: 'catalog.duplicate_sku',
      violations: [{ pointer: '/variants/1/sku' }],
    });
    expect(await stored('second')).toBeUndefined();
  });

  it('lets one of two win that want the same SKU at once', async () => {
    const outcomes = await Promise.allSettled([
      create(aProduct({ title: 'Left', variants: [aVariant('RACE'), aVariant('LEFT')] })),
      create(aProduct({ title: 'Right', variants: [aVariant('RACE'), aVariant('RIGHT')] })),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'catalog.sku_taken' } });
  });

  it('gives both of two that want the same title a slug of their own', async () => {
    const products = await Promise.all(
      ['SAME-1', 'SAME-2', 'SAME-3'].map((sku) => create(aProduct({ title: 'Same', variants: [aVariant(sku)] }))),
    );
    expect(products.map(({ slug }) => slug).toSorted()).toEqual(['same', 'same-2', 'same-3']);
  });

  it('keeps nothing of a script, and of HTML what can do no harm', async () => {
    const description = '<p onclick="x()">Good <script>alert(1)</script><a href="javascript:x()">tea</a><style>p{}</style></p>';
    expect(await create(aProduct({ title: 'Clean', description }))).toMatchObject({ description: '<p>Good <a>tea</a></p>' });
  });
});

describe('changing a product', () => {
  it('replaces what is given, and variants keep their ids by SKU', async () => {
    const product = await create(aProduct({ title: 'Mug', variants: [aVariant('MUG-1'), aVariant('MUG-2')] }));
    const variants = [aVariant('MUG-2', 2200), aVariant('MUG-3')];
    const changed = await change({ id: product.id, version: '1', parts: { variants } });
    expect(changed).toMatchObject({ title: 'Mug', version: 2, variants: [{ sku: 'MUG-2', price: eur(2200) }, { sku: 'MUG-3' }] });
    expect(changed.variants[0]?.id).toBe(product.variants[1]?.id);
    expect(await stored('mug')).toMatchObject({ version: 2, variants: [{ sku: 'MUG-2' }, { sku: 'MUG-3' }] });
    expect(events.messagesOf(ProductUpdatedV1)).toMatchObject([{ sequence: 2 }]);
  });

  it('says nothing and keeps its version where nothing changes', async () => {
    const product = await create(aProduct({ title: 'Still' }));
    events.clear();
    expect(await change({ id: product.id, version: '1', parts: { title: 'Still' } })).toMatchObject({ version: 1 });
    expect(events.envelopes).toEqual([]);
  });

  it('refuses the second of two changes to the same version, also at the same time', async () => {
    const { id } = await create(aProduct({ title: 'Contested' }));
    const outcomes = await Promise.allSettled(['One', 'Two'].map((title) => change({ id, version: '1', parts: { title } })));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'catalog.stale_product' } });
  });

  it('refuses what is not there, and a slug that is taken', async () => {
    await expect(change({ id: newId(), version: '1', parts: {} })).rejects.toMatchObject({ code: 'catalog.product_not_found' });
    await create(aProduct({ title: 'Taken' }));
    const { id } = await create(aProduct({ title: 'Taker' }));
    const taking = change({ id, version: '1', parts: { slug: 'taken' } });
    await expect(taking).rejects.toMatchObject({ code: 'catalog.slug_taken' });
  });

  it('tells about a draft from the moment it is on sale, counting from one', async () => {
    const { id } = await create(aProduct({ title: 'Draft', status: 'draft' }));
    await change({ id, version: '1', parts: { title: 'Better Draft' } });
    expect(events.envelopes).toEqual([]);
    await change({ id, version: '2', parts: { status: 'active' } });
    await change({ id, version: '3', parts: { status: 'draft' } });
    expect(events.messagesOf(ProductPublishedV1)).toMatchObject([{ subject: id, sequence: 1 }]);
    expect(events.messagesOf(ProductArchivedV1)).toMatchObject([{ subject: id, sequence: 2, payload: { skus: ['SKU-Draft'] } }]);
  });

  it('archives once, and says so once', async () => {
    const { id } = await create(aProduct({ title: 'Gone' }));
    await run((tx) => useCases.archiveProduct(tx, { id, version: '1' }));
    await run((tx) => useCases.archiveProduct(tx, { id, version: '2' }));
    expect(events.messagesOf(ProductArchivedV1)).toMatchObject([{ sequence: 2 }]);
    await expect(run((tx) => useCases.archiveProduct(tx, { id, version: '1' }))).rejects.toMatchObject({
      code: 'catalog.stale_product',
    });
  });
});

describe('setting a price', () => {
  const setPrice = (sku: string, amountMinor: number) => run((tx) => useCases.setPrice(tx, { sku, price: eur(amountMinor) }));

  it('changes the one variant and tells the price of before', async () => {
    await create(aProduct({ title: 'Priced', variants: [aVariant('P-1', 100), aVariant('P-2', 200)] }));
    await setPrice('P-2', 250);
    await setPrice('P-2', 250);
    expect(events.messagesOf(PriceChangedV1)).toMatchObject([
      { sequence: 2, payload: { sku: 'P-2', previousPrice: eur(200), variants: [{ price: eur(100) }, { price: eur(250) }] } },
    ]);
    expect(await stored('priced')).toMatchObject({ version: 2, variants: [{ price: eur(100) }, { price: eur(250) }] });
  });

  it('lets none of several prices get lost that are set at once', async () => {
    const skus = ['Q-1', 'Q-2', 'Q-3'];
    await create(aProduct({ title: 'Queue', variants: skus.map((sku) => aVariant(sku, 1)) }));
    await Promise.all(skus.map((sku, index) => setPrice(sku, 10 + index)));
    expect(await stored('queue')).toMatchObject({
      version: 4,
      variants: [{ price: eur(10) }, { price: eur(11) }, { price: eur(12) }],
    });
    expect(events.messagesOf(PriceChangedV1).map(({ sequence }) => sequence)).toEqual([2, 3, 4]);
  });

  it('refuses a SKU that nothing has', async () => {
    await expect(setPrice('NOBODY', 1)).rejects.toMatchObject({ code: 'catalog.variant_not_found' });
  });
});
