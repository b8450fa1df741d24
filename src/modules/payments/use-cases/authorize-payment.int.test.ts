import { describe, expect, it } from 'vitest';
import { AuthorizePaymentV1 } from '#contracts/payments/authorize-payment.v1.ts';
import { PaymentDeclinedV1 } from '#contracts/payments/payment-declined.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { authorization, dyingBeforeSettlement, paymentsBench, persistently } from '../testing/payments-bench.ts';

const bench = paymentsBench();

const chargesOf = async (orderId: string) => (await bench.sandbox().charges()).filter((charge) => charge.orderId === orderId);
const declineCodeOf = (orderId: string) =>
  bench.events.messagesOf(PaymentDeclinedV1).find(({ subject }) => subject === orderId)?.payload.code;

describe('authorizing the payment of an order', () => {
  it('sets the amount aside, says so and forgets the token', async () => {
    const request = authorization();
    await bench.authorize(request);
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-authorized']);
    expect(await bench.paymentOf(request.orderId)).toMatchObject({ status: 'authorized', token: null });
    expect(await bench.entriesOf(request.orderId)).toEqual(['authorization 1999']);
  });

  it.each([
    ['tok_declined', 'card_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
    ['tok_of_nobody', 'invalid_token'],
  ])('tells that %s was declined as %s', async (token, code) => {
    const request = authorization(token);
    await bench.authorize(request);
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-declined']);
    expect(declineCodeOf(request.orderId)).toBe(code);
    expect(await bench.paymentOf(request.orderId)).toMatchObject({ status: 'declined', token: null });
  });

  it('finds out that it was charged where the provider did not answer', async () => {
    const request = authorization('tok_timeout');
    await bench.authorize(request);
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-authorized']);
    expect(await chargesOf(request.orderId)).toHaveLength(1);
  });

  it('concludes nothing from errors, and charges once when it is tried again', async () => {
    const request = authorization('tok_flaky');
    const id = newId();
    await expect(bench.authorize(request, id)).rejects.toThrow('500');
    expect(bench.saidOf(request.orderId)).toEqual([]);
    await persistently(() => bench.authorize(request, id));
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-authorized']);
    expect(await chargesOf(request.orderId)).toHaveLength(1);
  });

  it('waits for a provider that is slower than our patience, and charges once', async () => {
    const request = authorization('tok_slow');
    const id = newId();
    await persistently(() => bench.authorize(request, id), 1_000);
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-authorized']);
    expect(await chargesOf(request.orderId)).toHaveLength(1);
  });

  it('is kept sealed while the provider has not answered, whoever asked, and never in the clear', async () => {
    await bench.sandbox().order({ downSeconds: 60 });
    const [sealed, clear] = [authorization(), authorization()];
    await expect(bench.authorize(sealed)).rejects.toThrow('503');
    await expect(bench.authorizeInTheClear(clear)).rejects.toThrow('503');
    for (const { orderId } of [sealed, clear]) {
      expect(await bench.paymentOf(orderId)).toMatchObject({ status: 'pending', token: expect.stringMatching(/^eyJ/) });
    }
    await bench.sandbox().order({});
    await bench.authorize(sealed);
    await bench.authorizeInTheClear(clear);
    expect(bench.saidOf(clear.orderId)).toEqual(['1 payment-authorized']);
  });

  it('takes up what was asked for before tokens were sealed', async () => {
    const request = authorization();
    await bench.sandbox().order({ downSeconds: 60 });
    await expect(bench.authorize(request)).rejects.toThrow('503');
    await bench.db.admin.sql`update payments.payments set token = 'tok_declined' where order_id = ${request.orderId}`;
    await bench.sandbox().order({});
    await bench.authorize(request);
    expect(declineCodeOf(request.orderId)).toBe('card_declined');
  });

  it('is answered once where the message comes twice', async () => {
    const request = authorization();
    const { id } = await bench.authorize(request);
    await bench.authorize(request, id);
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-authorized']);
  });

  it('is answered again, and charges once, where it is asked again', async () => {
    const request = authorization();
    await bench.authorize(request);
    await bench.authorize({ ...request, amount: { amountMinor: 1, currency: 'USD' } });
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-authorized', '2 payment-authorized']);
    expect(await chargesOf(request.orderId)).toMatchObject([{ authorizedMinor: 1_999, currency: 'EUR' }]);
  });

  it('charges once where the process dies between the answer and storing it', async () => {
    const request = authorization();
    const message = { subject: request.orderId, payload: request, id: newId() };
    const dying = dyingBeforeSettlement(bench.subscription('authorize-payment'));
    await expect(deliver(bench.db.database, dying, AuthorizePaymentV1, message)).rejects.toThrow('died');
    await bench.authorize(request, message.id);
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-authorized']);
    expect(await chargesOf(request.orderId)).toHaveLength(1);
  });

  it('charges once where two processes work on it at the same time', async () => {
    const request = authorization();
    const both = [newId(), newId()].map((id) => persistently(() => bench.authorize(request, id)));
    await Promise.all(both);
    expect(await chargesOf(request.orderId)).toHaveLength(1);
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-authorized', '2 payment-authorized']);
  });

  it('keeps waiting while the provider is down, and goes on when it is back', async () => {
    const request = authorization();
    const id = newId();
    await bench.sandbox().order({ downSeconds: 60 });
    await expect(bench.authorize(request, id)).rejects.toThrow('503');
    await bench.sandbox().order({});
    await bench.authorize(request, id);
    expect(bench.saidOf(request.orderId)).toEqual(['1 payment-authorized']);
  });
});
