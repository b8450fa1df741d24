/**
 * How much of a queue was jumped: among all pairs of somebody who got something and somebody who came away empty, the share
 * in which the one who got nothing had come first. 0 where the first were served, one half where luck decided.
 */
export function shareOfInversions(served: readonly boolean[]): number {
  let emptyHanded = 0;
  let inversions = 0;
  for (const got of served) {
    if (got) inversions += emptyHanded;
    else emptyHanded += 1;
  }
  const pairs = emptyHanded * (served.length - emptyHanded);
  return pairs === 0 ? 0 : inversions / pairs;
}

/** Spearman's rank correlation: 1 where both go the same way, 0 where they have nothing to do with each other. */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number {
  const count = pairs.length;
  if (count < 2) return 1;
  const first = ranksOf(pairs.map(([value]) => value));
  const second = ranksOf(pairs.map(([, value]) => value));
  const squares = first.reduce((sum, rank, index) => sum + (rank - (second[index] ?? 0)) ** 2, 0);
  return 1 - (6 * squares) / (count * (count * count - 1));
}

/** Ties, which times measured in fractions of a millisecond hardly have, stand as they came. */
function ranksOf(values: readonly number[]): readonly number[] {
  const order = values.map((value, index) => ({ value, index })).toSorted((a, b) => a.value - b.value);
  const ranks = values.map(() => 0);
  for (const [rank, { index }] of order.entries()) ranks[index] = rank;
  return ranks;
}
