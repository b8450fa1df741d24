import { describe, expect, it } from 'vitest';
import type { Visitor } from './access.ts';
import { type Cart, changeable, MAX_LINES, openFor, withLine, withoutLine } from './cart.ts';

const CART: Cart = { id: 'c', userId: undefined, accessKeyHash: 'key', lines: [], orderId: undefined, version: 7 };
const guest: Visitor = { userId: undefined, staff: false, accessKeyHash: 'key' };
const line = (sku: string, currency = 'EUR') => ({ sku, title: sku, quantity: 1, unitPrice: { amountMinor: 100, currency } });
const refusal = (code: string) => expect.objectContaining({ code: `orders.${code}` });

describe('whose a cart is', () => {
  it.each([
    ['the guest who holds its key', guest, CART, true],
    ['a guest with another key', { ...guest, accessKeyHash: 'other' }, CART, false],
    ['a guest without a key', { ...guest, accessKeyHash: undefined }, CART, false],
    [
      'a guest without a key, of a cart without one',
      { ...guest, accessKeyHash: undefined },
      { ...CART, accessKeyHash: undefined },
      false,
    ],
    ['its user', { ...guest, userId: 'u' }, { ...CART, userId: 'u', accessKeyHash: undefined }, true],
    ['another user', { ...guest, userId: 'v' }, { ...CART, userId: 'u', accessKeyHash: undefined }, false],
    ['a user who holds its key', { ...guest, userId: 'u' }, CART, true],
    ["a guest who holds the key of a user's cart", guest, { ...CART, userId: 'u' }, false],
    ['staff', { userId: 's', staff: true, accessKeyHash: undefined }, CART, true],
  ])('%s', (_, visitor, cart, open) => {
    if (open) expect(openFor(visitor, cart)).toBe(cart);
    else expect(() => openFor(visitor, cart)).toThrow(refusal('cart_not_found'));
  });
});

describe('a change of a cart', () => {
  it('wants the version that was seen, or none in particular', () => {
    expect(changeable(CART, '7')).toBe(CART);
    expect(changeable(CART, '*')).toBe(CART);
    expect(() => changeable(CART, '6')).toThrow(refusal('cart_changed'));
  });

  it('is refused once the cart was ordered, whatever version was seen', () => {
    expect(() => changeable({ ...CART, orderId: 'o' }, '7')).toThrow(refusal('cart_already_ordered'));
  });

  it('makes it a version newer', () => {
    const one = withLine(CART, line('TEA'));
    expect(one.version).toBe(8);
    expect(withoutLine(one, 'TEA')).toEqual({ ...CART, version: 9 });
  });

  it('cannot put in more SKUs than an order may have, but change one that is in it', () => {
    const full = { ...CART, lines: Array.from({ length: MAX_LINES }, (_, index) => line(`SKU-${index}`)) };
    expect(() => withLine(full, line('ONE-MORE'))).toThrow(refusal('too_many_lines'));
    expect(withLine(full, { ...line('SKU-3'), quantity: 2 }).lines).toHaveLength(MAX_LINES);
  });

  it('cannot mix currencies, but replace the only line by one of another', () => {
    const cart = withLine(CART, line('TEA'));
    expect(() => withLine(cart, line('CUP', 'JPY'))).toThrow(refusal('mixed_currencies'));
    expect(withLine(cart, line('TEA', 'JPY')).lines).toEqual([line('TEA', 'JPY')]);
  });

  it('cannot take out what is not in it', () => {
    expect(() => withoutLine(CART, 'TEA')).toThrow(refusal('line_not_found'));
  });
});
