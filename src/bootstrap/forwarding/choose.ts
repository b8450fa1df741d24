export interface Candidate {
  /** Requests under way. */
  readonly atWork: number;
  /** Fails more than the others do. */
  readonly outlier: boolean;
}

/** The less busy of two that chance names: nearly as even as looking at all of them, and no crowd runs to the idlest. */
export function choose<C extends Candidate>(candidates: readonly C[], random: () => number = Math.random): C | undefined {
  const among = withoutOutliers(candidates);
  const first = Math.floor(random() * among.length);
  const second = (first + 1 + Math.floor(random() * (among.length - 1))) % among.length;
  const [one, other] = [among[first], among[second]];
  if (one === undefined || other === undefined) return one;
  return other.atWork < one.atWork ? other : one;
}

// Where most of them fail, it is not they who are ill: then leaving them out would only crowd the rest.
function withoutOutliers<C extends Candidate>(candidates: readonly C[]): readonly C[] {
  const sound = candidates.filter(({ outlier }) => !outlier);
  return sound.length * 2 >= candidates.length ? sound : candidates;
}
