import { expect, it } from 'vitest';
import { partsOf } from './export-user.ts';

const KIB = 1_024;
const record = (kib: number, id: number) => ({ id, text: 'ü'.repeat((kib * KIB) / 2) });

it('puts everything into one part where that is small, also where there is nothing', () => {
  expect(partsOf({ orders: [{ id: 1 }, { id: 2 }], carts: [{ id: 3 }] })).toEqual([
    '[["orders",{"id":1}],["orders",{"id":2}],["carts",{"id":3}]]',
  ]);
  expect(partsOf({ orders: [] })).toEqual(['[]']);
});

it('begins another part before one becomes too long for a message, and loses no record', () => {
  const orders = Array.from({ length: 10 }, (_, id) => record(40, id));
  const parts = partsOf({ orders });
  expect(parts.length).toBeGreaterThan(2);
  for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(151 * KIB);
  expect(parts.flatMap((part) => JSON.parse(part))).toEqual(orders.map((order) => ['orders', order]));
});

it('gives a record that is too long a part of its own', () => {
  const orders = [record(1, 1), record(200, 2), record(1, 3)];
  expect(partsOf({ orders }).map((part) => JSON.parse(part).length)).toEqual([1, 1, 1]);
});
