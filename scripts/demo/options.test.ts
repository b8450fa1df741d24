import { expect, it } from 'vitest';
import { readOptions, UsageError } from './options.ts';

it('replays two hundred generated orders where nothing is said', () => {
  expect(readOptions([])).toMatchObject({ orders: 200, seed: 1, concurrency: 16, currency: 'EUR', ship: false });
});

it('takes the sample to be the first three hundred, unless it is told how many', () => {
  expect(readOptions(['--olist', 'data', '--sample'])).toMatchObject({ limit: 300 });
  expect(readOptions(['--olist', 'data', '--sample', '--limit', '5'])).toMatchObject({ limit: 5 });
});

it.each([
  [['--orders', 'many'], '--orders'],
  [['--concurrency', '0'], '--concurrency'],
  [['--currency', 'euro'], '--currency'],
  [['--url', 'here'], '--url'],
  [['--olist', 'data', '--catalog', 'file.csv'], '--catalog'],
  [['--colour', 'red'], '--colour'],
])('refuses %j and names what is wrong', (args, named) => {
  expect(() => readOptions(args)).toThrow(UsageError);
  expect(() => readOptions(args)).toThrow(named);
});
