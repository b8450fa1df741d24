import fc from 'fast-check';
import { expect, it } from 'vitest';
import { derivedSku, MAX_SKU_LENGTH } from './sku.ts';
import { numberedSlug, slugOf, slugsOf } from './slug.ts';

it.each([
  ['Sencha Asatsuyu', 'sencha-asatsuyu'],
  ["Men's Crème brûlée  (XL)", 'mens-creme-brulee-xl'],
  ['Nhẫn đôi', 'nhan-doi'],
  ['Straße & Łódź', 'strasse-lodz'],
  ['緑茶 100g', '緑茶-100g'],
  ['김치', '김치'],
  ['--!--', ''],
])('%s becomes %s', (text, slug) => {
  expect(slugOf(text)).toBe(slug);
});

it('is its own slug', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(slugOf(slugOf(text))).toBe(slugOf(text));
    }),
  );
});

it('keeps room for its number', () => {
  const long = 'a'.repeat(120);
  expect(numberedSlug(long, 1)).toBe(long);
  expect(numberedSlug(long, 42)).toBe(`${'a'.repeat(117)}-42`);
});

it('names each category once', () => {
  expect(slugsOf(['Green Tea', 'green-tea', '&', 'Tea'])).toEqual(['green-tea', 'tea']);
});

it('derives the same SKU for the same handle and options, however long they are', () => {
  expect(derivedSku('linen-shirt', ['M', 'Dark Blue'])).toBe('linen-shirt-m-dark-blue');
  const long = derivedSku('a'.repeat(90), ['Extra Large', 'One']);
  expect(long).toHaveLength(MAX_SKU_LENGTH);
  expect(derivedSku('a'.repeat(90), ['Extra Large', 'One'])).toBe(long);
  expect(derivedSku('a'.repeat(90), ['Extra Large', 'Two'])).not.toBe(long);
});
