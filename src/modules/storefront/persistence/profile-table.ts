import type { Tx } from '#shared-kernel/database/database.ts';
import type { ProfileFact } from '../domain/fact.ts';

export async function saveProfiles(tx: Tx, generations: readonly number[], facts: readonly ProfileFact[]): Promise<void> {
  const rows = facts.map(({ subject, sequence, body: { name } }) => ({ userId: subject, sequence, name }));
  await tx.sql`
    insert into storefront.profiles as known (user_id, generation, sequence, name)
    select told."userId", generation, told.sequence, told.name
    from jsonb_to_recordset(${rows}::jsonb) as told("userId" uuid, sequence integer, name text)
    cross join unnest(${generations}::integer[]) as generation
    order by told."userId", generation
    on conflict (user_id, generation) do update set sequence = excluded.sequence, name = excluded.name
    where known.sequence < excluded.sequence`;
}
