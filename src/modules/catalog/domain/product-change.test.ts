import { describe, expect, it } from 'vitest';
import { aDraft, aVariant, eur } from '../testing/products.ts';
import type { Product, ProductDraft } from './product.ts';
import { newProduct, type ProductParts, revisedProduct } from './product-change.ts';

const NOW = new Date('2026-01-15T12:00:00Z');
const LATER = new Date('2026-01-15T12:05:00Z');

function ids() {
  let count = 0;
  return {
    newId() {
      count += 1;
      return `id-${count}`;
    },
  };
}

const created = (parts: Partial<ProductDraft> = {}): Product =>
  newProduct(aDraft('tea', { title: 'Tea', variants: [aVariant('A', 100), aVariant('B', 200)], ...parts }), ids(), NOW).after;

const revise = (product: Product, parts: ProductParts) => revisedProduct(product, parts, { newId: () => 'id-new' }, LATER);

describe('a change of a product', () => {
  it('is a new version at its time', () => {
    const product = created();
    expect(revise(product, { title: 'Good Tea' })?.after).toMatchObject({ version: 2, createdAt: NOW, updatedAt: LATER });
  });

  it('is none where nothing is different', () => {
    const product = created({ categories: ['tea'], images: [{ url: 'https://i.example/1', alt: '' }] });
    expect(revise(product, {})).toBeUndefined();
    expect(revise(product, { ...product, variants: [aVariant('A', 100), aVariant('B', 200)] })).toBeUndefined();
  });

  it('keeps the ids of variants that keep their SKU', () => {
    const product = created();
    const after = revise(product, { variants: [aVariant('B', 200), aVariant('C')] })?.after;
    expect(after?.variants.map(({ id, sku }) => [id, sku])).toEqual([
      [product.variants[1]?.id, 'B'],
      ['id-new', 'C'],
    ]);
  });

  it('lets the titles of variants follow that of the product, unless they have their own', () => {
    const variants = [
      aVariant('A'),
      { ...aVariant('B'), options: { Size: 'M', Colour: 'Red' } },
      { ...aVariant('C'), title: 'Own' },
    ];
    const product = created({ variants });
    expect(product.variants.map(({ title }) => title)).toEqual(['Tea', 'M / Red', 'Own']);
    expect(revise(product, { title: 'Mate' })?.after.variants.map(({ title }) => title)).toEqual(['Mate', 'M / Red', 'Own']);
  });

  it('refuses a SKU that is given twice', () => {
    expect(() => created({ variants: [aVariant('A'), aVariant('A')] })).toThrow('given twice');
  });
});

describe('what is told about a change', () => {
  const draft = created({ status: 'draft' });
  const active = created();
  const cheaper = (sku: string) =>
    active.variants.map((variant) => (variant.sku === sku ? { ...variant, price: eur(1) } : variant));

  it.each([
    ['a draft changes', draft, { title: 'New' }, undefined],
    ['a draft is archived', draft, { status: 'archived' }, undefined],
    ['a draft is published', draft, { status: 'active' }, { kind: 'published' }],
    ['a product on sale changes', active, { title: 'New' }, { kind: 'updated' }],
    ['it is archived', active, { status: 'archived' }, { kind: 'archived' }],
    ['it becomes a draft again', active, { status: 'draft', title: 'New' }, { kind: 'archived' }],
    ['one price changes', active, { variants: cheaper('B') }, { kind: 'price_changed', sku: 'B', previousPrice: eur(200) }],
    ['one price and the title change', active, { variants: cheaper('B'), title: 'New' }, { kind: 'updated' }],
    ['a price changes and a variant goes', active, { variants: cheaper('B').slice(1) }, { kind: 'updated' }],
    ['all prices change', active, { variants: [aVariant('A', 1), aVariant('B', 1)] }, { kind: 'updated' }],
  ] as const)('when %s', (_, product, parts, fact) => {
    const change = revise(product, parts);
    expect(change?.fact).toEqual(fact);
    expect(change?.after.eventSequence).toBe(product.eventSequence + (fact ? 1 : 0));
  });
});
