import { expect, it } from 'vitest';
import { lookupOf, openAnswer, sealAnswer } from './sealed-answer.ts';

it('opens an answer with the key under which it was sealed, and with no other', () => {
  const sealed = sealAnswer('first key', { accessKey: 'secret' });
  expect(openAnswer('first key', sealed)).toEqual({ accessKey: 'secret' });
  expect(() => openAnswer('other key', sealed)).toThrow();
});

it('seals the same answer differently each time, and finds it under one name', () => {
  expect(sealAnswer('key', 1)).not.toBe(sealAnswer('key', 1));
  expect(lookupOf('key')).toBe(lookupOf('key'));
  expect(lookupOf('key')).not.toContain('key');
});
