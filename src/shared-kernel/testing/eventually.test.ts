import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';

it('resolves to the answer as soon as it is the expected one', async () => {
  let asked = 0;
  await expect(eventually(() => ++asked, { is: 3, withinMs: 1_000 })).resolves.toBe(3);
});

it('asks again after an error', async () => {
  let asked = 0;
  const ask = () => {
    asked += 1;
    if (asked < 3) throw new Error('not yet');
    return asked;
  };
  await expect(eventually(ask, { satisfies: (count) => count >= 3, withinMs: 1_000 })).resolves.toBe(3);
});

it('says what was expected and what was last seen when the time is over', async () => {
  await expect(eventually(() => ({ level: 1 }), { is: { level: 2 }, withinMs: 20 })).rejects.toThrow(
    'expected {"level":2} within 20 ms; it was last {"level":1}',
  );
});
