import type { Db } from '#shared-kernel/database/database.ts';
import type { UnfinishedSagas } from '#shared-kernel/saga/gauge.ts';

/** By kind and phase. Costs what is unfinished and no more: an index has only those. */
export function countUnfinishedSagas(db: Db): Promise<readonly UnfinishedSagas[]> {
  return db.sql<UnfinishedSagas>`
    select saga, phase, count(*)::int as count from orders.sagas
    where phase in ('forward', 'undoing', 'stuck') group by saga, phase`;
}
