import { describe, expect, it } from 'vitest';
import { CapturePaymentV1 } from '#contracts/payments/capture-payment.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { SubmitRefundV1 } from '#contracts/payments/submit-refund.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { authorization, dyingBeforeSettlement, paymentsBench, persistently, price } from '../testing/payments-bench.ts';

const bench = paymentsBench();
const reason = 'order_cancelled';

const chargesOf = async (orderId: string) => (await bench.sandbox().charges()).filter((charge) => charge.orderId === orderId);
const refundsOf = (orderId: string) =>
  bench.events.messagesOf(PaymentRefundedV1).flatMap(({ subject, payload }) => (subject === orderId ? [payload] : []));
const nothing = { amountMinor: 0, currency: 'EUR' };

async function authorized(token?: string): Promise<string> {
  const request = authorization(token);
  await bench.authorize(request);
  return request.orderId;
}

async function captured(): Promise<string> {
  const orderId = await authorized();
  await bench.capture({ orderId });
  return orderId;
}

describe('refunding the payment of an order that is undone', () => {
  it('gives back all that was captured', async () => {
    const orderId = await captured();
    await bench.refund({ orderId, reason });
    await bench.submitRefunds();
    expect(refundsOf(orderId)).toMatchObject([{ amount: price, refundedTotal: price, reason, refundId: expect.any(String) }]);
    expect(await bench.paymentOf(orderId)).toMatchObject({ status: 'captured', captured: 1_999, refunded: 1_999, refunding: 0 });
    expect(await bench.entriesOf(orderId)).toEqual(['authorization 1999', 'capture 1999', 'refund 1999']);
  });

  it('gives back once, and says that nothing was left, where it is asked again', async () => {
    const orderId = await captured();
    const { id } = await bench.refund({ orderId, reason });
    await bench.submitRefunds();
    await bench.refund({ orderId, reason }, id);
    await bench.refund({ orderId, reason });
    await bench.submitRefunds();
    expect(refundsOf(orderId)).toMatchObject([
      { amount: price, refundedTotal: price },
      { amount: nothing, refundedTotal: price },
    ]);
    expect(await chargesOf(orderId)).toMatchObject([{ refundedMinor: 1_999 }]);
  });

  it('comes before the payment, says that there was nothing, and refuses what comes later', async () => {
    const orderId = newId();
    await bench.refund({ orderId, reason });
    await bench.authorize(authorization('tok_ok', orderId));
    await bench.capture({ orderId });
    expect(refundsOf(orderId)).toEqual([
      { orderId, amount: { amountMinor: 0, currency: 'XXX' }, refundedTotal: { amountMinor: 0, currency: 'XXX' }, reason },
    ]);
    expect(bench.saidOf(orderId)).toEqual(['1 payment-refunded', '2 payment-declined', '3 payment-capture-failed']);
    expect(await chargesOf(orderId)).toEqual([]);
  });

  it('comes before the capture, which is then refused, and says that there was nothing', async () => {
    const orderId = await authorized();
    await bench.refund({ orderId, reason });
    await bench.capture({ orderId });
    await bench.release({ orderId });
    expect(bench.saidOf(orderId)).toEqual([
      '1 payment-authorized',
      '2 payment-refunded',
      '3 payment-capture-failed',
      '4 payment-voided',
    ]);
    expect(await chargesOf(orderId)).toMatchObject([{ voided: true, capturedMinor: 0 }]);
  });

  it('finds out that a capture under way has happened, and gives it back', async () => {
    const orderId = await authorized();
    const message = { subject: orderId, payload: { orderId }, id: newId() };
    const dying = dyingBeforeSettlement(bench.subscription('capture-payment'));
    await expect(deliver(bench.db.database, dying, CapturePaymentV1, message)).rejects.toThrow('died');
    await bench.refund({ orderId, reason });
    await bench.submitRefunds();
    await bench.capture({ orderId }, message.id);
    expect(bench.saidOf(orderId)).toEqual(['1 payment-authorized', '2 payment-refunded', '3 payment-captured']);
    expect(await bench.entriesOf(orderId)).toEqual(['authorization 1999', 'capture 1999', 'refund 1999']);
  });

  it('leaves neither a charge nor an amount set aside, in whatever order the commands of an order arrive', async () => {
    for (const commands of permutations(['authorize', 'capture', 'refund', 'void'] as const)) {
      const orderId = newId();
      for (const command of commands) await send(command, orderId);
      await bench.submitRefunds();
      await assertNothingKept(orderId, commands.join(', '));
    }
  });

  it('leaves neither a charge nor an amount set aside where they all arrive at once', async () => {
    const orders = Array.from({ length: 10 }, () => newId());
    await Promise.all(
      orders.flatMap((orderId) =>
        (['authorize', 'capture', 'refund', 'void'] as const).map((command) => persistently(() => send(command, orderId), 100)),
      ),
    );
    await bench.submitRefunds();
    for (const orderId of orders) await assertNothingKept(orderId, orderId);
  });
});

describe('submitting a refund', () => {
  it('gives back once where the process dies between the answer and storing it', async () => {
    const orderId = await captured();
    await bench.refund({ orderId, reason });
    const [message] = bench.events.messagesOf(SubmitRefundV1).filter(({ subject }) => subject === orderId);
    if (!message) throw new Error('no refund was submitted');
    const dying = dyingBeforeSettlement(bench.subscription('submit-refund'));
    await expect(deliver(bench.db.database, dying, SubmitRefundV1, { ...message, sequence: 1 })).rejects.toThrow('died');
    await bench.submitRefund(message.payload, message.id);
    await bench.submitRefund(message.payload, message.id);
    await bench.submitRefund(message.payload);
    expect(refundsOf(orderId)).toHaveLength(1);
    expect(await chargesOf(orderId)).toMatchObject([{ refundedMinor: 1_999 }]);
  });
});

type Command = 'authorize' | 'capture' | 'refund' | 'void';

function send(command: Command, orderId: string): Promise<unknown> {
  switch (command) {
    case 'authorize':
      return bench.authorize(authorization('tok_ok', orderId));
    case 'capture':
      return bench.capture({ orderId });
    case 'refund':
      return bench.refund({ orderId, reason });
    case 'void':
      return bench.release({ orderId });
  }
}

async function assertNothingKept(orderId: string, context: string): Promise<void> {
  for (const { authorizedMinor, capturedMinor, refundedMinor, voided } of await chargesOf(orderId)) {
    expect(capturedMinor - refundedMinor, context).toBe(0);
    expect(voided || capturedMinor === authorizedMinor, context).toBe(true);
  }
  expect(
    bench.saidOf(orderId).map((said) => Number(said.split(' ')[0])),
    context,
  ).toEqual([1, 2, 3, 4]);
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}
