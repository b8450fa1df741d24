import type { Tx } from '#shared-kernel/database/database.ts';

/** Ends every access token of whatever is named, those that would be issued for a later version too. */
const WHOLE = 2_147_483_647;

export interface Revocation {
  /** Of a session, a user, a client, or a single access token. */
  readonly id: string;
  /** Tokens for this version and later ones stay good. */
  readonly belowVersion?: number | undefined;
}

export const revocations = {
  async add(tx: Tx, revoked: readonly Revocation[], now: Date): Promise<void> {
    const rows = revoked.map(({ id, belowVersion = WHOLE }) => ({ id, belowVersion }));
    await tx.sql`
      insert into identity.revocations (id, below_version, recorded_at)
      select id, "belowVersion", ${now}::timestamptz from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, "belowVersion" integer)
      on conflict (id) do update
      set below_version = greatest(revocations.below_version, excluded.below_version), recorded_at = excluded.recorded_at`;
  },

  /** Resolves to how many went: at most `limit`. */
  async removeBefore(tx: Tx, time: Date, limit: number): Promise<number> {
    const removed = await tx.sql`
      delete from identity.revocations where id in (
        select id from identity.revocations where recorded_at < ${time} order by recorded_at limit ${limit} for update skip locked
      ) returning id`;
    return removed.length;
  },
};
