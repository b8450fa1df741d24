/** Decisions that a seed repeats: what is drawn, though not when. */
export interface Random {
  /** Between 0 and 1. */
  next(): number;
  /** From `least` up to, and without, `end`. */
  integer(least: number, end: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** Each with its weight. */
  weighted<T>(from: readonly [Weighted<T>, ...Weighted<T>[]]): T;
  /** A source of its own, so that what one part draws does not shift what another does. */
  fork(name: string): Random;
}

interface Weighted<T> {
  readonly weight: number;
  readonly value: T;
}

/** Mulberry32: small, fast, and good enough to be unlucky with. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (least: number, end: number) => least + Math.floor(next() * (end - least));
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (from) => from[integer(0, from.length)] ?? from[0],
    weighted: (from) => {
      let left = next() * from.reduce((sum, { weight }) => sum + weight, 0);
      for (const { weight, value } of from) {
        left -= weight;
        if (left < 0) return value;
      }
      return from[0].value;
    },
    fork: (name) => randomFrom(hashOf(name) ^ seed),
  };
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
