import { describe, expect, it } from 'vitest';
import { gathered } from './gather.ts';

/** A step that waits to be let on, and remembers for whom it was done. */
function slowStep() {
  const done: (readonly string[])[] = [];
  const gates: (() => void)[] = [];
  const step = async (items: readonly string[]) => {
    done.push(items);
    await new Promise<void>((resolve) => gates.push(resolve));
    if (items.includes('bad')) throw new Error(`bad among ${items.length}`);
    return items.map((item) => `${item} done`);
  };
  const letOn = async () => {
    while (gates.length === 0) await new Promise((next) => setImmediate(next));
    gates.shift()?.();
  };
  return { done, step, letOn };
}

describe('a step that is done for many', () => {
  it('is done at once for whoever comes first, and together for those who come meanwhile', async () => {
    const { done, step, letOn } = slowStep();
    const add = gathered(step, 10);
    const first = add('first');
    await letOn();
    await expect(first).resolves.toBe('first done');
    const second = add('second');
    await new Promise((next) => setImmediate(next));
    const late = [add('third'), add('fourth')];
    await letOn();
    await letOn();
    await expect(Promise.all([second, ...late])).resolves.toEqual(['second done', 'third done', 'fourth done']);
    expect(done).toEqual([['first'], ['second'], ['third', 'fourth']]);
  });

  it('is done for all who come in the same moment, as many at a time as are allowed', async () => {
    const { done, step, letOn } = slowStep();
    const add = gathered(step, 2);
    const all = Promise.all(['a', 'b', 'c'].map(add));
    await letOn();
    await letOn();
    await expect(all).resolves.toEqual(['a done', 'b done', 'c done']);
    expect(done).toEqual([['a', 'b'], ['c']]);
  });

  it('is done again for each alone where it fails for all, and fails for nobody else', async () => {
    const { done, step, letOn } = slowStep();
    const add = gathered(step, 10);
    const all = Promise.allSettled(['good', 'bad', 'better'].map(add));
    for (let turn = 0; turn < 4; turn += 1) await letOn();
    expect((await all).map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason)))).toEqual([
      'good done',
      'Error: bad among 1',
      'better done',
    ]);
    expect(done).toEqual([['good', 'bad', 'better'], ['good'], ['bad'], ['better']]);
  });
});
