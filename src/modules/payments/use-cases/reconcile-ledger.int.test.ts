import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { authorization, paymentsBench } from '../testing/payments-bench.ts';

// The oracle of every other test: here it must fire.
const bench = paymentsBench({ reconciled: false });

async function captured(): Promise<string> {
  const request = authorization();
  await bench.authorize(request);
  await bench.capture({ orderId: request.orderId });
  return request.orderId;
}

const Answer = z.object({ differences: z.array(z.object({ orderId: z.string(), kind: z.string() })) });

async function differencesAbout(orderId: string): Promise<readonly unknown[]> {
  const { differences } = Answer.parse(await bench.reconcile());
  return differences.filter((difference) => difference.orderId === orderId).map(({ kind }) => kind);
}

describe('reconciling with the provider', () => {
  it('finds nothing where both books agree', async () => {
    expect(await differencesAbout(await captured())).toEqual([]);
  });

  it('finds a charge that we did not ask for, also after the provider has told of it', async () => {
    const { orderId } = authorization('tok_declined');
    await bench.authorize(authorization('tok_declined', orderId));
    const amount = { amountMinor: 5, currency: 'EUR' };
    const request = { operation: 'authorize' as const, key: newId(), amount, token: 'tok_ok', orderId };
    const made = await bench.sandbox().provider.submit(request);
    await bench.review({ charge: made.kind === 'approved' ? made.reference : '', news: 'authorized' });
    expect(await differencesAbout(orderId)).toEqual(['unknown_to_us']);
    expect(bench.saidOf(orderId)).toEqual(['1 payment-declined']);
  });

  it('finds a charge that the provider does not know', async () => {
    const orderId = await captured();
    await bench.db.admin.sql`update payments.payments set charge = ${`ch_${orderId}`} where order_id = ${orderId}`;
    const kinds = await differencesAbout(orderId);
    expect([...kinds].sort()).toEqual(['unknown_to_provider', 'unknown_to_us']);
  });

  it('finds a movement that was never booked', async () => {
    const orderId = await captured();
    await bench.db.admin.sql`
      delete from payments.payment_entries entry using payments.payments payment
      where payment.id = entry.payment_id and payment.order_id = ${orderId} and entry.kind = 'capture'`;
    expect(await differencesAbout(orderId)).toEqual(['payment_differs_from_ledger', 'totals_differ']);
  });

  it('finds what was given back behind our back, and our own refund fails then', async () => {
    const orderId = await captured();
    const [charge] = (await bench.sandbox().charges()).filter((candidate) => candidate.orderId === orderId);
    const amount = { amountMinor: 1_999, currency: 'EUR' };
    await bench.sandbox().provider.submit({ operation: 'refund', key: newId(), charge: charge?.charge ?? '', amount });
    await bench.refund({ orderId, reason: 'order_cancelled' });
    await bench.submitRefunds();
    expect(await bench.paymentOf(orderId)).toMatchObject({ captured: 1_999, refunded: 0, refunding: 0 });
    expect(bench.saidOf(orderId)).toEqual(['1 payment-authorized', '2 payment-captured']);
    expect(await differencesAbout(orderId)).toEqual(['totals_differ']);
  });
});
