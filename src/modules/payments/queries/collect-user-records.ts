import type { Db } from '#shared-kernel/database/database.ts';

/** Everything that the module holds of a user, as the user may read it. */
export async function collectUserRecords(db: Db, userId: string): Promise<Record<string, readonly object[]>> {
  return {
    payments: await db.sql`
      select id, order_id as "orderId", status, currency, amount_minor as "amountMinor", captured_minor as "capturedMinor",
        refunded_minor as "refundedMinor", failure_code as "failureCode", created_at as "createdAt", updated_at as "updatedAt"
      from payments.payments where user_id = ${userId} order by id`,
    refunds: await db.sql`
      select r.id, r.payment_id as "paymentId", r.status, r.currency, r.amount_minor as "amountMinor", r.reason,
        r.requested_at as "requestedAt", r.settled_at as "settledAt"
      from payments.refunds r join payments.payments p on p.id = r.payment_id
      where p.user_id = ${userId} order by r.id`,
  };
}
