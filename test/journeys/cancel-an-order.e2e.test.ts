import { describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { type PlacedOrder, shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';

const shop = testShop(undefined, { bus: 'real', settings: { ORDERS_HOLD_SECONDS: '2' } });
const { sell, order, look, level, staff, paymentsOf, shipmentsOf, expectNothingLeftOf, expectLedgersAgree } = shopping(shop);
const cancel = ({ id, accessKey }: PlacedOrder, headers = {}) =>
  shop.asGuest(accessKey).post(`/v1/orders/${id}/cancel`, {}, headers);
const settled = (placed: PlacedOrder) =>
  eventually(() => look(placed), { satisfies: ({ status }) => status === 'cancelled', withinMs: 15_000 });

describe('an order that is cancelled', () => {
  it('while it is under way turns back, and nothing of it is left', async () => {
    await sell('TURN-1', { stock: 3 });
    const placed = await order({ lines: [{ sku: 'TURN-1', quantity: 1 }], token: 'tok_slow', wait: 0 });
    await eventually(() => look(placed), { satisfies: ({ timeline }) => timeline.some(({ step }) => step === 'hold-stock') });
    expect((await cancel(placed)).status).toBe(202);
    const after = await settled(placed);
    expect(after.failure).toMatchObject({ code: 'orders.cancelled_on_request' });
    await eventually(() => level('TURN-1'), { satisfies: ({ held, reserved }) => held === 0 && reserved === 0 });
    await eventually(() => expectNothingLeftOf(placed.id), { is: undefined, withinMs: 15_000 });
    await expectLedgersAgree();
  });

  it('at once after it was placed turns back, however far it has got', async () => {
    await sell('TURN-2', { stock: 50 });
    const placed = await Promise.all(
      Array.from({ length: 20 }, () => order({ lines: [{ sku: 'TURN-2', quantity: 1 }], wait: 0 })),
    );
    await Promise.all(placed.map((each) => cancel(each)));
    for (const each of placed) await settled(each);
    await eventually(() => level('TURN-2'), { satisfies: ({ held, reserved }) => held === 0 && reserved === 0 });
    for (const { id } of placed) await eventually(() => expectNothingLeftOf(id), { is: undefined });
    await expectLedgersAgree();
  });

  it('after it was confirmed gives back the money and the stock', async () => {
    await sell('BACK-1', { stock: 3 });
    const placed = await order({ lines: [{ sku: 'BACK-1', quantity: 2 }] });
    expect(placed.status).toBe('confirmed');
    const answer = await cancel(placed, { prefer: 'wait=10' });
    expect(answer.body).toMatchObject({ status: 'cancelled', failure: { code: 'orders.cancelled_on_request' } });
    expect(await level('BACK-1')).toMatchObject({ onHand: 3, held: 0, reserved: 0 });
    expect(await paymentsOf(placed.id)).toMatchObject([{ captured: { amountMinor: 2_500 }, refunded: { amountMinor: 2_500 } }]);
    await expectNothingLeftOf(placed.id);
    await expectLedgersAgree();
  });

  it('twice is cancelled once', async () => {
    await sell('BACK-2');
    const placed = await order({ lines: [{ sku: 'BACK-2', quantity: 1 }] });
    await cancel(placed, { prefer: 'wait=10' });
    expect(await cancel(placed)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect(await paymentsOf(placed.id)).toMatchObject([{ refunded: { amountMinor: 1_250 } }]);
  });

  it('too late, because the carrier has it, stays confirmed', async () => {
    await sell('LATE-1');
    const placed = await order({ lines: [{ sku: 'LATE-1', quantity: 1 }] });
    const [shipment] = await shipmentsOf(placed.id);
    await staff().post(`/v1/shipments/${shipment?.id}/tracking`, { status: 'dispatched' });
    expect((await cancel(placed, { prefer: 'wait=10' })).body).toMatchObject({ status: 'confirmed' });
    expect(await cancel(placed)).toMatchObject({ status: 409, body: { code: 'orders.not_cancellable' } });
    expect(await paymentsOf(placed.id)).toMatchObject([{ refunded: { amountMinor: 0 } }]);
  });

  it('by a stranger is not found', async () => {
    await sell('STRANGE-1');
    const placed = await order({ lines: [{ sku: 'STRANGE-1', quantity: 1 }] });
    expect((await shop.asGuest('x'.repeat(43)).post(`/v1/orders/${placed.id}/cancel`, {})).status).toBe(404);
    expect((await shop.asUser(newId(), 'orders:read').get(`/v1/orders/${placed.id}`)).status).toBe(404);
  });
});

describe('an order whose payment takes longer than its hold', () => {
  it('loses the goods, and is cancelled without a charge', async () => {
    await sell('HOLD-1', { stock: 1 });
    const placed = await order({ lines: [{ sku: 'HOLD-1', quantity: 1 }], token: 'tok_slow' });
    const after = await settled(placed);
    expect(after.failure?.code).toMatch(/^inventory\./);
    expect(await level('HOLD-1')).toMatchObject({ onHand: 1, held: 0, reserved: 0 });
    await eventually(() => expectNothingLeftOf(placed.id), { is: undefined });
    await expectLedgersAgree();
  });
});
