import type { Tx } from '#shared-kernel/database/database.ts';
import { money } from '#shared-kernel/money.ts';
import { entriesForRefund } from '../domain/ledger-entry.ts';
import type { Refund, RefundState } from '../domain/refund.ts';

/** The refunds of payments: changed only under the lock of their payment. */
export const refunds = {
  async add(tx: Tx, { id, paymentId, amount, reason }: Refund, at: Date): Promise<void> {
    await tx.sql`
      insert into payments.refunds (id, payment_id, currency, amount_minor, reason, status, requested_at)
      values (${id}, ${paymentId}, ${amount.currency}, ${amount.amountMinor}, ${reason}, 'pending', ${at})`;
  },

  async find(tx: Tx, id: string): Promise<Refund> {
    const [row] = await tx.sql<RefundRow>`select * from payments.refunds where id = ${id}`;
    if (!row) throw new Error('the refund does not exist');
    return refundOf(row);
  },

  async ofPayment(tx: Tx, paymentId: string): Promise<readonly Refund[]> {
    return (await tx.sql<RefundRow>`select * from payments.refunds where payment_id = ${paymentId}`).map(refundOf);
  },

  /** Writes how the refund ended, and books it where it was given. */
  async settle(tx: Tx, refund: Refund, at: Date): Promise<void> {
    const { id, paymentId, amount, state } = refund;
    const failure = 'failure' in state ? state.failure : undefined;
    await tx.sql`
      with booked as (
        insert into payments.payment_entries (key, payment_id, kind, currency, amount_minor, reference, booked_at)
        select key, ${paymentId}::uuid, kind, ${amount.currency}::text, "amountMinor", reference, ${at}::timestamptz
        from jsonb_to_recordset(${entriesForRefund(refund)}::jsonb) as entry(key uuid, kind text, "amountMinor" bigint, reference text)
      )
      update payments.refunds
      set status = ${state.status}, reference = ${'reference' in state ? state.reference : null},
        failure_code = ${failure?.code ?? null}, failure_detail = ${failure?.detail ?? null}, settled_at = ${at}
      where id = ${id}`;
  },
};

interface RefundRow {
  readonly id: string;
  readonly payment_id: string;
  readonly currency: string;
  readonly amount_minor: number;
  readonly reason: string;
  readonly status: RefundState['status'];
  readonly reference: string | null;
  readonly failure_code: string | null;
  readonly failure_detail: string | null;
}

function refundOf(row: RefundRow): Refund {
  const { id, payment_id: paymentId, reason } = row;
  return { id, paymentId, amount: money(row.amount_minor, row.currency), reason, state: stateOf(row) };
}

// The empty strings cannot occur: CHECK constraints demand each column in the states that read it.
function stateOf({ status, reference, failure_code, failure_detail }: RefundRow): RefundState {
  switch (status) {
    case 'pending':
      return { status };
    case 'succeeded':
      return { status, reference: reference ?? '' };
    case 'failed':
      return { status, failure: { code: failure_code ?? '', detail: failure_detail ?? '' } };
  }
}
