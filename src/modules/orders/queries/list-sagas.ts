import type { Db } from '#shared-kernel/database/database.ts';

export interface SagaView {
  /** Of the order. */
  readonly id: string;
  readonly name: string;
  readonly saga: string;
  readonly phase: string;
  /** The steps that are under way or stuck. */
  readonly at: readonly string[];
  readonly failure: string | null;
  readonly startedAt: Date;
  readonly updatedAt: Date;
}

/** Sagas that are not finished, the longest untouched first; only those that need a person where `stuck`. */
export function listSagas(
  db: Db,
  { stuck, limit }: { readonly stuck: boolean; readonly limit: number },
): Promise<readonly SagaView[]> {
  const phases = stuck ? ['stuck'] : ['forward', 'undoing', 'stuck'];
  return db.sql<SagaView>`
    select s.order_id as id, 'order ' || o.number as name, s.saga, s.phase, s.started_at as "startedAt", s.updated_at as "updatedAt",
           s.state #>> '{failure,code}' as failure,
           array(
             select key from jsonb_each(s.state -> 'steps') where value ->> 'phase' in ('started', 'undoing', 'stuck') order by key
           ) as at
    from orders.sagas s join orders.orders o on o.id = s.order_id
    where s.phase = any(${phases})
    order by s.updated_at limit ${limit}`;
}
