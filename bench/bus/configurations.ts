import type { Shape } from './contender.ts';
import type { Task } from './task.ts';

/** One contender, set up in one way. */
export interface Configuration {
  readonly contender: Task['contender'];
  readonly shape: Shape;
}

/** As a table names them. */
export const NAMES: Readonly<Record<Task['contender'], string>> = {
  tessera: 'Tessera',
  'pg-boss': 'pg-boss',
  'graphile-worker': 'graphile-worker',
};

/** Around the best that each was found to do on two cores, and the defaults of this repository. */
export const CONFIGURATIONS: readonly Configuration[] = [
  ...shapes('pg-boss', 'batch', [100, 1], [100, 4], [500, 2]),
  ...shapes('tessera', 'batch', [100, 1], [100, 4], [500, 2]),
  ...shapes('tessera', 'each', [20, 1], [100, 4]),
  ...shapes('graphile-worker', 'each', [1, 4], [1, 16], [100, 16], [500, 32]),
];

/** What an idle hop is measured with: what a subscription gets that asks for nothing, and the nearest to it elsewhere. */
export const IDLE: readonly Configuration[] = [
  ...shapes('tessera', 'each', [20, 1]),
  ...shapes('pg-boss', 'each', [20, 1]),
  ...shapes('graphile-worker', 'each', [1, 1]),
];

function shapes(
  contender: Configuration['contender'],
  handler: Shape['handler'],
  ...sizes: readonly (readonly [batchSize: number, concurrency: number])[]
): readonly Configuration[] {
  return sizes.map(([batchSize, concurrency]) => ({ contender, shape: { handler, batchSize, concurrency } }));
}

/** How a configuration is set up, in words. */
export function wordsOf({ contender, shape: { handler, batchSize, concurrency } }: Configuration): string {
  if (contender !== 'graphile-worker') {
    const rows = handler === 'batch' ? 'set-wise' : 'one by one';
    return `batches of ${batchSize}, ${concurrency} at a time, rows ${rows}`;
  }
  const batching = batchSize > 1 ? `local queue of ${batchSize}, completions collected` : 'no batching';
  return `one by one, ${concurrency} at a time, ${batching}`;
}

/** Whether a process that dies can have an effect happen twice. */
export function promiseOf({ contender }: Configuration): string {
  switch (contender) {
    case 'tessera':
      return 'together, and known again by the inbox';
    case 'pg-boss':
      return 'together';
    case 'graphile-worker':
      return 'apart: a crash in between repeats the effect';
  }
}
