import { expect, it } from 'vitest';
import { violatedConstraint } from '#shared-kernel/database/failures.ts';
import { newId } from '#shared-kernel/ids.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { newHold, reserve } from '../domain/reservation.ts';
import { NOON, QUARTER_PAST } from '../testing/builders.ts';
import { whileOpen } from '../testing/races.ts';
import { reservations } from './reservations.ts';

const db = testDatabase('inventory');
const inTransaction: typeof db.database.transaction = (cause, work) => db.database.transaction(cause, work);
const cause = { correlationId: newId() };

const lines = [
  { sku: 'CUP', quantity: 1 },
  { sku: 'TEA', quantity: 2 },
];

it('gives back a hold as it was claimed', async () => {
  const hold = newHold(newId(), lines, QUARTER_PAST);
  await inTransaction(cause, (tx) => reservations.claim(tx, [hold]));
  expect(await inTransaction(cause, (tx) => reservations.lock(tx, [hold.orderId]))).toEqual([hold]);
});

it('gives back what became of a hold', async () => {
  const hold = newHold(newId(), lines, QUARTER_PAST);
  const reserved = reserve(hold, NOON);
  await inTransaction(cause, async (tx) => {
    await reservations.claim(tx, [hold]);
    await reservations.save(tx, [reserved]);
  });
  expect(await inTransaction(cause, (tx) => reservations.lock(tx, [hold.orderId]))).toEqual([reserved]);
});

it('lets one of two transactions claim an order, and shows the other what it claimed', async () => {
  const hold = newHold(newId(), lines, QUARTER_PAST);
  const [first, [second, seen]] = await whileOpen(
    db,
    (tx) => reservations.claim(tx, [hold]),
    async (tx) => [await reservations.claim(tx, [hold]), await reservations.lock(tx, [hold.orderId])] as const,
  );
  expect([first.size, second.size]).toEqual([1, 0]);
  expect(seen).toEqual([hold]);
});

it('opens an order once for two transactions that have not heard of it', async () => {
  const orderId = newId();
  const [[first], [second]] = await whileOpen(
    db,
    (tx) => reservations.lockOrOpen(tx, [orderId]),
    (tx) => reservations.lockOrOpen(tx, [orderId]),
  );
  expect(first).toEqual({ orderId, state: 'refused', version: 0, expiresAt: null, lines: [], answers: {} });
  expect(second).toEqual(first);
});

it('finds a hold that was claimed while it was about to open the order', async () => {
  const hold = newHold(newId(), lines, QUARTER_PAST);
  const [, found] = await whileOpen(
    db,
    (tx) => reservations.claim(tx, [hold]),
    (tx) => reservations.lockOrOpen(tx, [hold.orderId]),
  );
  expect(found).toEqual([hold]);
});

it('shows a transaction that had to wait what the other has made of the reservation', async () => {
  const hold = newHold(newId(), lines, QUARTER_PAST);
  await inTransaction(cause, (tx) => reservations.claim(tx, [hold]));
  const reserved = reserve(hold, NOON);
  const [, seen] = await whileOpen(
    db,
    async (tx) => {
      await reservations.lock(tx, [hold.orderId]);
      await reservations.save(tx, [reserved]);
    },
    (tx) => reservations.lock(tx, [hold.orderId]),
  );
  expect(seen).toEqual([reserved]);
});

it('passes over holds that somebody else is at work on', async () => {
  const holds = [newHold(newId(), lines, NOON), newHold(newId(), lines, QUARTER_PAST)];
  await inTransaction(cause, (tx) => reservations.claim(tx, holds));
  const [locked] = holds;
  await inTransaction(cause, async (tx) => {
    await reservations.lock(tx, [locked?.orderId ?? '']);
    const due = await inTransaction(cause, (other) => reservations.lockDue(other, NOON, 10));
    expect(due).toEqual([]);
  });
  const due = await inTransaction(cause, (tx) => reservations.lockDue(tx, NOON, 10));
  expect(due).toEqual([locked]);
});

it('refuses an order that asks for the same SKU in two lines', async () => {
  const twice = [...lines, ...lines];
  const refusal = inTransaction(cause, (tx) => reservations.claim(tx, [newHold(newId(), twice, NOON)]));
  expect(await refusal.then(() => undefined, violatedConstraint)).toBe('reservation_lines_pkey');
});
