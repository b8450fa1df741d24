import { expect, it } from 'vitest';
import { newestOf, type StockFact } from './fact.ts';

const level = (subject: string, sequence: number): StockFact => ({
  ...{ kind: 'stock', subject, sequence, userId: null, at: new Date(0) },
  body: { available: sequence },
});

it('of several facts of one kind about one subject the newest counts', () => {
  const [tea, newerTea, pot] = [level('TEA', 1), level('TEA', 3), level('POT', 1)];
  expect(newestOf([tea, newerTea, level('TEA', 2), pot, level('POT', 1)])).toEqual([newerTea, pot]);
});
