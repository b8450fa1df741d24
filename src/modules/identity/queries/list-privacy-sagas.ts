import type { Db } from '#shared-kernel/database/database.ts';

/** Erasures and exports that are not finished, the longest untouched first; only those that need a person where `stuck`. */
export function listPrivacySagas(db: Db, { stuck, limit }: { readonly stuck: boolean; readonly limit: number }) {
  const phases = stuck ? ['stuck'] : ['forward', 'undoing', 'stuck'];
  return db.sql`
    select s.request_id as id, r.kind as name, s.saga, s.phase, s.started_at as "startedAt", s.updated_at as "updatedAt",
           s.state #>> '{failure,code}' as failure,
           array(
             select key from jsonb_each(s.state -> 'steps') where value ->> 'phase' in ('started', 'undoing', 'stuck') order by key
           ) as at
    from identity.privacy_sagas s join identity.privacy_requests r on r.id = s.request_id
    where s.phase = any(${phases})
    order by s.updated_at limit ${limit}`;
}
