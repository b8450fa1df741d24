import { describe, expect, it } from 'vitest';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { RefundExceedsCaptured } from '../domain/errors.ts';
import { authorization, paymentsBench } from '../testing/payments-bench.ts';

const bench = paymentsBench();

async function captured() {
  const request = authorization();
  await bench.authorize(request);
  await bench.capture({ orderId: request.orderId });
  return { orderId: request.orderId, paymentId: await bench.paymentIdOf(request.orderId) };
}

const refundsOf = (orderId: string) =>
  bench.events.messagesOf(PaymentRefundedV1).flatMap(({ subject, payload }) => (subject === orderId ? [payload] : []));

describe('requesting a refund', () => {
  it('gives back in parts, each told with the sum of all', async () => {
    const { orderId, paymentId } = await captured();
    await bench.requestRefund(paymentId, 500);
    await bench.submitRefunds();
    await bench.requestRefund(paymentId, 1_499);
    await bench.submitRefunds();
    expect(refundsOf(orderId)).toMatchObject([
      { amount: { amountMinor: 500 }, refundedTotal: { amountMinor: 500 }, reason: 'damaged' },
      { amount: { amountMinor: 1_499 }, refundedTotal: { amountMinor: 1_999 }, reason: 'damaged' },
    ]);
    expect(await bench.entriesOf(orderId)).toEqual(['authorization 1999', 'capture 1999', 'refund 500', 'refund 1499']);
  });

  it('refuses more than was captured', async () => {
    const { orderId, paymentId } = await captured();
    await expect(bench.requestRefund(paymentId, 2_000)).rejects.toThrow(RefundExceedsCaptured);
    expect(await bench.paymentOf(orderId)).toMatchObject({ refunding: 0 });
  });

  it('refuses any refund of what was only set aside', async () => {
    const request = authorization();
    await bench.authorize(request);
    const paymentId = await bench.paymentIdOf(request.orderId);
    await expect(bench.requestRefund(paymentId, 1)).rejects.toThrow(RefundExceedsCaptured);
  });

  it('lets those through who fit, and no more, where several ask at the same time', async () => {
    const { orderId, paymentId } = await captured();
    const asked = await Promise.allSettled(
      [700, 700, 700, 700].map((amountMinor) => bench.requestRefund(paymentId, amountMinor)),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    await bench.submitRefunds();
    expect(await bench.paymentOf(orderId)).toMatchObject({ refunded: 1_400, refunding: 0 });
  });

  it('leaves the rest to the order when that is undone while a refund is under way', async () => {
    const { orderId, paymentId } = await captured();
    await bench.requestRefund(paymentId, 500);
    await bench.refund({ orderId, reason: 'order_cancelled' });
    await bench.submitRefunds();
    expect(refundsOf(orderId).map(({ amount }) => amount.amountMinor)).toEqual([500, 1_499]);
    expect(await bench.paymentOf(orderId)).toMatchObject({ refunded: 1_999, refunding: 0 });
  });
});
