import type { Gauge } from '../module.ts';

/** How many sagas of one kind are in a phase that is not the end. */
export interface UnfinishedSagas {
  readonly saga: string;
  /** A `SagaPhase`. */
  readonly phase: string;
  readonly count: number;
}

/** What operators call the phases that are not the end. */
const UNFINISHED = { forward: 'running', undoing: 'compensating', stuck: 'stuck' } as const;

/** `tessera_saga{saga,phase}`: how many sagas of these names run, undo what they did, or wait for a person. */
export function sagaGauge(names: readonly string[], count: () => Promise<readonly UnfinishedSagas[]>): Gauge {
  return {
    name: 'tessera_saga',
    help: 'Sagas that have not ended: running, compensating, or stuck until a person settles them',
    async read() {
      const counted = await count();
      const countOf = (saga: string, phase: string) =>
        counted.find((each) => each.saga === saga && each.phase === phase)?.count ?? 0;
      return names.flatMap((saga) =>
        Object.entries(UNFINISHED).map(([phase, shown]) => ({ labels: { saga, phase: shown }, value: countOf(saga, phase) })),
      );
    },
  };
}
