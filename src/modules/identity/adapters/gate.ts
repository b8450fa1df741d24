export interface GateOptions {
  readonly atOnce: number;
  /** Who comes when that many wait is turned away. */
  readonly maxWaiting: number;
  refusal(): Error;
}

/** Lets a few work at once and a few more wait in line; refuses the rest. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

export function createGate({ atOnce, maxWaiting, refusal }: GateOptions): Gate {
  const waiting: (() => void)[] = [];
  let working = 0;
  return async (work) => {
    if (working >= atOnce) {
      if (waiting.length >= maxWaiting) throw refusal();
      await new Promise<void>((enter) => waiting.push(enter));
    } else {
      working += 1;
    }
    try {
      return await work();
    } finally {
      // Whoever is next in line takes the place over, so the count stays as it is.
      const enter = waiting.shift();
      if (enter) enter();
      else working -= 1;
    }
  };
}
