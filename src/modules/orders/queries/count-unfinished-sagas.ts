import type { Db } from '#shared-kernel/database/database.ts';

export interface SagaCount {
  readonly saga: string;
  readonly phase: string;
  readonly count: number;
}

/** By kind and phase. Costs what is unfinished and no more: an index has only those. */
export function countUnfinishedSagas(db: Db): Promise<readonly SagaCount[]> {
  return db.sql<SagaCount>`
    select saga, phase, count(*)::int as count from orders.sagas
    where phase in ('forward', 'undoing', 'stuck') group by saga, phase`;
}
