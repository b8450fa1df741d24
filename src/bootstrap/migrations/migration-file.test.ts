import { expect, it } from 'vitest';
import { parseMigration } from './migration-file.ts';

it('reads number, name and phase', () => {
  const file = parseMigration('orders', '0012_create_carts.sql', '-- phase: expand\ncreate table orders.carts ();');
  expect(file).toMatchObject({ schema: 'orders', version: 12, name: '0012_create_carts', phase: 'expand' });
});

it('gives another hash to a file of which one character changed', () => {
  const [one, two] = ['-- phase: expand\nselect 1', '-- phase: expand\nselect 2'].map((text) =>
    parseMigration('a', '0001_do_it.sql', text),
  );
  expect(one?.sha256).not.toBe(two?.sha256);
});

it.each(['1_create_carts.sql', '0000_create_carts.sql', '0001-create-carts.sql', '0001_carts.sql', '0001_Create_carts.sql'])(
  'refuses the name %s',
  (name) => {
    expect(() => parseMigration('orders', name, '-- phase: expand')).toThrow('NNNN_verb_what.sql');
  },
);

it.each(['', 'select 1', '--phase: expand', '\n-- phase: expand', '-- phase: destroy'])('refuses the first line %j', (text) => {
  expect(() => parseMigration('orders', '0001_create_carts.sql', text)).toThrow('the first line must read');
});
