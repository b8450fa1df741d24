import { expect, it } from 'vitest';
import { summaryOf } from './order-summary.ts';

const line = (title: string, quantity = 1) => ({ sku: title, title, quantity, lineTotal: { amountMinor: 1, currency: 'EUR' } });

it('says what the first line is, and counts the others', () => {
  expect(summaryOf([line('Green tea', 2)])).toBe('2 × Green tea');
  expect(summaryOf([line('Green tea', 2), line('Teapot'), line('Cup', 6)])).toBe('2 × Green tea and 2 more');
  expect(summaryOf([])).toBe('');
});

it('shortens a long title between two characters, however they are written', () => {
  expect(summaryOf([line('🫖'.repeat(61))])).toBe(`1 × ${'🫖'.repeat(59)}…`);
  expect(summaryOf([line('🫖'.repeat(60))])).toBe(`1 × ${'🫖'.repeat(60)}`);
});
