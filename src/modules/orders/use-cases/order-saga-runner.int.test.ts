import { describe, expect, it } from 'vitest';
import { CheckSagaV1 } from '#contracts/orders/check-saga.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import type { Order } from '../domain/order.ts';
import { ordersUnderTest, SEALED_TOKEN } from '../testing/orders-under-test.ts';
import { STEPS, type Step, type Undoable } from '../testing/other-modules.ts';

const orders = ordersUnderTest(testDatabase('orders'));

/** What has to be undone, in this order, once `step` was asked for, and as which command. */
const UNDO: Record<Step, readonly Undoable[]> = {
  'confirm-prices': ['hold-stock'],
  'hold-stock': ['hold-stock'],
  'authorize-payment': ['authorize-payment', 'hold-stock'],
  'reserve-stock': ['reserve-stock', 'authorize-payment'],
  'create-shipment': ['create-shipment', 'reserve-stock', 'authorize-payment'],
  'capture-payment': ['capture-payment', 'create-shipment', 'reserve-stock', 'authorize-payment'],
};
const COMMAND: Record<Undoable, string> = {
  'hold-stock': 'release-stock',
  'authorize-payment': 'void-payment',
  'reserve-stock': 'release-stock',
  'create-shipment': 'cancel-shipment',
  'capture-payment': 'refund-payment',
};
const commands = (steps: readonly Undoable[]) => steps.map((step) => COMMAND[step]);
const undosOf = ({ id }: Order) => orders.askedOf(id).filter((command) => Object.values(COMMAND).includes(command));

async function undo(order: Order, steps: readonly Undoable[]): Promise<void> {
  for (const step of steps) await orders.othersOf(order).undone[step]();
}

async function expectCancelled(order: Order, code: string): Promise<void> {
  const { order: after, settled } = await orders.look(order.id);
  expect(after).toMatchObject({ status: 'cancelled', failure: { code } });
  expect(settled).toBe(true);
  expect(orders.toldOf(order.id)).toEqual(['1 order-placed', '2 order-cancelled']);
  expect(await tokenOf(order)).toBeNull();
}

async function tokenOf({ id }: Order): Promise<unknown> {
  const [row] = await orders.db.admin.sql<{
    token: string | null;
  }>`select payment_token as token from orders.orders where id = ${id}`;
  return row?.token;
}

/** Days without an answer: every try of what is under way is overdue by the next. */
async function silence(days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) await orders.pass({ days: 1 });
}

describe('an order for which every module says yes', () => {
  it('is confirmed, told once, and forgets its payment token', async () => {
    const order = await orders.placedUntil('capture-payment');
    expect(await tokenOf(order)).toBe(SEALED_TOKEN);
    await orders.othersOf(order).done['capture-payment']();
    expect((await orders.look(order.id)).order).toMatchObject({ status: 'confirmed', version: 2 });
    expect(orders.askedOf(order.id)).toEqual([...STEPS]);
    expect(orders.toldOf(order.id)).toEqual(['1 order-placed', '2 order-confirmed']);
    expect(await tokenOf(order)).toBeNull();
  });

  it('is looked at for overdue answers by one message at a time', async () => {
    const order = await orders.placedUntil('capture-payment');
    expect(checksOf(order)).toHaveLength(1);
    await orders.pass({ seconds: 30 });
    expect(checksOf(order)).toHaveLength(2);
    await orders.othersOf(order).done['capture-payment']();
    await orders.pass({ days: 1 });
    expect(checksOf(order)).toHaveLength(2);
  });

  it('takes a timeout that comes early by this clock for the time that it was sent for', async () => {
    const order = await orders.placedUntil('authorize-payment');
    const at = '2100-01-01T00:00:00.000Z';
    const payload = { orderId: order.id, saga: 'place-order', at };
    await orders.deliverTo('orders.check-saga', CheckSagaV1, { subject: order.id, payload });
    expect(undosOf(order)).toEqual(['void-payment']);
  });
});

describe.each(STEPS)('when %s', (step) => {
  it('is answered again, as the same message or as another, nothing changes', async () => {
    const order = await orders.placedUntil(step);
    const id = newId();
    for (const again of [id, id, newId()]) await orders.othersOf(order, again).done[step]();
    const { timeline } = await orders.look(order.id);
    expect(timeline.filter((entry) => entry.step === step)).toHaveLength(1);
    expect(new Set(orders.askedOf(order.id)).size).toBe(orders.askedOf(order.id).length);
  });

  it('is refused, what came before is undone and the order cancelled', async () => {
    const order = await orders.placedUntil(step);
    await orders.othersOf(order).refused[step]();
    const steps: readonly Undoable[] =
      step === 'reserve-stock' ? ['authorize-payment', 'hold-stock'] : UNDO[step].filter((name) => name !== step);
    await undo(order, steps);
    expect(undosOf(order)).toEqual(commands(steps));
    expect((await orders.look(order.id)).order.status).toBe('cancelled');
    expect(orders.toldOf(order.id)).toEqual(['1 order-placed', '2 order-cancelled']);
  });

  it('is never answered, it is undone too, and the order cancelled', async () => {
    const order = await orders.placedUntil(step);
    await orders.pass({ minutes: 2 });
    await undo(order, UNDO[step]);
    expect(undosOf(order)).toEqual(commands(UNDO[step]));
    await expectCancelled(order, 'orders.step_timeout');
  });

  it('is answered after it was given up, the answer changes nothing', async () => {
    const order = await orders.placedUntil(step);
    await orders.pass({ minutes: 2 });
    await orders.othersOf(order).done[step]();
    await orders.othersOf(order).refused[step]();
    await undo(order, UNDO[step]);
    await expectCancelled(order, 'orders.step_timeout');
  });

  it('has an undo that is asked for and answered twice, it is undone once', async () => {
    const order = await orders.placedUntil(step);
    await orders.cancel(order.id);
    await orders.pass({ minutes: 2 });
    const [first] = commands(UNDO[step]);
    expect(undosOf(order)).toEqual([first, first]);
    for (const each of UNDO[step]) await undo(order, [each, each]);
    expect(undosOf(order)).toEqual([first, ...commands(UNDO[step])]);
    await expectCancelled(order, 'orders.cancelled_on_request');
  });

  it('has an undo that is never answered, the order needs attention until somebody has it tried again', async () => {
    const order = await orders.placedUntil(step);
    await orders.cancel(order.id);
    await silence(8);
    expect((await orders.look(order.id)).order.status).toBe('needs_attention');
    expect(await orders.verb('list-sagas', { stuck: true })).toContainEqual(
      expect.objectContaining({ id: order.id, phase: 'stuck', at: [UNDO[step][0]] }),
    );
    await orders.verb('retry-saga', { id: order.id });
    await undo(order, UNDO[step]);
    expect((await orders.look(order.id)).order.status).toBe('cancelled');
    expect(orders.toldOf(order.id)).toEqual(['1 order-placed', '2 order-stuck', '3 order-cancelled']);
  });

  it('has an undo that is never answered, somebody can do it by hand', async () => {
    const order = await orders.placedUntil(step);
    await orders.cancel(order.id);
    await silence(8);
    await orders.verb('resolve-saga', { id: order.id });
    await undo(order, UNDO[step].slice(1));
    expect((await orders.look(order.id)).order.status).toBe('cancelled');
    expect(await orders.verb('list-sagas', { stuck: true })).not.toContainEqual(expect.objectContaining({ id: order.id }));
  });
});

describe('an answer that is none', () => {
  it('is a hold that runs out while its release is under way', async () => {
    const order = await orders.placedUntil('authorize-payment');
    await orders.othersOf(order).refused['authorize-payment']();
    await orders.othersOf(order).holdRunsOut();
    expect((await orders.look(order.id)).settled).toBe(false);
    await undo(order, ['hold-stock']);
    expect((await orders.look(order.id)).settled).toBe(true);
  });

  it('is a refund of a part while all is to be given back', async () => {
    const order = await orders.placedUntil('capture-payment');
    await orders.pass({ minutes: 2 });
    await orders.othersOf(order).refunds(500, 500);
    expect(undosOf(order)).toEqual(['refund-payment']);
    await orders.othersOf(order).refunds(2_000, 2_500);
    expect(undosOf(order)).toEqual(['refund-payment', 'cancel-shipment']);
  });

  it('is one to an order that nobody knows', async () => {
    const order = await orders.place();
    await orders.othersOf({ ...order, id: newId() }).done['hold-stock']();
    expect((await orders.look(order.id)).timeline).toEqual([]);
  });
});

it('moves many orders at once, each by its own answers', async () => {
  const placed = [await orders.place(), await orders.place(), await orders.place()];
  const happenings = placed.flatMap(({ id }, index) => [
    { subjectId: id, read: () => ({ kind: 'done', step: 'confirm-prices' }) as const },
    ...(index === 1 ? [] : [{ subjectId: id, read: () => ({ kind: 'done', step: 'hold-stock' }) as const }]),
  ]);
  await orders.run((tx) => orders.sagas.advance(tx, happenings));
  const authorizing = placed.map(({ id }) => orders.askedOf(id).includes('authorize-payment'));
  expect(authorizing).toEqual([true, false, true]);
});

function checksOf({ id }: Order) {
  return orders.events.messagesOf(CheckSagaV1).filter(({ subject }) => subject === id);
}
