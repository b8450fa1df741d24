import { describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import type { Order } from '../domain/order.ts';
import { aGuest, ordersUnderTest, STAFF } from '../testing/orders-under-test.ts';
import { whileOpen } from '../testing/races.ts';

const db = testDatabase('orders');
const orders = ordersUnderTest(db);
const TOLD_WHEN_CONFIRMED = ['1 order-placed', '2 order-confirmed'];

const statusOf = async ({ id }: Order) => (await orders.look(id)).order.status;
const cancellationOf = ({ id }: Order) => orders.askedOf(id).slice(6);

async function silence(days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) await orders.pass({ days: 1 });
}

describe('the cancellation of a confirmed order', () => {
  it('calls off the shipment, then gives back money and stock', async () => {
    const order = await orders.placedUntil('confirmed');
    await orders.cancel(order.id);
    const others = orders.othersOf(order);
    await others.undone['create-shipment']();
    await others.undone['reserve-stock']();
    expect(await statusOf(order)).toBe('confirmed');
    await others.undone['capture-payment']();
    expect(cancellationOf(order)).toEqual(['cancel-shipment', 'refund-payment', 'release-stock']);
    expect((await orders.look(order.id)).order).toMatchObject({
      status: 'cancelled',
      failure: { code: 'orders.cancelled_on_request' },
    });
    expect(orders.toldOf(order.id)).toEqual([...TOLD_WHEN_CONFIRMED, '3 order-cancelled']);
  });

  it('that is asked for again is the same cancellation', async () => {
    const order = await orders.placedUntil('confirmed');
    await orders.cancel(order.id);
    await orders.cancel(order.id);
    expect(cancellationOf(order)).toEqual(['cancel-shipment']);
  });

  it('comes too late where the carrier has the goods, and leaves the order confirmed', async () => {
    const order = await orders.placedUntil('confirmed');
    await orders.cancel(order.id);
    await orders.othersOf(order).refusesToCancelShipment();
    expect(await statusOf(order)).toBe('confirmed');
    expect(orders.toldOf(order.id)).toEqual(TOLD_WHEN_CONFIRMED);
    await expect(orders.cancel(order.id)).rejects.toMatchObject({ code: 'orders.not_cancellable' });
  });

  it('waits for the rest of the money where a part was refunded before', async () => {
    const order = await orders.placedUntil('confirmed');
    const others = orders.othersOf(order);
    await others.refunds(500, 500);
    await orders.cancel(order.id);
    await others.undone['create-shipment']();
    await others.undone['reserve-stock']();
    await others.refunds(500, 1_000);
    expect(await statusOf(order)).toBe('confirmed');
    await others.refunds(1_500, 2_500);
    expect(await statusOf(order)).toBe('cancelled');
  });

  it('that gets stuck needs attention, and is cancelled once somebody has settled it', async () => {
    const order = await orders.placedUntil('confirmed');
    await orders.cancel(order.id);
    await orders.othersOf(order).undone['create-shipment']();
    await orders.othersOf(order).undone['reserve-stock']();
    await silence(8);
    expect(await statusOf(order)).toBe('needs_attention');
    await expect(orders.cancel(order.id)).rejects.toMatchObject({ code: 'orders.not_cancellable' });
    await orders.verb('resolve-saga', { id: order.id });
    expect(await statusOf(order)).toBe('cancelled');
    expect(orders.toldOf(order.id)).toEqual([...TOLD_WHEN_CONFIRMED, '3 order-stuck', '4 order-cancelled']);
  });

  it('that got stuck and turns out to be too late leaves the order confirmed again', async () => {
    const order = await orders.placedUntil('confirmed');
    await orders.cancel(order.id);
    await silence(8);
    expect(await statusOf(order)).toBe('needs_attention');
    await orders.othersOf(order).refusesToCancelShipment();
    expect(await statusOf(order)).toBe('confirmed');
    expect(orders.toldOf(order.id)).toEqual([...TOLD_WHEN_CONFIRMED, '3 order-stuck', '4 order-confirmed']);
  });

  it.each(['create-shipment', 'capture-payment', 'reserve-stock'] as const)(
    'hears twice and late that %s is undone, and ends once',
    async (late) => {
      const order = await orders.placedUntil('confirmed');
      const others = orders.othersOf(order);
      // Answers to an earlier question, before this one is asked.
      await others.undone[late]();
      await orders.cancel(order.id);
      for (const step of ['create-shipment', 'capture-payment', 'reserve-stock'] as const) {
        await others.undone[step]();
        await others.undone[step]();
      }
      await others.undone[late]();
      expect(orders.toldOf(order.id)).toEqual([...TOLD_WHEN_CONFIRMED, '3 order-cancelled']);
      expect((await orders.look(order.id)).settled).toBe(true);
    },
  );
});

describe('a cancellation is refused', () => {
  it('of an order that does not exist', async () => {
    await expect(orders.cancel(newId())).rejects.toMatchObject({ code: 'orders.order_not_found' });
  });

  it('to a stranger, as if there were no order', async () => {
    const { id } = await orders.place();
    await expect(orders.cancel(id, aGuest())).rejects.toMatchObject({ code: 'orders.order_not_found' });
  });

  it('where somebody looks after the order already', async () => {
    const { id } = await orders.place();
    await orders.cancel(id);
    await silence(8);
    await expect(orders.cancel(id)).rejects.toMatchObject({ code: 'orders.not_cancellable' });
  });
});

describe('a cancellation that races', () => {
  it('another cancellation begins one saga', async () => {
    const { id: orderId, ...order } = await orders.placedUntil('confirmed');
    const cancel = { orderId, visitor: STAFF };
    await whileOpen(
      db,
      (tx) => orders.cancelOrder(tx, cancel),
      (tx) => orders.cancelOrder(tx, cancel),
    );
    expect(cancellationOf({ ...order, id: orderId })).toEqual(['cancel-shipment']);
  });

  it('the last answer finds a confirmed order, and calls it off', async () => {
    const order = await orders.placedUntil('capture-payment');
    await whileOpen(
      db,
      (tx) => orders.sagas.advance(tx, [{ subjectId: order.id, read: () => ({ kind: 'done', step: 'capture-payment' }) }]),
      (tx) => orders.cancelOrder(tx, { orderId: order.id, visitor: STAFF }),
    );
    expect(orders.toldOf(order.id)).toEqual(TOLD_WHEN_CONFIRMED);
    expect(cancellationOf(order)).toEqual(['cancel-shipment']);
  });

  it('the last answer and comes first turns the order back, and the answer changes nothing', async () => {
    const order = await orders.placedUntil('capture-payment');
    await whileOpen(
      db,
      (tx) => orders.cancelOrder(tx, { orderId: order.id, visitor: STAFF }),
      (tx) => orders.sagas.advance(tx, [{ subjectId: order.id, read: () => ({ kind: 'done', step: 'capture-payment' }) }]),
    );
    expect(await statusOf(order)).toBe('pending');
    expect(cancellationOf(order)).toEqual(['refund-payment']);
  });
});
