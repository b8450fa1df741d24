import { expect, it } from 'vitest';
import { authorization, paymentsBench } from '../testing/payments-bench.ts';
import { getPayment, type PaymentView } from './list-payments.ts';

const bench = paymentsBench();

const sumOfSucceeded = ({ refunds }: PaymentView): number =>
  refunds.filter(({ status }) => status === 'succeeded').reduce((sum, { amount }) => sum + amount.amountMinor, 0);

it('shows a payment and its refunds as they were at one moment, also while refunds are being settled', async () => {
  const request = authorization();
  await bench.authorize(request);
  await bench.capture({ orderId: request.orderId });
  const paymentId = await bench.paymentIdOf(request.orderId);
  for (let refund = 0; refund < 15; refund += 1) await bench.requestRefund(paymentId, 10);

  let settling = true;
  const settled = bench.submitRefunds().finally(() => {
    settling = false;
  });
  const seen: (PaymentView | undefined)[] = [];
  while (settling) seen.push(await bench.db.database.read((db) => getPayment(db, paymentId, undefined)));
  await settled;

  const torn = seen.filter((view) => view !== undefined && sumOfSucceeded(view) !== view.refunded.amountMinor);
  expect(torn).toEqual([]);
  expect(new Set(seen.map((view) => view?.refunded.amountMinor)).size).toBeGreaterThan(2);
});
