import { expect, it } from 'vitest';
import { etagOf, isFresh, versionIn } from './etag.ts';

it('names a version strongly and reads it back', () => {
  expect(etagOf(3)).toBe('"3"');
  expect(versionIn(etagOf('2026-01-15/a'))).toBe('2026-01-15/a');
  expect(versionIn(' * ')).toBe('*');
  expect(versionIn(undefined)).toBeUndefined();
});

it.each(['3', 'W/"3"', '"3", "4"', '""3"', ''])('refuses %j, with which no single version can be meant', (ifMatch) => {
  expect(() => versionIn(ifMatch)).toThrow(expect.objectContaining({ code: 'http.invalid_if_match' }));
});

it('knows a fresh copy, also from a list and where a proxy weakened the tag', () => {
  for (const header of ['"3"', '"2", "3"', 'W/"3"', '*']) expect(isFresh(header, '"3"')).toBe(true);
  for (const header of [undefined, '', '"2"', '3']) expect(isFresh(header, '"3"')).toBe(false);
});
