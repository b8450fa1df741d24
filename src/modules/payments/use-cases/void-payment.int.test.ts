import { describe, expect, it } from 'vitest';
import { AuthorizePaymentV1 } from '#contracts/payments/authorize-payment.v1.ts';
import { PaymentDeclinedV1 } from '#contracts/payments/payment-declined.v1.ts';
import { PaymentVoidedV1 } from '#contracts/payments/payment-voided.v1.ts';
import { VoidPaymentV1 } from '#contracts/payments/void-payment.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { authorization, dyingBeforeSettlement, paymentsBench, persistently } from '../testing/payments-bench.ts';

const bench = paymentsBench();

const chargesOf = async (orderId: string) => (await bench.sandbox().charges()).filter((charge) => charge.orderId === orderId);
const voidedOf = (orderId: string) => bench.events.messagesOf(PaymentVoidedV1).filter(({ subject }) => subject === orderId);

describe('voiding the payment of an order', () => {
  it('lets go of what was set aside', async () => {
    const request = authorization();
    await bench.authorize(request);
    await bench.release({ orderId: request.orderId });
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-authorized', '2 payment-voided']);
    expect(await chargesOf(request.orderId)).toMatchObject([{ voided: true }]);
    expect(await bench.entriesOf(request.orderId)).toEqual(['authorization 1999', 'void 1999']);
  });

  it('comes before the authorization, which is then declined without asking the provider', async () => {
    const request = authorization();
    await bench.release({ orderId: request.orderId });
    await bench.authorize(request);
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-voided', '2 payment-declined']);
    expect(voidedOf(request.orderId)[0]?.payload).toEqual({ orderId: request.orderId });
    expect(bench.events.messagesOf(PaymentDeclinedV1).at(-1)?.payload.code).toBe('voided');
    expect(await chargesOf(request.orderId)).toEqual([]);
    expect(await bench.paymentOf(request.orderId)).toMatchObject({ token: null });
  });

  it('comes while the authorization is under way, finds out what became of it and lets go', async () => {
    const request = authorization();
    const message = { subject: request.orderId, payload: request, id: newId() };
    const dying = dyingBeforeSettlement(bench.subscription('authorize-payment'));
    await expect(deliver(bench.db.database, dying, AuthorizePaymentV1, message)).rejects.toThrow('died');
    await bench.release({ orderId: request.orderId });
    await bench.authorize(request, message.id);
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-voided', '2 payment-declined']);
    expect(await chargesOf(request.orderId)).toMatchObject([{ voided: true, capturedMinor: 0 }]);
  });

  it('has nothing to let go of where the card was declined', async () => {
    const request = authorization('tok_declined');
    await bench.authorize(request);
    await bench.release({ orderId: request.orderId });
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-declined', '2 payment-voided']);
  });

  it('is answered once where the message comes twice, and again where it is asked again', async () => {
    const request = authorization();
    await bench.authorize(request);
    const { id } = await bench.release({ orderId: request.orderId });
    await bench.release({ orderId: request.orderId }, id);
    await bench.release({ orderId: request.orderId });
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-authorized', '2 payment-voided', '3 payment-voided']);
    expect(await bench.entriesOf(request.orderId)).toEqual(['authorization 1999', 'void 1999']);
  });

  it('refuses a capture that comes later', async () => {
    const request = authorization();
    await bench.authorize(request);
    await bench.release({ orderId: request.orderId });
    await bench.capture({ orderId: request.orderId });
    expect(bench.saidOf(request.orderId).at(-1)).toBe('3 payment-capture-failed');
    expect(await chargesOf(request.orderId)).toMatchObject([{ capturedMinor: 0 }]);
  });

  it('lets go once where the process dies between the answer and storing it', async () => {
    const request = authorization();
    await bench.authorize(request);
    const message = { subject: request.orderId, payload: { orderId: request.orderId }, id: newId() };
    const dying = dyingBeforeSettlement(bench.subscription('void-payment'));
    await expect(deliver(bench.db.database, dying, VoidPaymentV1, message)).rejects.toThrow('died');
    await bench.release({ orderId: request.orderId }, message.id);
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-authorized', '2 payment-voided']);
  });

  it('leaves nothing set aside, whichever of authorization and void is faster', async () => {
    const requests = Array.from({ length: 10 }, () => authorization());
    await Promise.all(
      requests.flatMap((request, index) => {
        const authorize = () => persistently(() => bench.authorize(request));
        const release = () => persistently(() => bench.release({ orderId: request.orderId }));
        return index % 2 === 0 ? [authorize(), release()] : [release(), authorize()];
      }),
    );
    for (const { orderId } of requests) {
      expect((await chargesOf(orderId)).filter(({ voided }) => !voided)).toEqual([]);
      expect((await bench.paymentOf(orderId)).status).toBe('voided');
    }
  });
});
