import { expect, it } from 'vitest';
import { compareTables, type TableShape } from './compare-tables.ts';

const carts: TableShape & { schema: string } = {
  schema: 'orders',
  name: 'carts',
  primaryKey: ['id'],
  columns: [
    { name: 'id', type: 'uuid', notNull: true },
    { name: 'currency', type: 'varchar(3)', notNull: true },
    { name: 'created_at', type: 'timestamp (3) with time zone', notNull: false },
  ],
};
const live: TableShape = {
  name: 'carts',
  primaryKey: ['id'],
  columns: [
    { name: 'id', type: 'uuid', notNull: true },
    { name: 'currency', type: 'character varying(3)', notNull: true },
    { name: 'created_at', type: 'timestamp(3) with time zone', notNull: false },
  ],
};
const column = (changes: object) => ({
  ...live,
  columns: live.columns.map((it) => (it.name === 'currency' ? { ...it, ...changes } : it)),
});
const problemsOf = (found: readonly TableShape[]) => compareTables('orders', [carts], found).map(({ problem }) => problem);

it('finds nothing where code and database agree, each in its own spelling', () => {
  expect(problemsOf([live])).toEqual([]);
});

it('reports what is missing and what is too much', () => {
  expect(problemsOf([])).toEqual(['is declared but not in the database']);
  expect(problemsOf([live, { ...live, name: 'baskets' }])).toEqual(['is in the database but not declared']);
  expect(problemsOf([{ ...live, columns: live.columns.slice(0, 2) }])).toEqual(['is declared but not in the database']);
  expect(problemsOf([column({ name: 'money' })])).toEqual([
    'is declared but not in the database',
    'is in the database but not declared',
  ]);
});

it('reports another type, another nullability, another primary key', () => {
  expect(problemsOf([column({ type: 'text' })])).toEqual(['is declared varchar(3), the database has text']);
  expect(problemsOf([column({ notNull: false })])).toEqual(['is declared not null, the database takes null']);
  expect(problemsOf([{ ...live, primaryKey: [] }])).toEqual(['declares the primary key id, the database has nothing']);
});

it('reports a table that is declared in the schema of another module', () => {
  expect(compareTables('orders', [{ ...carts, schema: 'payments' }], [])).toEqual([
    { schema: 'orders', table: 'carts', problem: 'is declared in the schema payments' },
  ]);
});
