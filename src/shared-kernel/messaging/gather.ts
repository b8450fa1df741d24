/** What became of one item: its result, or why there is none. */
type Ended<Result> = { readonly result: Result } | { readonly error: unknown };

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly end: (ended: Ended<Result>) => void;
}

/**
 * Does a step for many items at once without keeping any of them waiting on purpose: what comes while the step is done for
 * others is done next, together. `step` resolves to one result for each item, in their order. Where it rejects, it is
 * repeated for each item alone, so that none fails because of another; it must have had no effect then.
 */
export function gathered<Item, Result>(
  step: (items: readonly Item[]) => Promise<readonly Result[]>,
  most: number,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let working = false;

  async function workOff(): Promise<void> {
    // Whoever comes in this very moment comes along.
    await Promise.resolve();
    while (waiting.length > 0) {
      const next = waiting.splice(0, most);
      const ends = await endsOf(
        step,
        next.map(({ item }) => item),
      );
      for (const [index, { end }] of next.entries()) end(ends[index] ?? { error: new Error('the step has no result for it') });
    }
    working = false;
  }

  return (item) =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({ item, end: (ended) => ('error' in ended ? reject(ended.error) : resolve(ended.result)) });
      if (working) return;
      working = true;
      void workOff();
    });
}

/** Never rejects. */
async function endsOf<Item, Result>(
  step: (items: readonly Item[]) => Promise<readonly Result[]>,
  items: readonly Item[],
): Promise<readonly Ended<Result>[]> {
  try {
    const results = await step(items);
    return results.map((result) => ({ result }));
  } catch (error) {
    if (items.length === 1) return [{ error }];
  }
  const ends: Ended<Result>[] = [];
  for (const item of items) ends.push(...(await endsOf(step, [item])));
  return ends;
}
