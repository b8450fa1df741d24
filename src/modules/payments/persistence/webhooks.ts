import type { Tx } from '#shared-kernel/database/database.ts';

interface TakenWebhook {
  readonly provider: string;
  readonly id: string;
  readonly type: string;
  /** False for a type that nobody here reads. */
  readonly heard: boolean;
  readonly at: Date;
}

/** The webhooks that were taken in. */
export const webhooks = {
  /** False where it was taken in before. */
  async add(tx: Tx, { provider, id, type, heard, at }: TakenWebhook): Promise<boolean> {
    const added = await tx.sql`
      insert into payments.webhooks (provider, id, type, heard, received_at)
      values (${provider}, ${id}, ${type}, ${heard}, ${at})
      on conflict (provider, id) do nothing
      returning id`;
    return added.length > 0;
  },

  /** Forgets those of before, some at a time; resolves to how many. */
  async forget(tx: Tx, before: Date, limit: number): Promise<number> {
    const removed = await tx.sql`
      delete from payments.webhooks where (provider, id) in (
        select provider, id from payments.webhooks where received_at < ${before} order by received_at limit ${limit}
      ) returning 1`;
    return removed.length;
  },
};
