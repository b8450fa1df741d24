import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Card, type CommandName, reachable, type World, worldOf } from '../testing/interleavings.ts';
import { RefundExceedsCaptured } from './errors.ts';
import {
  nextStep,
  type Outcome,
  type Payment,
  promiseRefund,
  recordAnswers,
  recordRefund,
  refundableMinor,
  requestCapture,
  requestedPayment,
  stop,
} from './payment.ts';

const CARDS: readonly Card[] = ['good', 'declined', 'refuses_captures'];

const MIXES: readonly (readonly CommandName[])[] = [
  ['authorize', 'void'],
  ['authorize', 'refund'],
  ['authorize', 'capture'],
  ['authorize', 'authorize', 'capture', 'capture'],
  ['authorize', 'capture', 'void'],
  ['authorize', 'capture', 'refund'],
  ['authorize', 'capture', 'refund', 'void'],
  ['authorize', 'void', 'void'],
  ['authorize', 'capture', 'refund', 'refund'],
  ['authorize', 'review', 'review'],
  ['authorize', 'capture', 'review', 'review'],
  ['authorize', 'capture', 'void', 'review'],
  ['authorize', 'capture', 'refund', 'review'],
];

describe.each(CARDS)('whatever the order of transactions, calls and crashes, with a card that is %s', (card) => {
  it.each(MIXES.map((commands) => [commands.join(', '), commands] as const))(
    '%s: money is moved at most once',
    (_title, commands) => {
      for (const { world } of reachable(worldOf(card, commands))) assertSafe(world);
    },
  );

  it.each(MIXES.map((commands) => [commands.join(', '), commands] as const))(
    '%s: every command is answered',
    (_title, commands) => {
      for (const { world, next } of reachable(worldOf(card, commands))) {
        const over = world.handlers.every(({ command, at }) => at === 'done' || (command === 'review' && at === 'idle'));
        expect(over || next.length > 0, JSON.stringify(world)).toBe(true);
        if (over) assertSettled(world, commands);
      }
    },
  );
});

function assertSafe({ provider, row }: World): void {
  expect(provider.charges).toBeLessThanOrEqual(1);
  expect(provider.captures).toBeLessThanOrEqual(1);
  expect(provider.voided && provider.captures > 0).toBe(false);
  if (row) expect(row.refundedMinor + row.refundingMinor).toBeLessThanOrEqual(row.capturedMinor);
}

function assertSettled(world: World, commands: readonly CommandName[]): void {
  const { provider, row, booked } = world;
  const context = JSON.stringify(world);
  const calledOff = commands.includes('void') || commands.includes('refund');
  const setAside = provider.charges - provider.captures - (provider.voided ? 1 : 0);
  if (calledOff) expect(setAside, context).toBe(0);
  if (row && commands.includes('refund')) expect(refundableMinor(row), context).toBe(0);
  expect(row?.capturedMinor, context).toBe(provider.captures * 100);
  expect(booked, context).toEqual(
    [
      ...Array(provider.charges).fill('authorization'),
      ...Array(provider.captures).fill('capture'),
      ...(provider.voided ? ['void'] : []),
    ].sort(),
  );
  const answers = world.handlers.flatMap(({ command, answer }) => (command === 'capture' ? [answer] : []));
  for (const answer of answers) expect(answer === 'captured', context).toBe(provider.captures === 1);
}

describe('a payment that was called off', () => {
  const amount = { amountMinor: 500, currency: 'EUR' };
  const pending = requestedPayment({ id: 'p', orderId: 'o', userId: undefined, amount, token: 'tok_ok' });
  const authorized = recordAnswers(pending, [{ operation: 'authorize', outcome: { kind: 'approved', reference: 'ch_1' } }]);

  it('takes no capture any more', () => {
    expect(requestCapture(stop(authorized)).state.status).toBe('authorized');
  });

  it('overtakes a capture under way with a void', () => {
    expect(nextStep(stop(requestCapture(authorized)))).toEqual({ operation: 'void', charge: 'ch_1' });
  });

  it('still asks what became of an authorization that nobody has answered', () => {
    expect(nextStep(stop(pending))?.operation).toBe('authorize');
  });
});

const APPROVED: Outcome = { kind: 'approved', reference: 'ch_1' };
const DECLINED: Outcome = { kind: 'declined', code: 'refused', detail: 'No.' };

function capturedPayment(amountMinor: number): Payment {
  const amount = { amountMinor, currency: 'EUR' };
  const payment = requestedPayment({ id: 'p', orderId: 'o', userId: undefined, amount, token: 'tok_ok' });
  const authorized = recordAnswers(payment, [{ operation: 'authorize', outcome: APPROVED }]);
  return recordAnswers(requestCapture(authorized), [{ operation: 'capture', outcome: APPROVED }]);
}

describe('refunds', () => {
  it('refuses to promise more than was captured', () => {
    expect(() => promiseRefund(capturedPayment(500), 501)).toThrow(RefundExceedsCaptured);
  });

  it('counts a refund under way as gone already', () => {
    expect(() => promiseRefund(promiseRefund(capturedPayment(500), 300), 201)).toThrow(RefundExceedsCaptured);
  });

  it('refuses any refund of what was never captured', () => {
    const amount = { amountMinor: 500, currency: 'EUR' };
    const pending = requestedPayment({ id: 'p', orderId: 'o', userId: undefined, amount, token: 'tok_ok' });
    expect(() => promiseRefund(pending, 1)).toThrow(RefundExceedsCaptured);
  });

  it('has an amount back that the provider refused to give', () => {
    const promised = promiseRefund(capturedPayment(500), 500);
    expect(refundableMinor(recordRefund(promised, 500, DECLINED))).toBe(500);
  });

  it('never gives back more than was captured, whatever is asked and however it ends', () => {
    const attempts = fc.array(
      fc.record({ amountMinor: fc.integer({ min: 1, max: 900 }), ends: fc.constantFrom('given', 'refused', 'open') }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000 }), attempts, (capturedMinor, refunds) => {
        const end = refunds.reduce(tryRefund, capturedPayment(capturedMinor));
        expect(end.refundedMinor + end.refundingMinor + refundableMinor(end)).toBe(capturedMinor);
        expect(refundableMinor(end)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

function tryRefund(payment: Payment, { amountMinor, ends }: { readonly amountMinor: number; readonly ends: string }): Payment {
  if (amountMinor > refundableMinor(payment)) return payment;
  const promised = promiseRefund(payment, amountMinor);
  return ends === 'open' ? promised : recordRefund(promised, amountMinor, ends === 'given' ? APPROVED : DECLINED);
}
