import { describe, expect, it } from 'vitest';
import { AuthorizePaymentV1 } from '#contracts/payments/authorize-payment.v1.ts';
import { CapturePaymentV1 } from '#contracts/payments/capture-payment.v1.ts';
import { PaymentDisputedV1 } from '#contracts/payments/payment-disputed.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { ReviewPaymentV1 } from '#contracts/payments/review-payment.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { authorization, dyingBeforeSettlement, paymentsBench, persistently, price } from '../testing/payments-bench.ts';

const bench = paymentsBench();

async function chargeOf(orderId: string): Promise<string> {
  const found = (await bench.sandbox().charges()).find((charge) => charge.orderId === orderId);
  if (!found) throw new Error('the provider has no charge of this order');
  return found.charge;
}

async function authorized() {
  const request = authorization();
  await bench.authorize(request);
  return { orderId: request.orderId, charge: await chargeOf(request.orderId) };
}

async function captured() {
  const payment = await authorized();
  await bench.capture({ orderId: payment.orderId });
  return payment;
}

const refundsOf = (orderId: string) =>
  bench.events.messagesOf(PaymentRefundedV1).flatMap(({ subject, payload }) => (subject === orderId ? [payload] : []));
const disputesOf = (orderId: string) =>
  bench.events.messagesOf(PaymentDisputedV1).flatMap(({ subject, payload }) => (subject === orderId ? [payload.status] : []));

describe('what the provider says before the answer to our own call is stored', () => {
  it('is taken in, and whoever asked for the authorization is answered once', async () => {
    const request = authorization();
    const message = { subject: request.orderId, payload: request, id: newId() };
    const dying = dyingBeforeSettlement(bench.subscription('authorize-payment'));
    await expect(deliver(bench.db.database, dying, AuthorizePaymentV1, message)).rejects.toThrow('died');
    await bench.review({ charge: await chargeOf(request.orderId), news: 'authorized' });
    expect(await bench.paymentOf(request.orderId)).toMatchObject({ status: 'authorized', token: null });
    expect(bench.saidOf(request.orderId)).toEqual([]);
    await bench.authorize(request, message.id);
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-authorized']);
    expect(await bench.entriesOf(request.orderId)).toEqual(['authorization 1999']);
  });

  it('is taken in also where a capture was done and its answer lost', async () => {
    const { orderId, charge } = await authorized();
    const message = { subject: orderId, payload: { orderId }, id: newId() };
    const dying = dyingBeforeSettlement(bench.subscription('capture-payment'));
    await expect(deliver(bench.db.database, dying, CapturePaymentV1, message)).rejects.toThrow('died');
    await bench.review({ charge, news: 'captured' });
    expect(await bench.paymentOf(orderId)).toMatchObject({ status: 'captured', captured: 1_999 });
    await bench.capture({ orderId }, message.id);
    expect(bench.saidOf(orderId)).toEqual(['1 payment-authorized', '2 payment-captured']);
  });

  it('changes nothing twice where both are at work at the same time', async () => {
    const orders = await Promise.all(Array.from({ length: 8 }, () => authorized()));
    await Promise.all(
      orders.flatMap(({ orderId, charge }) => [
        persistently(() => bench.capture({ orderId })),
        persistently(() => bench.review({ charge, news: 'captured' })),
        persistently(() => bench.review({ charge, news: 'captured' })),
      ]),
    );
    for (const { orderId } of orders) {
      expect(bench.saidOf(orderId)).toEqual(['1 payment-authorized', '2 payment-captured']);
      expect(await bench.entriesOf(orderId)).toEqual(['authorization 1999', 'capture 1999']);
    }
  });
});

describe('what somebody has done at the provider by hand', () => {
  it('is a capture that ours finds done', async () => {
    const { orderId, charge } = await authorized();
    await bench.sandbox().byHand(charge, { act: 'capture' });
    await bench.review({ charge, news: 'captured' });
    await bench.capture({ orderId });
    expect(bench.saidOf(orderId)).toEqual(['1 payment-authorized', '2 payment-captured']);
  });

  it('is an authorization let go of, so that our capture fails', async () => {
    const { orderId, charge } = await authorized();
    await bench.sandbox().byHand(charge, { act: 'void' });
    await bench.review({ charge, news: 'voided' });
    await bench.capture({ orderId });
    expect(await bench.paymentOf(orderId)).toMatchObject({ status: 'voided' });
    expect(bench.saidOf(orderId)).toEqual(['1 payment-authorized', '2 payment-capture-failed']);
  });

  it('is a refund, which our books follow once, however often we hear of it', async () => {
    const { orderId, charge } = await captured();
    const reference = await bench.sandbox().byHand(charge, { act: 'refund', amountMinor: 500 });
    const { id } = await bench.review({ charge, news: 'refunded', reference });
    await bench.review({ charge, news: 'refunded', reference }, id);
    await bench.review({ charge, news: 'refunded', reference });
    expect(refundsOf(orderId)).toMatchObject([{ amount: { amountMinor: 500 }, refundedTotal: { amountMinor: 500 } }]);
    expect(await bench.paymentOf(orderId)).toMatchObject({ refunded: 500, refunding: 0 });
    expect(await bench.entriesOf(orderId)).toEqual(['authorization 1999', 'capture 1999', 'refund 500']);
  });

  it('is a refund that leaves no room for ours, which the provider then refuses', async () => {
    const { orderId, charge } = await captured();
    await bench.requestRefund(await bench.paymentIdOf(orderId), 1_999);
    const reference = await bench.sandbox().byHand(charge, { act: 'refund', amountMinor: 1_999 });
    const id = newId();
    await expect(bench.review({ charge, news: 'refunded', reference }, id)).rejects.toThrow('giving back');
    await bench.submitRefunds();
    await bench.review({ charge, news: 'refunded', reference }, id);
    expect(refundsOf(orderId)).toMatchObject([{ amount: price, refundedTotal: price }]);
    expect(await bench.paymentOf(orderId)).toMatchObject({ refunded: 1_999, refunding: 0 });
  });
});

describe('a refund that takes its time', () => {
  async function refundUnderWay() {
    const payment = await captured();
    await bench.sandbox().order({ refundsTakeTime: true });
    await bench.requestRefund(await bench.paymentIdOf(payment.orderId), 700);
    await bench.submitRefunds();
    await bench.sandbox().order({});
    const report = await bench.sandbox().provider.inspect(payment.charge);
    return { ...payment, reference: report?.refunds[0]?.reference ?? '' };
  }

  it('is asked about again, and ends as the provider says', async () => {
    const { orderId, charge, reference } = await refundUnderWay();
    expect(await bench.paymentOf(orderId)).toMatchObject({ refunded: 0, refunding: 700 });
    const awaited = () => bench.events.messagesOf(ReviewPaymentV1).filter(({ subject }) => subject === charge).length;
    expect(awaited()).toBe(1);
    await bench.review({ charge, news: 'awaited' });
    expect(awaited()).toBe(2);
    await bench.sandbox().byHand(charge, { act: 'end-refund', id: reference, status: 'succeeded' });
    await bench.review({ charge, news: 'awaited' });
    expect(refundsOf(orderId)).toMatchObject([{ amount: { amountMinor: 700 } }]);
    await bench.review({ charge, news: 'awaited' });
    expect(awaited()).toBe(2);
  });

  it('gives its amount back to be refunded again where it fails', async () => {
    const { orderId, charge, reference } = await refundUnderWay();
    await bench.sandbox().byHand(charge, { act: 'end-refund', id: reference, status: 'failed' });
    await bench.review({ charge, news: 'refunded', reference });
    expect(await bench.paymentOf(orderId)).toMatchObject({ refunded: 0, refunding: 0 });
    expect(refundsOf(orderId)).toEqual([]);
  });

  it('ends once where our own answer and the news arrive at the same time', async () => {
    const { orderId, charge } = await captured();
    await bench.requestRefund(await bench.paymentIdOf(orderId), 700);
    await Promise.all([bench.submitRefunds(), persistently(() => bench.review({ charge, news: 'refunded' }))]);
    await bench.review({ charge, news: 'refunded' });
    expect(refundsOf(orderId)).toHaveLength(1);
    expect(await bench.entriesOf(orderId)).toEqual(['authorization 1999', 'capture 1999', 'refund 700']);
  });
});

describe('a dispute', () => {
  it('is told when it is opened and when it is decided, each once', async () => {
    const { orderId, charge } = await captured();
    const reference = await bench.sandbox().byHand(charge, { act: 'open-dispute', amountMinor: 1_999 });
    await bench.review({ charge, news: 'disputed', reference });
    await bench.review({ charge, news: 'disputed', reference });
    await bench.sandbox().byHand(charge, { act: 'decide-dispute', id: reference, status: 'lost' });
    await bench.review({ charge, news: 'disputed', reference });
    await bench.review({ charge, news: 'disputed', reference });
    expect(disputesOf(orderId)).toEqual(['open', 'lost']);
  });
});

describe('news of a charge that nobody has', () => {
  it('is put aside', async () => {
    const said = bench.events.envelopes.length;
    await bench.review({ charge: 'ch_nobody', news: 'captured' });
    expect(bench.events.envelopes).toHaveLength(said);
  });
});
