import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { type ProviderRequest, UnknownOutcome } from '../ports/payment-provider.ts';
import { providerBehaviour } from '../testing/provider-behaviour.ts';
import { openSandbox, type Sandbox } from '../testing/sandbox.ts';
import { sandboxProvider } from './sandbox-provider.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ slowMs: 2_500 });
});
afterAll(() => sandbox.close());

providerBehaviour('the sandbox', {
  provider: () => sandbox.provider,
  cards: { good: 'tok_ok', declined: 'tok_declined', refusesCaptures: 'tok_capture_fails', timesOut: 'tok_timeout' },
});

const authorization = (token: string): ProviderRequest => ({
  operation: 'authorize',
  key: randomUUID(),
  amount: { amountMinor: 100, currency: 'EUR' },
  token,
  orderId: randomUUID(),
});

describe('the cards of the sandbox', () => {
  it.each([
    ['tok_declined', 'card_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
    ['tok_of_nobody', 'invalid_token'],
  ])('declines %s as %s', async (token, code) => {
    expect(await sandbox.provider.submit(authorization(token))).toMatchObject({ kind: 'declined', code });
  });

  it('fails twice for tok_flaky and has not charged, then works', async () => {
    const request = authorization('tok_flaky');
    for (const _ of ['first', 'second']) {
      await expect(sandbox.provider.submit(request)).rejects.toThrow(UnknownOutcome);
      expect(await sandbox.provider.find(request)).toBeUndefined();
    }
    expect((await sandbox.provider.submit(request)).kind).toBe('approved');
  });

  it('is late for tok_slow: nothing is known while it is under way, and the answer is found once it is done', async () => {
    const request = authorization('tok_slow');
    await expect(sandbox.provider.submit(request)).rejects.toThrow(UnknownOutcome);
    await expect(sandbox.provider.submit(request)).rejects.toThrow('key_in_use');
    await eventually(async () => (await sandbox.provider.find(request))?.kind, { is: 'approved' });
  });
});

describe('a provider that is in trouble', () => {
  it('leaves the outcome unknown while it is down', async () => {
    await sandbox.order({ downSeconds: 60 });
    await expect(sandbox.provider.submit(authorization('tok_ok'))).rejects.toThrow(UnknownOutcome);
    await expect(sandbox.provider.find(authorization('tok_ok'))).rejects.toThrow(UnknownOutcome);
    await sandbox.order({});
    expect((await sandbox.provider.submit(authorization('tok_ok'))).kind).toBe('approved');
  });

  it('leaves the outcome unknown where it answers later than we wait', async () => {
    await sandbox.order({ delayMs: 2_500 });
    await expect(sandbox.provider.submit(authorization('tok_ok'))).rejects.toThrow(UnknownOutcome);
    await sandbox.order({});
  });

  it('leaves the outcome unknown where nobody listens', async () => {
    const nowhere = sandboxProvider({ baseUrl: () => 'http://127.0.0.1:1', apiKey: 'x', timeoutMs: 300 });
    await expect(nowhere.submit(authorization('tok_ok'))).rejects.toThrow(UnknownOutcome);
    await nowhere.close();
  });

  it('is no unknown outcome where our key is refused: nothing was charged', async () => {
    const stranger = sandboxProvider({ baseUrl: () => sandbox.url, apiKey: 'wrong', timeoutMs: 300 });
    await expect(stranger.submit(authorization('tok_ok'))).rejects.not.toThrow(UnknownOutcome);
    await stranger.close();
  });
});

describe('the ledger of the provider', () => {
  it('shows every charge with what was captured and given back', async () => {
    const request = authorization('tok_ok');
    const outcome = await sandbox.provider.submit(request);
    const charge = outcome.kind === 'approved' ? outcome.reference : '';
    const amount = { amountMinor: 100, currency: 'EUR' };
    await sandbox.provider.submit({ operation: 'capture', key: randomUUID(), charge, amount });
    await sandbox.provider.submit({ operation: 'refund', key: randomUUID(), charge, amount: { ...amount, amountMinor: 30 } });
    const charges = await sandbox.charges();
    expect(charges.find((candidate) => candidate.charge === charge)).toMatchObject({
      authorizedMinor: 100,
      capturedMinor: 100,
      refundedMinor: 30,
      voided: false,
    });
  });
});
