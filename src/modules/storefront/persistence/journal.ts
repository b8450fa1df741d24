import type { Tx } from '#shared-kernel/database/database.ts';
import { type Fact, keyOf } from '../domain/fact.ts';

/** Where a page of the journal begins: after this fact, in the order of their keys. */
export interface Place {
  readonly kind: string;
  readonly subject: string;
}

/** The newest fact of each kind about each subject: all that the module knows, and all that a rebuild needs. */
export const journal = {
  /** Adds one fact for each key, and returns those that were news. What is about an erased user never is. */
  async add(tx: Tx, facts: readonly Fact[]): Promise<readonly Fact[]> {
    // In the order of their keys, so that two batches with the same subjects cannot deadlock.
    const added = await tx.sql<Pick<Fact, 'kind' | 'subject'>>`
      insert into storefront.facts as known (kind, subject, sequence, user_id, at, body)
      select kind, subject, sequence, "userId", at, body
      from jsonb_to_recordset(${facts}::jsonb)
        as told(kind text, subject text, sequence integer, "userId" uuid, at timestamptz, body jsonb)
      where not exists (select from storefront.erased_users as erased where erased.user_id = told."userId")
      order by kind, subject
      on conflict (kind, subject) do update
      set sequence = excluded.sequence, at = excluded.at, body = excluded.body
      where known.sequence < excluded.sequence
      returning kind, subject`;
    const news = new Set(added.map(keyOf));
    return facts.filter((fact) => news.has(keyOf(fact)));
  },

  async page(tx: Tx, after: Place, limit: number): Promise<readonly Fact[]> {
    return tx.sql<Fact>`
      select kind, subject, sequence, user_id as "userId", at, body from storefront.facts
      where (kind, subject) > (${after.kind}, ${after.subject})
      order by kind, subject
      limit ${limit}`;
  },

  async count(tx: Tx): Promise<number> {
    const [row] = await tx.sql<{ count: number }>`select count(*)::int as count from storefront.facts`;
    return row?.count ?? 0;
  },
};
