import { and, asc, desc, eq, lt, ne, type SQL } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import { type Money, money } from '#shared-kernel/money.ts';
import type { Dispute } from '../domain/dispute.ts';
import type { Failure, PaymentState } from '../domain/payment.ts';
import type { RefundState } from '../domain/refund.ts';
import { disputes, payments, refunds } from '../persistence/schema.ts';

export interface PaymentView {
  readonly id: string;
  readonly orderId: string;
  readonly status: PaymentState['status'] | 'partially_refunded' | 'refunded';
  readonly currency: string;
  readonly amount: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly failure: Failure | undefined;
  /** The newest first. */
  readonly refunds: RefundView[];
  /** The oldest first. */
  readonly disputes: DisputeView[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface RefundView {
  readonly id: string;
  readonly status: RefundState['status'];
  readonly amount: Money;
  readonly reason: string;
  readonly failure: Failure | undefined;
  readonly requestedAt: string;
  readonly settledAt: string | undefined;
}

export interface DisputeView {
  readonly id: string;
  readonly status: Dispute['status'];
  readonly amount: Money;
  readonly reason: string;
  readonly openedAt: string;
  readonly decidedAt: string | undefined;
}

export interface PaymentFilter {
  /** Undefined for whoever may see those of all users. */
  readonly userId?: string | undefined;
  /** Of a guest's key. */
  readonly accessKeyHash?: string | undefined;
  readonly orderId?: string | undefined;
  /** Only payments older than the one with this id. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Payments with their refunds, newest first. */
export async function listPayments(db: Db, filter: PaymentFilter): Promise<readonly PaymentView[]> {
  const { userId, accessKeyHash, orderId, before, limit } = filter;
  const conditions = [
    userId === undefined ? undefined : eq(payments.userId, userId),
    accessKeyHash === undefined ? undefined : eq(payments.accessKeyHash, accessKeyHash),
    orderId === undefined ? undefined : eq(payments.orderId, orderId),
    before === undefined ? undefined : lt(payments.id, before),
  ];
  return viewsOf(db, and(...conditions), limit);
}

/** The payment, or undefined where there is none or where it belongs to another user. */
export async function getPayment(db: Db, id: string, userId: string | undefined): Promise<PaymentView | undefined> {
  const own = userId === undefined ? undefined : eq(payments.userId, userId);
  const [view] = await viewsOf(db, and(eq(payments.id, id), own), 1);
  return view;
}

/** In one statement: two would see two moments, and a refund that was settled between them in one of them only. */
async function viewsOf(db: Db, which: SQL | undefined, limit: number): Promise<readonly PaymentView[]> {
  const asked = and(ne(payments.currency, TOMBSTONE_CURRENCY), which);
  const page = db.drizzle.select().from(payments).where(asked).orderBy(desc(payments.id)).limit(limit).as('page');
  const rows = await db.drizzle
    .select()
    .from(page)
    .leftJoin(refunds, eq(refunds.paymentId, page.id))
    .leftJoin(disputes, eq(disputes.paymentId, page.id))
    .orderBy(desc(page.id), desc(refunds.id), asc(disputes.openedAt));
  const given = distinct(rows.map((row) => row.refunds));
  const disputed = distinct(rows.map((row) => row.disputes));
  return distinct(rows.map((row) => row.page)).map((payment) => {
    const own = ({ paymentId }: { readonly paymentId: string }) => paymentId === payment.id;
    return paymentView(payment, given.filter(own), disputed.filter(own));
  });
}

/** What a join with several tables repeats, once, in its order. */
function distinct<Row extends { readonly id: string }>(rows: readonly (Row | null)[]): readonly Row[] {
  return [...new Map(rows.flatMap((row) => (row ? [[row.id, row]] : []))).values()];
}

// An order that was undone before its payment was asked for has a row, but never had a payment.
const TOMBSTONE_CURRENCY = 'XXX';

type PaymentRow = typeof payments.$inferSelect;
type RefundRow = typeof refunds.$inferSelect;
type DisputeRow = typeof disputes.$inferSelect;

function paymentView(row: PaymentRow, given: readonly RefundRow[], disputed: readonly DisputeRow[]): PaymentView {
  const { id, orderId, currency, amountMinor, capturedMinor, refundedMinor } = row;
  return {
    id,
    orderId,
    status: statusOf(row),
    currency,
    amount: money(amountMinor, currency),
    captured: money(capturedMinor, currency),
    refunded: money(refundedMinor, currency),
    failure: failureOf(row),
    refunds: given.map(refundView),
    disputes: disputed.map(disputeView),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function statusOf({ status, capturedMinor, refundedMinor }: PaymentRow): PaymentView['status'] {
  if (refundedMinor === 0) return status;
  return refundedMinor < capturedMinor ? 'partially_refunded' : 'refunded';
}

function refundView(row: RefundRow): RefundView {
  const { id, status, amountMinor, currency, reason, requestedAt, settledAt } = row;
  return {
    id,
    status,
    amount: money(amountMinor, currency),
    reason,
    failure: failureOf(row),
    requestedAt: requestedAt.toISOString(),
    settledAt: settledAt?.toISOString(),
  };
}

function disputeView({ id, status, amountMinor, currency, reason, openedAt, decidedAt }: DisputeRow): DisputeView {
  const amount = money(amountMinor, currency);
  return { id, status, amount, reason, openedAt: openedAt.toISOString(), decidedAt: decidedAt?.toISOString() };
}

function failureOf({
  failureCode,
  failureDetail,
}: {
  readonly failureCode: string | null;
  readonly failureDetail: string | null;
}) {
  return failureCode === null ? undefined : { code: failureCode, detail: failureDetail ?? '' };
}
