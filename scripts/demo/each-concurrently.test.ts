import { expect, it } from 'vitest';
import { eachConcurrently } from './each-concurrently.ts';

it('does each item once, so many at a time and no more', async () => {
  const fours = [fourTogether(), fourTogether(), fourTogether()];
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await eachConcurrently(numbers(12), 4, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await fours[Math.floor(item / 4)]?.();
    running -= 1;
    done.push(item);
  });
  expect(done.toSorted((a, b) => a - b)).toEqual(numbers(12));
  expect(most).toBe(4);
});

/** Resolves for the four who called it once all of them have. */
function fourTogether(): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let here = 0;
  return () => {
    here += 1;
    if (here === 4) resolve();
    return promise;
  };
}

function numbers(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

it('ends at the first failure, and says which it was', async () => {
  const begun: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    if (item === 3) throw new Error('the third one failed');
  };
  await expect(eachConcurrently(numbers(1_000), 2, work)).rejects.toThrow('the third one failed');
  expect(begun.length).toBeLessThan(10);
});
