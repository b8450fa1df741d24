import { describe, expect, it } from 'vitest';
import { canonical, differencesOf } from './canonical.ts';
import type { Row, Tables } from './final-state.ts';

const ORDER = '0190a000-0000-7000-8000-000000000001';
const OTHER = '0190a000-0000-7000-8000-000000000002';
const AT = '2026-11-20T16:49:51.932+00:00';

const order: Row = { id: ORDER, status: 'confirmed', number: 'T-100001', lines: [{ sku: 'TEA-1', quantity: 2 }], created_at: AT };
const payment: Row = { id: OTHER, order_id: ORDER, captured_minor: 2_500, access_key_hash: 'abc' };
const mail: Row = { of: OTHER, to: `${ORDER}@example.com`, subject: 'Your order T-100001' };

const shop = (changes: Readonly<Record<string, readonly Row[]>> = {}): Tables =>
  new Map(Object.entries({ 'orders.orders': [order], 'payments.payments': [payment], 'outside.mails': [mail], ...changes }));
const differences = (changes: Readonly<Record<string, readonly Row[]>>) =>
  differencesOf(canonical(shop()), canonical(shop(changes)));

describe('two shops in which the same happened', () => {
  it('are the same under other ids, at other times, with other numbers and secrets', () => {
    const [id, other] = ['0190b000-0000-7000-8000-00000000000a', '0190b000-0000-7000-8000-00000000000b'];
    expect(
      differences({
        'orders.orders': [{ ...order, id, number: 'T-100777', created_at: '2027-01-01T00:00:00Z' }],
        'payments.payments': [{ ...payment, id: other, order_id: id, access_key_hash: 'def' }],
        'outside.mails': [{ of: other, to: `${id}@example.com`, subject: 'Your order T-100777' }],
      }),
    ).toEqual([]);
  });
});

describe('two shops differ', () => {
  it.each<[string, Readonly<Record<string, readonly Row[]>>, RegExp]>([
    ['where one has lost something', { 'payments.payments': [] }, /^payments\.payments: 0 instead of 1 times .*payment of/],
    ['where one did something twice', { 'outside.mails': [mail, mail] }, /^outside\.mails: 2 instead of 1 times/],
    ['where one took more', { 'payments.payments': [{ ...payment, captured_minor: 2_501 }] }, /1 instead of 0 times .*2501/],
    [
      'where something belongs to another order',
      { 'payments.payments': [{ ...payment, order_id: OTHER }] },
      /^payments\.payments: 0 instead of 1 times .*confirmed order of TEA-1/,
    ],
    ['where one never had a time', { 'orders.orders': [{ ...order, created_at: null }] }, /"created_at":null/],
    ['where one has a table more', { 'orders.quotes': [{ text: 'a' }] }, /^orders\.quotes: 1 instead of 0 times/],
  ])('%s', (_, changes, found) => {
    expect(differences(changes)).toContainEqual(expect.stringMatching(found));
  });
});
