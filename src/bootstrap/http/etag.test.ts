import { expect, it } from 'vitest';
import { codedTag, etagOf, freshTag, versionIn, weakTagOf } from './etag.ts';

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
  for (const header of ['"3"', '"2", "3"', 'W/"3"', '*']) expect(freshTag(header, '"3"')).toBe('"3"');
  for (const header of [undefined, '', '"2"', '3']) expect(freshTag(header, '"3"')).toBeUndefined();
});

it('gives each content coding a strong tag of its own, which names the same version', () => {
  expect(codedTag('"3"', 'br')).toBe('"3;br"');
  expect(versionIn('"3;br"')).toBe('3');
  expect(freshTag('"2;gzip", "3;gzip"', '"3"')).toBe('"3;gzip"');
});

it('knows a copy that means the same, in whichever coding, and never takes it for the very same', () => {
  expect(weakTagOf('3')).toBe('W/"3"');
  expect(codedTag('W/"3"', 'br')).toBe('W/"3"');
  for (const header of ['W/"3"', '"3"', 'W/"2", W/"3"', '*']) expect(freshTag(header, 'W/"3"')).toBe('W/"3"');
  expect(freshTag('W/"2"', 'W/"3"')).toBeUndefined();
  expect(() => versionIn('W/"3"')).toThrow(expect.objectContaining({ code: 'http.invalid_if_match' }));
});
