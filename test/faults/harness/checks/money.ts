import type { ChargeRow, Evidence, OrderRow, PaymentRow } from '../evidence.ts';

/** 5. What was taken is what is owed, and our ledger is the provider's. */
export function money(evidence: Evidence): readonly string[] {
  return [...evidence.ledgerDifferences, ...wrongOwed(evidence), ...lateRefunds(evidence)];
}

function* wrongOwed({ orders, payments, charges, refunds }: Evidence) {
  const paymentOf = new Map(payments.map((payment) => [payment.orderId, payment]));
  const chargeOf = new Map(charges.map((charge) => [charge.orderId, charge]));
  const given = givenBack(refunds);
  for (const order of orders) {
    const [payment, charge] = [paymentOf.get(order.id), chargeOf.get(order.id)];
    if (order.status === 'confirmed') yield* wrongSale({ order, payment, charge, given });
    if (order.status === 'cancelled') yield* wrongCancellation(order, charge);
  }
  for (const { id, refundedMinor } of payments) {
    const sum = given.get(id) ?? 0;
    if (refundedMinor !== sum) yield `payment ${id} shows ${refundedMinor} refunded, its refunds add up to ${sum}`;
  }
}

function givenBack(refunds: Evidence['refunds']): ReadonlyMap<string, number> {
  const given = new Map<string, number>();
  for (const { paymentId, amountMinor, status } of refunds) {
    if (status === 'succeeded') given.set(paymentId, (given.get(paymentId) ?? 0) + amountMinor);
  }
  return given;
}

interface Sale {
  readonly order: OrderRow;
  readonly payment: PaymentRow | undefined;
  readonly charge: ChargeRow | undefined;
  readonly given: ReadonlyMap<string, number>;
}

function* wrongSale({ order: { id, totalMinor }, payment, charge, given }: Sale) {
  if (payment?.capturedMinor !== totalMinor)
    yield `order ${id} costs ${totalMinor}; ${payment?.capturedMinor ?? 'nothing'} was captured`;
  if (charge?.capturedMinor !== totalMinor)
    yield `order ${id} costs ${totalMinor}; the provider took ${charge?.capturedMinor ?? 'nothing'}`;
  const owed = payment === undefined ? 0 : (given.get(payment.id) ?? 0);
  if (charge && charge.refundedMinor !== owed)
    yield `order ${id}: the provider gave back ${charge.refundedMinor} instead of ${owed}`;
}

function* wrongCancellation({ id }: OrderRow, charge: ChargeRow | undefined) {
  if (!charge) return;
  if (charge.capturedMinor !== charge.refundedMinor) {
    yield `order ${id} is cancelled; of ${charge.capturedMinor} taken the provider gave back ${charge.refundedMinor}`;
  }
  if (charge.capturedMinor === 0 && !charge.voided) yield `order ${id} is cancelled; its authorization is still open`;
}

function* lateRefunds({ payments, refunds }: Evidence) {
  for (const { id, refundingMinor } of payments)
    if (refundingMinor !== 0) yield `payment ${id} still gives back ${refundingMinor}`;
  for (const { paymentId, status } of refunds)
    if (status === 'pending') yield `a refund of payment ${paymentId} is still pending`;
}
