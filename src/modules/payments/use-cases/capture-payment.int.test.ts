import { describe, expect, it } from 'vitest';
import { CapturePaymentV1 } from '#contracts/payments/capture-payment.v1.ts';
import { PaymentCaptureFailedV1 } from '#contracts/payments/payment-capture-failed.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { authorization, dyingBeforeSettlement, paymentsBench, persistently } from '../testing/payments-bench.ts';

const bench = paymentsBench();

const chargesOf = async (orderId: string) => (await bench.sandbox().charges()).filter((charge) => charge.orderId === orderId);
const failureOf = (orderId: string) =>
  bench.events.messagesOf(PaymentCaptureFailedV1).findLast(({ subject }) => subject === orderId)?.payload;

async function authorized(token?: string): Promise<string> {
  const request = authorization(token);
  await bench.authorize(request);
  return request.orderId;
}

describe('capturing the payment of an order', () => {
  it('takes what was set aside', async () => {
    const orderId = await authorized();
    await bench.capture({ orderId });
    expect(bench.saidOf(orderId)).toEqual(['1 payment-authorized', '2 payment-captured']);
    expect(await bench.paymentOf(orderId)).toMatchObject({ status: 'captured', captured: 1_999 });
    expect(await bench.entriesOf(orderId)).toEqual(['authorization 1999', 'capture 1999']);
  });

  it('tells that the bank refused it, and lets what was set aside go afterwards', async () => {
    const orderId = await authorized('tok_capture_fails');
    await bench.capture({ orderId });
    await bench.capture({ orderId });
    await bench.release({ orderId });
    expect(bench.saidOf(orderId)).toEqual([
      '1 payment-authorized',
      '2 payment-capture-failed',
      '3 payment-capture-failed',
      '4 payment-voided',
    ]);
    expect(failureOf(orderId)?.code).toBe('capture_refused');
    expect(await chargesOf(orderId)).toMatchObject([{ voided: true, capturedMinor: 0 }]);
  });

  it('has nothing to take where the card was declined', async () => {
    const orderId = await authorized('tok_declined');
    await bench.capture({ orderId });
    expect(failureOf(orderId)?.code).toBe('not_authorized');
  });

  it('has nothing to take where no payment was asked for, and refuses the late request for one', async () => {
    const orderId = newId();
    await bench.capture({ orderId });
    expect(failureOf(orderId)).toEqual({ orderId, code: 'not_authorized', detail: expect.any(String) });
    await bench.authorize(authorization('tok_ok', orderId));
    expect(bench.saidOf(orderId)).toEqual(['1 payment-capture-failed', '2 payment-declined']);
    expect(await chargesOf(orderId)).toEqual([]);
  });

  it('is tried again where the authorization is still under way', async () => {
    const request = authorization('tok_flaky');
    const id = newId();
    await expect(bench.authorize(request)).rejects.toThrow();
    await expect(bench.capture({ orderId: request.orderId }, id)).rejects.toThrow('still pending');
    await persistently(() => bench.authorize(request));
    await bench.capture({ orderId: request.orderId }, id);
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-authorized', '2 payment-captured']);
  });

  it('is answered once where the message comes twice, and again where it is asked again, and takes once', async () => {
    const orderId = await authorized();
    const { id } = await bench.capture({ orderId });
    await bench.capture({ orderId }, id);
    await bench.capture({ orderId });
    expect(bench.saidOf(orderId)).toEqual(['1 payment-authorized', '2 payment-captured', '3 payment-captured']);
    expect(await bench.entriesOf(orderId)).toEqual(['authorization 1999', 'capture 1999']);
  });

  it('takes once where the process dies between the answer and storing it', async () => {
    const orderId = await authorized();
    const message = { subject: orderId, payload: { orderId }, id: newId() };
    const dying = dyingBeforeSettlement(bench.subscription('capture-payment'));
    await expect(deliver(bench.db.database, dying, CapturePaymentV1, message)).rejects.toThrow('died');
    await bench.capture({ orderId }, message.id);
    expect(bench.saidOf(orderId)).toEqual(['1 payment-authorized', '2 payment-captured']);
  });

  it('takes once where two processes work on it at the same time', async () => {
    const orderId = await authorized();
    await Promise.all([newId(), newId(), newId()].map((id) => persistently(() => bench.capture({ orderId }, id))));
    expect(bench.saidOf(orderId)).toHaveLength(4);
    expect(await bench.entriesOf(orderId)).toEqual(['authorization 1999', 'capture 1999']);
  });

  it('ends either captured or voided, never both, whichever of capture and void is faster', async () => {
    const orders = await Promise.all(Array.from({ length: 10 }, () => authorized()));
    await Promise.all(
      orders.flatMap((orderId, index) => {
        const capture = () => persistently(() => bench.capture({ orderId }));
        const release = () => persistently(() => bench.release({ orderId }));
        return index % 2 === 0 ? [capture(), release()] : [release(), capture()];
      }),
    );
    for (const orderId of orders) {
      const { status } = await bench.paymentOf(orderId);
      const [charge] = await chargesOf(orderId);
      expect(status).toBe(charge?.voided ? 'voided' : 'captured');
      expect(bench.saidOf(orderId).some((said) => said.endsWith('payment-captured'))).toBe(status === 'captured');
    }
  });
});
