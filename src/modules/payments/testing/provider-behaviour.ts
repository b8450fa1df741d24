import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type PaymentProvider, type ProviderOutcome, type ProviderRequest, UnknownOutcome } from '../ports/payment-provider.ts';

export interface ProviderUnderTest {
  /** Asked for in each test, so that it may be made in a hook. */
  readonly provider: () => PaymentProvider;
  readonly cards: {
    readonly good: string;
    readonly declined: string;
    readonly refusesCaptures: string;
    readonly timesOut: string;
  };
}

const amount = { amountMinor: 1_999, currency: 'EUR' };

/** What every adapter of the port must do, whichever company is behind it. */
export function providerBehaviour(name: string, { provider, cards }: ProviderUnderTest): void {
  const submit = (request: ProviderRequest) => provider().submit(request);
  const authorization = (token: string): ProviderRequest => ({
    operation: 'authorize',
    key: randomUUID(),
    amount,
    token,
    orderId: randomUUID(),
  });
  const capture = (charge: string): ProviderRequest => ({ operation: 'capture', key: randomUUID(), charge, amount });
  const release = (charge: string): ProviderRequest => ({ operation: 'void', key: randomUUID(), charge });
  const refund = (charge: string, amountMinor: number): ProviderRequest => ({
    operation: 'refund',
    key: randomUUID(),
    charge,
    amount: { ...amount, amountMinor },
  });
  const authorized = async (token = cards.good) => referenceOf(await submit(authorization(token)));
  const captured = async () => {
    const charge = await authorized();
    referenceOf(await submit(capture(charge)));
    return charge;
  };

  describe(`${name} as a payment provider`, () => {
    it('sets an amount aside and names the charge', async () => {
      expect(await submit(authorization(cards.good))).toEqual({ kind: 'approved', reference: expect.any(String) });
    });

    it('declines a bad card with a code and a sentence', async () => {
      const outcome = await submit(authorization(cards.declined));
      expect(outcome).toEqual({ kind: 'declined', code: expect.stringMatching(/^[a-z_]+$/), detail: expect.any(String) });
    });

    it('gives the same answer under the same key, however often it is asked', async () => {
      for (const request of [authorization(cards.good), authorization(cards.declined), capture(await authorized())]) {
        const first = await submit(request);
        expect([await submit(request), await submit(request)]).toEqual([first, first]);
      }
    });

    it('refuses a key that was used for another request', async () => {
      const request = authorization(cards.good);
      await submit(request);
      await expect(submit({ ...request, ...authorization(cards.good), key: request.key })).rejects.toThrow();
    });

    it('charges once where the same request arrives twice at the same time', async () => {
      const request = authorization(cards.good);
      const replies = await Promise.allSettled([submit(request), submit(request)]);
      const references = replies.flatMap((reply) => (reply.status === 'fulfilled' ? [referenceOf(reply.value)] : []));
      expect(new Set([...references, referenceOf(await submit(request))]).size).toBe(1);
    });

    it('captures what was set aside', async () => {
      expect((await submit(capture(await authorized()))).kind).toBe('approved');
    });

    it('declines a capture that the bank refuses', async () => {
      expect((await submit(capture(await authorized(cards.refusesCaptures)))).kind).toBe('declined');
    });

    it('captures a charge once, also under another key', async () => {
      expect((await submit(capture(await captured()))).kind).toBe('declined');
    });

    it('lets go of what was set aside, also twice, and refuses a capture afterwards', async () => {
      const charge = await authorized();
      expect((await submit(release(charge))).kind).toBe('approved');
      expect((await submit(release(charge))).kind).toBe('approved');
      expect((await submit(capture(charge))).kind).toBe('declined');
    });

    it('declines to let go of what was captured', async () => {
      expect((await submit(release(await captured()))).kind).toBe('declined');
    });

    it('gives back in parts, and never more than was captured', async () => {
      const charge = await captured();
      expect((await submit(refund(charge, 1_000))).kind).toBe('approved');
      expect((await submit(refund(charge, 1_000))).kind).toBe('declined');
      expect((await submit(refund(charge, 999))).kind).toBe('approved');
    });

    it('finds an earlier answer by its key', async () => {
      for (const request of [authorization(cards.good), authorization(cards.declined), capture(await authorized())]) {
        const answer = await submit(request);
        expect(await provider().find(request)).toEqual(answer);
      }
    });

    it('finds nothing where nothing was asked', async () => {
      expect(await provider().find(authorization(cards.good))).toBeUndefined();
    });

    it('does not know the outcome of a call that was not answered, and finds it out by the key', async () => {
      const request = authorization(cards.timesOut);
      await expect(submit(request)).rejects.toThrow(UnknownOutcome);
      const found = await provider().find(request);
      expect(found?.kind).toBe('approved');
      expect(await submit(request)).toEqual(found);
    });
  });
}

function referenceOf(outcome: ProviderOutcome): string {
  if (outcome.kind === 'declined') throw new Error(`declined: ${outcome.code}`);
  return outcome.reference;
}
