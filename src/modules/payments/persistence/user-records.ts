import type { Tx } from '#shared-kernel/database/database.ts';

/** What the module holds of a user. */
export const userRecords = {
  /** True while a payment or a refund of the user is still to be answered by the provider. */
  async isNeeded(tx: Tx, userId: string): Promise<boolean> {
    const pending = await tx.sql`
      select 1 from payments.payments p left join payments.refunds r on r.payment_id = p.id
      where p.user_id = ${userId} and (p.status in ('pending', 'capturing') or r.status = 'pending') limit 1`;
    return pending.length > 0;
  },

  async countPayments(tx: Tx, userId: string): Promise<number> {
    const [row] = await tx.sql<{ count: number }>`select count(*) from payments.payments where user_id = ${userId}`;
    return row?.count ?? 0;
  },

  /** Staff write reasons in their own words, which may name somebody. */
  async anonymiseReasons(tx: Tx, userId: string): Promise<number> {
    const refunds = await tx.sql`
      update payments.refunds r set reason = 'erased'
      from payments.payments p where p.id = r.payment_id and p.user_id = ${userId} returning r.id`;
    return refunds.length;
  },
};
