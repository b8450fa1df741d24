import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyHistory } from '../testing/histories.ts';
import { PaperShop } from '../testing/paper-shop.ts';
import { availableOf } from './stock-item.ts';

it('never promises more than there is, whatever happens in whatever order', () => {
  afterEveryStepOfAnyHistory((shop) => {
    for (const item of shop.items.values()) {
      expect(Math.min(item.held, item.reserved, availableOf(item))).toBeGreaterThanOrEqual(0);
    }
  });
});

it('promises to each order what its state says, and nothing else', () => {
  afterEveryStepOfAnyHistory((shop) => {
    for (const { sku, held, reserved } of shop.items.values()) {
      expect({ held, reserved }).toEqual({ held: shop.promised(sku, 'held'), reserved: shop.promised(sku, 'reserved') });
    }
  });
});

it('tells one thing about an order under each number, and leaves no number out', () => {
  afterEveryStepOfAnyHistory((shop) => {
    for (const { orderId, answers, version } of shop.reservations.values()) {
      const told = Object.values(answers).map(({ sequence }) => sequence);
      const expiries = shop.movements.some((movement) => movement.kind === 'expire' && movement.orderId === orderId) ? 1 : 0;
      expect(new Set(told).size + expiries).toBe(version);
    }
  });
});

function afterEveryStepOfAnyHistory(check: (shop: PaperShop) => void): void {
  fc.assert(
    fc.property(anyHistory(50), (history) => {
      const shop = new PaperShop();
      for (const happening of history) {
        shop.live(happening);
        check(shop);
      }
    }),
    { numRuns: 200 },
  );
}
