import { expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { ordersUnderTest } from '../testing/orders-under-test.ts';

const orders = ordersUnderTest(testDatabase('orders'));

async function aStuckOrder(): Promise<string> {
  const { id } = await orders.place();
  await orders.cancel(id);
  for (let day = 0; day < 8; day += 1) await orders.pass({ days: 1 });
  return id;
}

it('asks again for what is stuck, as often as somebody wants', async () => {
  const orderId = await aStuckOrder();
  const before = orders.askedOf(orderId).length;
  expect(await orders.verb('retry-saga', { id: orderId })).toMatchObject({ id: orderId, status: 'needs_attention' });
  expect(orders.askedOf(orderId).slice(before)).toEqual(['release-stock']);
  await expect(orders.verb('retry-saga', { id: orderId })).rejects.toMatchObject({ code: 'orders.saga_not_stuck' });
});

it('is told when what was tried again is stuck again', async () => {
  const orderId = await aStuckOrder();
  await orders.verb('retry-saga', { id: orderId });
  for (let day = 0; day < 8; day += 1) await orders.pass({ days: 1 });
  expect(orders.toldOf(orderId)).toEqual(['1 order-placed', '2 order-stuck', '3 order-stuck']);
});

it('takes the word of a person that it is done', async () => {
  const orderId = await aStuckOrder();
  expect(await orders.verb('resolve-saga', { id: orderId })).toMatchObject({ id: orderId, status: 'cancelled' });
  expect((await orders.look(orderId)).timeline.map(({ outcome }) => outcome)).toContain('resolved by hand');
});

it.each(['retry-saga', 'resolve-saga'])('refuses to %s where nothing is stuck', async (verb) => {
  const { id: orderId } = await orders.place();
  await expect(orders.verb(verb, { id: orderId })).rejects.toMatchObject({ code: 'orders.saga_not_stuck' });
});

it('refuses an order that does not exist', async () => {
  await expect(orders.verb('retry-saga', { id: newId() })).rejects.toMatchObject({ code: 'orders.order_not_found' });
});

it('lists what is under way, and what of it needs a person', async () => {
  const { id: moving } = await orders.place();
  const stuck = await aStuckOrder();
  const idsOf = (sagas: unknown) => JSON.stringify(sagas);
  expect(idsOf(await orders.verb('list-sagas', {}))).toContain(moving);
  expect(idsOf(await orders.verb('list-sagas', {}))).toContain(stuck);
  expect(idsOf(await orders.verb('list-sagas', { stuck: true }))).not.toContain(moving);
});
