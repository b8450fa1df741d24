import { expect, it } from 'vitest';
import { rankCorrelation, shareOfInversions } from './fairness.ts';

it('finds no queue jumped where the first were served', () => {
  expect(shareOfInversions([true, true, false, false])).toBe(0);
});

it('finds the whole queue jumped where the last were served', () => {
  expect(shareOfInversions([false, false, true, true])).toBe(1);
});

it('counts each pair in which somebody was passed over', () => {
  expect(shareOfInversions([true, false, true, false])).toBe(1 / 4);
});

it('finds nobody passed over where all are served, or none', () => {
  expect(shareOfInversions([true, true])).toBe(0);
  expect(shareOfInversions([false, false])).toBe(0);
});

it('tells how far two orders of the same people agree', () => {
  const came = [1, 2, 3, 4];
  const pairedWith = (served: readonly number[]) => came.map((at, index) => [at, served[index] ?? 0] as const);
  expect(rankCorrelation(pairedWith([10, 20, 30, 40]))).toBe(1);
  expect(rankCorrelation(pairedWith([40, 30, 20, 10]))).toBe(-1);
  expect(rankCorrelation(pairedWith([10, 30, 20, 40]))).toBeCloseTo(0.8);
});
