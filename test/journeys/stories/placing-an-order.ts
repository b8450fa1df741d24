import { describe, expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { unwrap } from '../../../clients/typescript/src/index.ts';
import type { ShopUnderTest } from '../../support/shop-under-test.ts';
import { PATIENTLY, shopping } from '../../support/shopping.ts';

/** Orders that go well, orders that cannot be, and partners of whom nothing is heard. */
export function placingAnOrder(shop: ShopUnderTest): void {
  const shopper = shopping(shop);
  const { sell, order, checkout, settled, newCart, level, report, paymentsOf, shipmentsOf, mailsOf, staff } = shopper;
  const { expectNothingLeftOf, expectLedgersAgree } = shopper;

  describe('an order that goes well', () => {
    it('is paid, reserved and shipped, and says how it went', async () => {
      await sell('TEA-1', { stock: 5, priceMinor: 1_250 });
      const placed = await order({ lines: [{ sku: 'TEA-1', quantity: 2 }] });
      expect(placed).toMatchObject({ status: 'confirmed', total: { amountMinor: 2_500, currency: 'EUR' } });
      expect(placed.timeline.map(({ step, outcome }) => `${step}: ${outcome}`).toSorted()).toEqual(
        ['authorize-payment', 'capture-payment', 'confirm-prices', 'create-shipment', 'hold-stock', 'reserve-stock'].map(
          (step) => `${step}: done`,
        ),
      );
      expect(await level('TEA-1')).toMatchObject({ onHand: 5, held: 0, reserved: 2, available: 3 });
      expect(await paymentsOf(placed.id)).toMatchObject([
        { status: 'captured', captured: { amountMinor: 2_500 }, refunded: { amountMinor: 0 } },
      ]);
      expect(await shipmentsOf(placed.id)).toMatchObject([{ status: 'created' }]);
      await expectLedgersAgree(placed.id);
    });

    it('can be made from a cart, and the cart becomes that one order', async () => {
      await sell('CART-1');
      const { id, accessKey, client } = await newCart('CART-1', 3);
      const first = await settled({ ...(await unwrap(checkout(client, { cartId: id }))), accessKey });
      expect(first).toMatchObject({ status: 'confirmed', total: { amountMinor: 3_750 } });
      await expect(unwrap(checkout(client, { cartId: id }))).rejects.toMatchObject({
        status: 409,
        code: 'orders.cart_already_ordered',
      });
    });

    it('ships: the goods leave the stock, the customer gets a mail', async () => {
      await sell('SHIP-1', { stock: 4 });
      const placed = await order({ lines: [{ sku: 'SHIP-1', quantity: 1 }] });
      await report(placed.id, 'dispatched');
      await eventually(() => level('SHIP-1'), { is: { onHand: 3, held: 0, reserved: 0, available: 3 }, ...PATIENTLY });
      await eventually(() => mailsOf(placed.id), {
        is: ['shipment-dispatched: sent', 'order-confirmed: sent'],
        ...PATIENTLY,
      });
    });
  });

  describe('an order that cannot be', () => {
    it('costs nobody an authorization when it is sold out', async () => {
      await sell('RARE-1', { stock: 1 });
      const placed = await order({ lines: [{ sku: 'RARE-1', quantity: 2 }] });
      expect(placed).toMatchObject({ status: 'cancelled', failure: { code: 'inventory.insufficient_stock' } });
      expect(await paymentsOf(placed.id)).toEqual([]);
      expect(await level('RARE-1')).toMatchObject({ held: 0, reserved: 0, available: 1 });
    });

    it('is cancelled where the price changed since the cart', async () => {
      await sell('PRICE-1', { priceMinor: 1_000 });
      const { id, accessKey, client } = await newCart('PRICE-1');
      expect(
        (await staff().put('/v1/variants/PRICE-1/price', { amountMinor: 1_100, currency: 'EUR' }, { 'if-match': '*' })).status,
      ).toBe(200);
      const placed = await settled({ ...(await unwrap(checkout(client, { cartId: id }))), accessKey });
      expect(placed).toMatchObject({ status: 'cancelled', failure: { code: 'catalog.price_changed' } });
      await eventually(() => level('PRICE-1'), { satisfies: ({ held, reserved }) => held === 0 && reserved === 0, ...PATIENTLY });
    });

    it.each([
      ['the card is declined', { token: 'tok_declined' }, 'payments.card_declined'],
      ['the card has no funds', { token: 'tok_insufficient_funds' }, 'payments.insufficient_funds'],
      ['the carrier refuses the address', { postalCode: '00000' }, 'shipping.not_served'],
      ['the capture fails', { token: 'tok_capture_fails' }, 'payments.capture_refused'],
    ])('leaves nothing behind where %s', async (_, trouble, code) => {
      const sku = `UNDO-${code}`;
      await sell(sku, { stock: 3 });
      const placed = await order({ lines: [{ sku, quantity: 1 }], ...trouble });
      expect(placed).toMatchObject({ status: 'cancelled', failure: { code } });
      await eventually(() => level(sku), {
        satisfies: ({ held, reserved, available }) => held === 0 && reserved === 0 && available === 3,
        ...PATIENTLY,
      });
      await eventually(() => expectNothingLeftOf(placed.id), { is: undefined, ...PATIENTLY });
      await expectLedgersAgree(placed.id);
    });
  });

  describe('a provider or carrier of whom nothing is heard', () => {
    it('is asked, and an order that was charged before the time-out is confirmed and charged once', async () => {
      await sell('SLOW-1');
      const placed = await order({ lines: [{ sku: 'SLOW-1', quantity: 1 }], token: 'tok_timeout' });
      expect(placed.status).toBe('confirmed');
      expect(await paymentsOf(placed.id)).toMatchObject([{ captured: { amountMinor: 1_250 } }]);
      await expectLedgersAgree(placed.id);
    });

    it('is tried again where it failed', async () => {
      await sell('FLAKY-1');
      const placed = await order({ lines: [{ sku: 'FLAKY-1', quantity: 1 }], token: 'tok_flaky' });
      expect(placed.status).toBe('confirmed');
      await expectLedgersAgree(placed.id);
    });

    it('does not ship twice where the carrier was silent', async () => {
      await sell('LOST-1');
      const placed = await order({ lines: [{ sku: 'LOST-1', quantity: 1 }], postalCode: '99999' });
      expect(placed.status).toBe('confirmed');
      expect(await shipmentsOf(placed.id)).toHaveLength(1);
    });
  });
}
