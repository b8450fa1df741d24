import type { Tx } from '#shared-kernel/database/database.ts';
import { money } from '#shared-kernel/money.ts';
import type { Dispute } from '../domain/dispute.ts';

/** The disputes about payments: changed only under the lock of their payment. */
export const disputes = {
  async ofPayment(tx: Tx, paymentId: string): Promise<readonly Dispute[]> {
    const rows = await tx.sql<DisputeRow>`select * from payments.disputes where payment_id = ${paymentId}`;
    return rows.map((row) => ({
      id: row.id,
      paymentId: row.payment_id,
      reference: row.reference,
      amount: money(row.amount_minor, row.currency),
      reason: row.reason,
      status: row.status,
    }));
  },

  /** Writes one that was opened, or how it was decided. */
  async save(tx: Tx, { id, paymentId, reference, amount, reason, status }: Dispute, at: Date): Promise<void> {
    const decidedAt = status === 'open' ? null : at;
    await tx.sql`
      insert into payments.disputes (id, payment_id, reference, currency, amount_minor, reason, status, opened_at, decided_at)
      values (${id}, ${paymentId}, ${reference}, ${amount.currency}, ${amount.amountMinor}, ${reason}, ${status}, ${at}, ${decidedAt})
      on conflict (id) do update set status = excluded.status, decided_at = excluded.decided_at`;
  },
};

interface DisputeRow {
  readonly id: string;
  readonly payment_id: string;
  readonly reference: string;
  readonly currency: string;
  readonly amount_minor: number;
  readonly reason: string;
  readonly status: Dispute['status'];
}
