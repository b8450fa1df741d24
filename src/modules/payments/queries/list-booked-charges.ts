import type { Db } from '#shared-kernel/database/database.ts';
import type { BookedCharge } from '../domain/reconciliation.ts';

/** What our ledger says of each charge, a page at a time, in the order of the payments' ids. */
export async function listBookedCharges(db: Db, after: string | undefined, limit: number): Promise<readonly BookedCharge[]> {
  return db.sql<BookedCharge>`
    select payment.id as "paymentId", payment.charge, payment.order_id as "orderId", payment.currency,
      coalesce(sum(entry.amount_minor) filter (where entry.kind = 'authorization'), 0)::bigint as "authorizedMinor",
      coalesce(sum(entry.amount_minor) filter (where entry.kind = 'capture'), 0)::bigint as "capturedMinor",
      coalesce(sum(entry.amount_minor) filter (where entry.kind = 'refund'), 0)::bigint as "refundedMinor",
      coalesce(bool_or(entry.kind = 'void'), false) as voided,
      payment.captured_minor as "shownCapturedMinor", payment.refunded_minor as "shownRefundedMinor"
    from payments.payments payment
    left join payments.payment_entries entry on entry.payment_id = payment.id
    where payment.charge is not null and (${after ?? null}::uuid is null or payment.id > ${after ?? null})
    group by payment.id
    order by payment.id
    limit ${limit}`;
}
