import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { percentOf, progressOn } from './progress.ts';

describe('progress', () => {
  it('is a plain line for each step where nobody watches', () => {
    const stream = new PassThrough();
    const progress = progressOn(stream);
    progress.report({ count: 2_000, note: '40 %' });
    progress.report({ count: 5_000 });
    progress.end();
    expect(String(stream.read())).toBe('2,000 done, 40 %\n5,000 done\n');
  });

  it('is as far as the note says, and at the beginning where it does not', () => {
    expect([percentOf({ count: 3, note: '40 %' }), percentOf({ count: 3, note: 'soon' }), percentOf({ count: 3 })]).toEqual([
      40, 0, 0,
    ]);
  });
});
