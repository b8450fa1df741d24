import { describe, expect, it } from 'vitest';
import { anItem } from '../testing/builders.ts';
import { availableOf, checkAdjustment } from './stock-item.ts';

describe('what is available', () => {
  it('is what is on hand and promised to nobody', () => {
    expect(availableOf(anItem('TEA', { onHand: 10, held: 2, reserved: 3 }))).toBe(5);
  });
});

describe('an adjustment', () => {
  const item = anItem('TEA', { onHand: 10, held: 2, reserved: 3 });

  it('may take away everything that is promised to nobody', () => {
    expect(() => checkAdjustment(item, -5)).not.toThrow();
  });

  it('is refused where it takes away what is promised', () => {
    expect(() => checkAdjustment(item, -6)).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'inventory.insufficient_stock' }),
    );
  });

  it('may add to an item without stock', () => {
    expect(() => checkAdjustment(anItem('NEW'), 1)).not.toThrow();
  });
});
