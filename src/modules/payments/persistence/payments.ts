import type { Tx } from '#shared-kernel/database/database.ts';
import { money } from '#shared-kernel/money.ts';
import { entriesFor } from '../domain/ledger-entry.ts';
import type { Failure, Payment, PaymentState } from '../domain/payment.ts';

export interface PaymentChange {
  readonly before: Payment;
  readonly after: Payment;
  readonly at: Date;
}

/** The payments, one to an order. Whoever changes one holds its row's lock from reading it to the commit. */
export const payments = {
  /** Writes the payment, or finds and locks the one that the order already has. */
  async open(tx: Tx, payment: Payment, at: Date): Promise<Payment> {
    const { id, orderId, userId, accessKeyHash, amount, stopped } = payment;
    const { status, token, charge } = columnsOf(payment.state);
    const rows = await tx.sql<PaymentRow>`
      insert into payments.payments (id, order_id, user_id, access_key_hash, currency, amount_minor, status, stopped, token, charge, created_at, updated_at)
      values (${id}, ${orderId}, ${userId ?? null}, ${accessKeyHash ?? null}, ${amount.currency}, ${amount.amountMinor}, ${status}, ${stopped}, ${token}, ${charge}, ${at}, ${at})
      on conflict (order_id) do update set order_id = excluded.order_id
      returning *`;
    return only(rows);
  },

  async lockByOrder(tx: Tx, orderId: string): Promise<Payment> {
    return only(await tx.sql<PaymentRow>`select * from payments.payments where order_id = ${orderId} for update`);
  },

  async lock(tx: Tx, id: string): Promise<Payment> {
    return only(await tx.sql<PaymentRow>`select * from payments.payments where id = ${id} for update`);
  },

  /** Undefined where the order has none. */
  async lockWhereThere(tx: Tx, orderId: string): Promise<Payment | undefined> {
    const [row] = await tx.sql<PaymentRow>`select * from payments.payments where order_id = ${orderId} for update`;
    return row && paymentOf(row);
  },

  /** As it was a moment ago: not to be changed. */
  async findByCharge(tx: Tx, charge: string): Promise<Payment | undefined> {
    const [row] = await tx.sql<PaymentRow>`select * from payments.payments where charge = ${charge}`;
    return row && paymentOf(row);
  },

  /** Writes what changed, and books the money that moved with it. */
  async save(tx: Tx, { before, after, at }: PaymentChange): Promise<void> {
    const { status, token, charge, failure } = columnsOf(after.state);
    const entries = entriesFor(before, after);
    await tx.sql`
      with booked as (
        insert into payments.payment_entries (key, payment_id, kind, currency, amount_minor, reference, booked_at)
        select key, ${after.id}::uuid, kind, ${after.amount.currency}::text, "amountMinor", reference, ${at}::timestamptz
        from jsonb_to_recordset(${entries}::jsonb) as entry(key uuid, kind text, "amountMinor" bigint, reference text)
      )
      update payments.payments
      set status = ${status}, token = ${token}, charge = ${charge},
        failure_code = ${failure?.code ?? null}, failure_detail = ${failure?.detail ?? null}, stopped = ${after.stopped},
        captured_minor = ${after.capturedMinor}, refunded_minor = ${after.refundedMinor}, refunding_minor = ${after.refundingMinor},
        version = ${after.version}, updated_at = ${at}
      where id = ${after.id}`;
  },
};

interface PaymentRow {
  readonly id: string;
  readonly order_id: string;
  readonly user_id: string | null;
  readonly access_key_hash: string | null;
  readonly currency: string;
  readonly amount_minor: number;
  readonly status: PaymentState['status'];
  readonly stopped: boolean;
  readonly token: string | null;
  readonly charge: string | null;
  readonly failure_code: string | null;
  readonly failure_detail: string | null;
  readonly captured_minor: number;
  readonly refunded_minor: number;
  readonly refunding_minor: number;
  readonly version: number;
}

interface StateColumns {
  readonly status: PaymentState['status'];
  readonly token: string | null;
  readonly charge: string | null;
  readonly failure: Failure | undefined;
}

function columnsOf(state: PaymentState): StateColumns {
  return {
    status: state.status,
    token: 'token' in state ? state.token : null,
    charge: ('charge' in state ? state.charge : undefined) ?? null,
    failure: 'failure' in state ? state.failure : undefined,
  };
}

function only(rows: readonly PaymentRow[]): Payment {
  const [row] = rows;
  if (!row) throw new Error('the payment does not exist');
  return paymentOf(row);
}

function paymentOf(row: PaymentRow): Payment {
  return {
    id: row.id,
    orderId: row.order_id,
    userId: row.user_id ?? undefined,
    accessKeyHash: row.access_key_hash ?? undefined,
    amount: money(row.amount_minor, row.currency),
    state: stateOf(row),
    stopped: row.stopped,
    capturedMinor: row.captured_minor,
    refundedMinor: row.refunded_minor,
    refundingMinor: row.refunding_minor,
    version: row.version,
  };
}

// The empty strings cannot occur: CHECK constraints demand each column in the states that read it.
function stateOf({ status, token, charge, failure_code, failure_detail }: PaymentRow): PaymentState {
  const failure = { code: failure_code ?? '', detail: failure_detail ?? '' };
  switch (status) {
    case 'pending':
      return { status, token: token ?? '' };
    case 'declined':
      return { status, failure };
    case 'capture_failed':
      return { status, charge: charge ?? '', failure };
    case 'voided':
      return { status, charge: charge ?? undefined };
    default:
      return { status, charge: charge ?? '' };
  }
}
