import { describe, expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { unwrap } from '../../../clients/typescript/src/index.ts';
import type { ShopUnderTest } from '../../support/shop-under-test.ts';
import { PATIENTLY, type PlacedOrder, shopping } from '../../support/shopping.ts';

/** Orders that customers cancel, at each stage. */
export function cancellingAnOrder(shop: ShopUnderTest): void {
  const shopper = shopping(shop);
  const { sell, order, cancel, look, level, report, signUp, paymentsOf, expectNothingLeftOf, expectLedgersAgree } = shopper;
  const cancelled = (placed: Pick<PlacedOrder, 'id' | 'accessKey'>) =>
    eventually(() => look(placed), { satisfies: ({ status }) => status === 'cancelled', ...PATIENTLY });

  describe('an order that is cancelled', () => {
    it('while it is under way turns back, and nothing of it is left', async () => {
      await sell('TURN-1', { stock: 3 });
      const placed = await order({ lines: [{ sku: 'TURN-1', quantity: 1 }], token: 'tok_slow', wait: 0 });
      await eventually(() => look(placed), {
        satisfies: ({ timeline }) => timeline.some(({ step }) => step === 'hold-stock'),
        ...PATIENTLY,
      });
      expect((await cancel(placed)).response.status).toBe(202);
      const after = await cancelled(placed);
      expect(after.failure).toMatchObject({ code: 'orders.cancelled_on_request' });
      await eventually(() => level('TURN-1'), { satisfies: ({ held, reserved }) => held === 0 && reserved === 0, ...PATIENTLY });
      await eventually(() => expectNothingLeftOf(placed.id), { is: undefined, ...PATIENTLY });
      await expectLedgersAgree(placed.id);
    });

    it('at once after it was placed turns back, however far it has got', async () => {
      await sell('TURN-2', { stock: 50 });
      const placed = await Promise.all(
        Array.from({ length: 20 }, () => order({ lines: [{ sku: 'TURN-2', quantity: 1 }], wait: 0 })),
      );
      await Promise.all(placed.map((each) => cancel(each)));
      for (const each of placed) await cancelled(each);
      await eventually(() => level('TURN-2'), { satisfies: ({ held, reserved }) => held === 0 && reserved === 0, ...PATIENTLY });
      for (const { id } of placed) await eventually(() => expectNothingLeftOf(id), { is: undefined, ...PATIENTLY });
      await expectLedgersAgree(...placed.map(({ id }) => id));
    });

    it('after it was confirmed gives back the money and the stock', async () => {
      await sell('BACK-1', { stock: 3 });
      const placed = await order({ lines: [{ sku: 'BACK-1', quantity: 2 }] });
      expect(placed.status).toBe('confirmed');
      await unwrap(cancel(placed, 10));
      expect(await cancelled(placed)).toMatchObject({ failure: { code: 'orders.cancelled_on_request' } });
      expect(await level('BACK-1')).toMatchObject({ onHand: 3, held: 0, reserved: 0 });
      expect(await paymentsOf(placed.id)).toMatchObject([{ captured: { amountMinor: 2_500 }, refunded: { amountMinor: 2_500 } }]);
      await expectNothingLeftOf(placed.id);
      await expectLedgersAgree(placed.id);
    });

    it('twice is cancelled once', async () => {
      await sell('BACK-2');
      const placed = await order({ lines: [{ sku: 'BACK-2', quantity: 1 }] });
      await unwrap(cancel(placed, 10));
      await cancelled(placed);
      expect(await cancel(placed)).toMatchObject({ response: { status: 200 }, data: { status: 'cancelled' } });
      expect(await paymentsOf(placed.id)).toMatchObject([{ refunded: { amountMinor: 1_250 } }]);
    });

    it('too late, because the carrier has it, stays confirmed', async () => {
      await sell('LATE-1');
      const placed = await order({ lines: [{ sku: 'LATE-1', quantity: 1 }] });
      await report(placed.id, 'dispatched');
      expect(await unwrap(cancel(placed, 10))).toMatchObject({ status: 'confirmed' });
      await expect(unwrap(cancel(placed))).rejects.toMatchObject({ status: 409, code: 'orders.not_cancellable' });
      expect(await paymentsOf(placed.id)).toMatchObject([{ refunded: { amountMinor: 0 } }]);
    });

    it('by a stranger is not found', async () => {
      await sell('STRANGE-1');
      const placed = await order({ lines: [{ sku: 'STRANGE-1', quantity: 1 }] });
      const { client } = await signUp();
      await expect(unwrap(cancel({ ...placed, accessKey: 'x'.repeat(43) }))).rejects.toMatchObject({ status: 404 });
      const read = client.GET('/v1/orders/{id}', { params: { path: { id: placed.id } } });
      await expect(unwrap(read)).rejects.toMatchObject({ status: 404 });
    });
  });
}
