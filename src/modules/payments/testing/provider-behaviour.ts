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

/** What every adapter of the port must do, whichever company is behind it. */
export function providerBehaviour(name: string, underTest: ProviderUnderTest): void {
  describe(`${name} as a payment provider`, () => {
    authorizes(underTest);
    capturesAndLetsGo(underTest);
    givesBack(underTest);
    answersOncePerKey(underTest);
    tellsWhatBecame(underTest);
  });
}

function authorizes({ provider, cards }: ProviderUnderTest): void {
  it('sets an amount aside and names the charge', async () => {
    const outcome = await provider().submit(authorization(cards.good));
    expect(outcome).toEqual({ kind: 'approved', reference: expect.any(String) });
  });

  it('declines a bad card with a code and a sentence', async () => {
    const outcome = await provider().submit(authorization(cards.declined));
    expect(outcome).toEqual({ kind: 'declined', code: expect.stringMatching(/^[a-z_]+$/), detail: expect.any(String) });
  });
}

function capturesAndLetsGo({ provider, cards }: ProviderUnderTest): void {
  it('captures what was set aside, once, also where it is asked under another key', async () => {
    const charge = await authorized(provider(), cards.good);
    expect((await provider().submit(capture(charge))).kind).toBe('approved');
    expect((await provider().submit(capture(charge))).kind).toBe('declined');
  });

  it('declines a capture that the bank refuses', async () => {
    const charge = await authorized(provider(), cards.refusesCaptures);
    expect((await provider().submit(capture(charge))).kind).toBe('declined');
  });

  it('lets go of what was set aside, also twice, and declines a capture afterwards', async () => {
    const charge = await authorized(provider(), cards.good);
    expect((await provider().submit(release(charge))).kind).toBe('approved');
    expect((await provider().submit(release(charge))).kind).toBe('approved');
    expect((await provider().submit(capture(charge))).kind).toBe('declined');
  });

  it('declines to let go of what was captured', async () => {
    const charge = await captured(provider(), cards.good);
    expect((await provider().submit(release(charge))).kind).toBe('declined');
  });
}

function givesBack({ provider, cards }: ProviderUnderTest): void {
  it('gives back in parts, and never more than was captured', async () => {
    const charge = await captured(provider(), cards.good);
    expect((await provider().submit(refund(charge, 1_000))).kind).toBe('approved');
    expect((await provider().submit(refund(charge, 1_000))).kind).toBe('declined');
    expect((await provider().submit(refund(charge, 999))).kind).toBe('approved');
  });
}

function answersOncePerKey({ provider, cards }: ProviderUnderTest): void {
  it('gives the same answer under the same key, however often it is asked', async () => {
    const charge = await authorized(provider(), cards.good);
    for (const request of [authorization(cards.good), authorization(cards.declined), capture(charge), refund(charge, 1)]) {
      const first = await provider().submit(request);
      expect(await provider().submit(request)).toEqual(first);
    }
  });

  it('refuses a key that was used for another request', async () => {
    const request = authorization(cards.good);
    await provider().submit(request);
    await expect(provider().submit({ ...authorization(cards.good), key: request.key })).rejects.toThrow();
  });

  it('charges once where the same request arrives twice at the same time', async () => {
    const request = authorization(cards.good);
    const replies = await Promise.allSettled([provider().submit(request), provider().submit(request)]);
    const known = replies.flatMap((reply) => (reply.status === 'fulfilled' ? [referenceOf(reply.value)] : []));
    expect(new Set([...known, referenceOf(await provider().submit(request))]).size).toBe(1);
  });
}

function tellsWhatBecame({ provider, cards }: ProviderUnderTest): void {
  it('finds an earlier answer by its key', async () => {
    const charge = await authorized(provider(), cards.good);
    for (const request of [authorization(cards.good), authorization(cards.declined), capture(charge), refund(charge, 1)]) {
      const answer = await provider().submit(request);
      expect(await provider().find(request)).toEqual(answer);
    }
  });

  it('finds nothing where nothing was asked', async () => {
    expect(await provider().find(authorization(cards.good))).toBeUndefined();
  });

  it('does not know the outcome of a call that was not answered, and finds it out by the key', async () => {
    const request = authorization(cards.timesOut);
    await expect(provider().submit(request)).rejects.toThrow(UnknownOutcome);
    const found = await provider().find(request);
    expect(found?.kind).toBe('approved');
    expect(await provider().submit(request)).toEqual(found);
  });
}

const amount = { amountMinor: 1_999, currency: 'EUR' };

function authorization(token: string): ProviderRequest {
  return { operation: 'authorize', key: randomUUID(), amount, token, orderId: randomUUID() };
}

function capture(charge: string): ProviderRequest {
  return { operation: 'capture', key: randomUUID(), charge, amount };
}

function release(charge: string): ProviderRequest {
  return { operation: 'void', key: randomUUID(), charge };
}

function refund(charge: string, amountMinor: number): ProviderRequest {
  return { operation: 'refund', key: randomUUID(), charge, amount: { ...amount, amountMinor } };
}

async function authorized(provider: PaymentProvider, token: string): Promise<string> {
  return referenceOf(await provider.submit(authorization(token)));
}

async function captured(provider: PaymentProvider, token: string): Promise<string> {
  const charge = await authorized(provider, token);
  referenceOf(await provider.submit(capture(charge)));
  return charge;
}

function referenceOf(outcome: ProviderOutcome): string {
  if (outcome.kind === 'declined') throw new Error(`declined: ${outcome.code}`);
  return outcome.reference;
}
