import { describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { type Payment, recordAnswers, requestedPayment, stop, tombstone } from '../domain/payment.ts';
import { payments } from './payments.ts';

const { database, admin } = testDatabase('payments');
const cause = { correlationId: 'test' };
const at = new Date('2026-01-15T12:00:00.000Z');

function requested(orderId = newId()): Payment {
  return requestedPayment({
    id: newId(),
    orderId,
    userId: newId(),
    amount: { amountMinor: 1_999, currency: 'EUR' },
    token: 'sealed',
  });
}

const authorized = (payment: Payment, reference = newId()) =>
  recordAnswers(payment, [{ operation: 'authorize', outcome: { kind: 'approved', reference } }]);

describe('the payments in Postgres', () => {
  it('come back as they were written', async () => {
    const payment = requested();
    await database.transaction(cause, (tx) => payments.open(tx, payment, at));
    const after = authorized(payment);
    await database.transaction(cause, (tx) => payments.save(tx, { before: payment, after, at }));
    expect(await database.transaction(cause, (tx) => payments.lockByOrder(tx, payment.orderId))).toEqual(after);
  });

  it('are one to an order, where two connections open it at the same time', async () => {
    const orderId = newId();
    const [first, second] = [requested(orderId), tombstone(newId(), orderId)];
    const written = Promise.withResolvers<void>();
    const waiting = Promise.withResolvers<void>();
    const opening = database.transaction(cause, async (tx) => {
      const opened = await payments.open(tx, first, at);
      written.resolve();
      await waiting.promise;
      await payments.save(tx, { before: opened, after: stop(opened), at });
    });
    await written.promise;
    const found = database.transaction(cause, (tx) => payments.open(tx, second, at));
    await eventually(lockWaiters, { is: 1 });
    waiting.resolve();
    await opening;
    expect(await found).toEqual(stop(first));
  });

  it('are changed by one at a time', async () => {
    const payment = requested();
    await database.transaction(cause, (tx) => payments.open(tx, payment, at));
    const count = async () => {
      await database.transaction(cause, async (tx) => {
        const before = await payments.lock(tx, payment.id);
        await payments.save(tx, { before, after: { ...before, version: before.version + 1 }, at });
      });
    };
    await Promise.all(Array.from({ length: 8 }, count));
    expect((await database.transaction(cause, (tx) => payments.lock(tx, payment.id))).version).toBe(8);
  });

  it('book no movement twice, whatever the code does', async () => {
    const payment = requested();
    const after = authorized(payment);
    await database.transaction(cause, (tx) => payments.open(tx, payment, at));
    const save = () => database.transaction(cause, (tx) => payments.save(tx, { before: payment, after, at }));
    await save();
    await expect(save()).rejects.toThrow('payment_entries_pkey');
  });

  it.each([
    ['payments_captured_at_most_authorized', { capturedMinor: 2_000, state: { status: 'captured', charge: 'a' } }],
    ['payments_captured_only_when_captured', { capturedMinor: 1, state: { status: 'authorized', charge: 'b' } }],
    ['payments_refunded_at_most_captured', { refundedMinor: 1, state: { status: 'captured', charge: 'c' } }],
    ['payments_refunds_not_negative', { refundingMinor: -1, state: { status: 'captured', charge: 'd' } }],
  ] as const)('refuse what may never be: %s', async (constraint, wrong) => {
    const payment = requested();
    await database.transaction(cause, (tx) => payments.open(tx, payment, at));
    const change = { before: payment, after: { ...payment, ...wrong }, at };
    await expect(database.transaction(cause, (tx) => payments.save(tx, change))).rejects.toThrow(constraint);
  });
});

async function lockWaiters(): Promise<number> {
  const waiting = await admin.sql`
    select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return waiting.length;
}
