import { expect, it } from 'vitest';
import { codingFor } from './content-coding.ts';

const LONG = 'x'.repeat(2_000);

it.each([
  ['gzip, deflate, br', 'br'],
  ['gzip, deflate', 'gzip'],
  ['br;q=0.5, gzip', 'gzip'],
  ['GZIP', 'gzip'],
  ['*', 'br'],
  ['br;q=0, *', 'gzip'],
  ['gzip;q=0', undefined],
  ['identity, gzip;q=0.5', undefined],
  ['zstd', undefined],
  ['', undefined],
  [undefined, undefined],
])('of %s a long text comes in %s', (acceptEncoding, coding) => {
  expect(codingFor(LONG, acceptEncoding)).toBe(coding);
});

it('a short text comes as it is', () => {
  expect(codingFor('{"ok":true}', 'gzip, br')).toBeUndefined();
});
