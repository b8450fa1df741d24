import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { holdsForSeeds } from './with-seeds.ts';

describe('a property over shuffled deliveries', () => {
  let directory = '';
  let tried: (readonly number[])[] = [];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tessera-seeds-'));
    tried = [];
  });

  const shuffled = fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 6 });
  /** Fails where the last comes before the first, unless that was mended. */
  const inOrder = (mended = false) =>
    fc.asyncProperty(shuffled, async (order) => {
      tried.push(order);
      if (!mended && order.indexOf(6) < order.indexOf(1)) throw new Error(`out of order: ${order}`);
    });
  const holds = (property: ReturnType<typeof inOrder>) => holdsForSeeds('in-order', property, { runs: 50, directory });

  it('keeps nothing where it holds', async () => {
    await holds(inOrder(true));
    expect(readdirSync(directory)).toEqual([]);
  });

  it('keeps the order that broke it, tries that first from then on, and goes on to others once it is mended', async () => {
    await expect(holds(inOrder())).rejects.toThrow('kept in');
    expect(JSON.parse(readFileSync(join(directory, 'in-order.json'), 'utf8'))).toMatchObject([{ seed: expect.any(Number) }]);
    const broken = tried.findLast((order) => order.indexOf(6) < order.indexOf(1));
    tried = [];
    await expect(holds(inOrder())).rejects.toThrow('Property failed after 1 tests');
    expect(tried).toEqual([broken]);
    await holds(inOrder(true));
    expect(tried.slice(0, 2)).toEqual([broken, broken]);
    expect(tried.length).toBeGreaterThan(50);
  });
});
