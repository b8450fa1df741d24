import { expect, it } from 'vitest';
import { sameCount, sameMoney } from './check.ts';
import { render, reportOf } from './report.ts';
import { startTally } from './tally.ts';

const IMPORTED = {
  id: 'i',
  status: 'completed' as const,
  rowsRead: 3,
  rowsRefused: 1,
  productsWritten: 2,
  productsUnchanged: 0,
  errors: [],
};
const EUR = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const LINE = { sku: 'A', quantity: 2, lineTotal: EUR(500) };

function reportWith(rightMinor: number) {
  const keeper = startTally();
  const order = { lines: [LINE], total: EUR(500), failure: undefined, replayed: false };
  keeper.add({ ...order, id: '1', status: 'confirmed', confirmedAfterMs: 12.3 });
  keeper.add({
    ...order,
    id: '2',
    status: 'cancelled',
    failure: { code: 'payments.card_declined' },
    confirmedAfterMs: undefined,
  });
  keeper.addRefusal('orders.sku_not_on_sale');
  const tally = keeper.tally();
  const checks = [
    sameMoney('paid', 'EUR', [
      { source: 'orders', value: 123_456 },
      { source: 'payments', value: rightMinor },
    ]),
    sameCount('pieces', 'pieces', [
      { source: 'sold', value: tally.bySku.get('A')?.soldPieces ?? 0 },
      { source: 'reserved', value: 2 },
    ]),
  ];
  return reportOf({ title: 'Test', imported: IMPORTED, tally, seconds: 2, concurrency: 1, checks, notes: [] });
}

it('adds up where both sides of every line are the same', () => {
  const report = reportWith(123_456);
  expect(report).toMatchObject({ addsUp: true, confirmation: { p50Ms: 12 } });
  expect(report.orders).toMatchObject({ placed: 2, confirmed: 1, cancelled: { 'payments.card_declined': 1 } });
  expect(render(report)).toMatch(/✔ paid +1,234\.56 EUR +orders += +1,234\.56 EUR +payments/);
  expect(render(report)).toContain('✔ Everything adds up.');
});

it('shows both sides of a line that does not', () => {
  const report = reportWith(99_999);
  expect(report.addsUp).toBe(false);
  expect(render(report)).toMatch(/✘ paid +1,234\.56 EUR +orders +≠ +999\.99 EUR +payments/);
  expect(render(report)).toContain('✘ 1 of 2 do not add up.');
});

it('says why orders were cancelled or refused', () => {
  expect(render(reportWith(1))).toMatch(/cancelled +1 +payments\.card_declined/);
  expect(render(reportWith(1))).toMatch(/refused +1 +orders\.sku_not_on_sale/);
});
