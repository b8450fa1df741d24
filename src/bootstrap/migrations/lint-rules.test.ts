import { describe, expect, it } from 'vitest';
import { lintFile } from './lint-migrations.ts';

const rulesOf = (sql: string, phase = 'expand') =>
  lintFile('orders', '0002_change_orders.sql', `-- phase: ${phase}\n${sql}`, ['orders', 'payments']).map(({ rule }) => rule);

describe('takes', () => {
  it.each([
    'create table orders.carts (id uuid primary key); create index carts_id on orders.carts (id);',
    'create table carts (id uuid); create unique index on carts (id); alter table carts add constraint c check (id is not null);',
    'alter table orders.carts add column note text, add column size integer not null default 0;',
    'alter table orders.carts add constraint positive check (size > 0) not valid;',
    'alter table orders.carts validate constraint positive;',
    'create index concurrently if not exists carts_size on orders.carts (size);',
    "comment on table orders.carts is 'see payments.payments';",
  ])('%s', (sql) => expect(rulesOf(sql)).toEqual([]));

  it('a drop in a contract file', () => {
    expect(rulesOf('alter table orders.carts drop column note; drop table orders.old;', 'contract')).toEqual([]);
  });
});

describe('refuses', () => {
  it.each([
    ['drop-in-expand', 'drop table orders.carts;'],
    ['drop-in-expand', 'alter table orders.carts add column a text, drop column b;'],
    ['drop-in-expand', 'truncate orders.carts;'],
    ['rename-in-expand', 'alter table orders.carts rename column a to b;'],
    ['rename-in-expand', 'ALTER TABLE orders.carts RENAME TO baskets;'],
    ['type-change-in-expand', 'alter table orders.carts alter column size type bigint;'],
    ['set-not-null', 'alter table orders.carts alter size set not null;'],
    ['not-null-without-default', 'alter table orders.carts add column size integer not null;'],
    ['not-null-without-default', 'alter table orders.carts add a numeric(3, 2), add size integer not null;'],
    ['index-without-concurrently', 'create index carts_size on orders.carts (size);'],
    ['index-without-concurrently', 'create table orders.other (); create unique index on only orders.carts(size);'],
    ['constraint-without-not-valid', 'alter table orders.carts add constraint positive check (size > 0);'],
    ['constraint-without-not-valid', 'alter table only orders.carts add foreign key (a) references orders.a (id);'],
    ['constraint-without-not-valid', 'alter table orders.carts add constraint one unique (size);'],
    ['concurrently-not-alone', 'create index concurrently if not exists i on orders.carts (a); select 1;'],
    ['concurrently-not-repeatable', 'create index concurrently i on orders.carts (a);'],
    ['transaction-control', 'begin; select 1;'],
    ['foreign-schema', 'create table orders.lines (id uuid references payments.payments);'],
    ['foreign-schema', 'create view orders.jobs as select * from "pgboss".job;'],
    ['foundation', 'grant select on orders.carts to payments;'],
    ['foundation', 'create schema more;'],
  ])('%s: %s', (rule, sql) => expect(rulesOf(sql)).toContain(rule));
});

describe('an allowance', () => {
  it('lifts its rule for the file', () => {
    expect(rulesOf('-- lint: allow drop-in-expand because nothing ever used it\ndrop table orders.old;')).toEqual([]);
  });

  it('lifts no other rule', () => {
    expect(rulesOf('-- lint: allow drop-in-expand because nothing ever used it\ngrant select on orders.a to b;')).toEqual([
      'foundation',
    ]);
  });

  it('needs a reason and a rule that exists', () => {
    expect(rulesOf('-- lint: allow drop-in-expand\ndrop table orders.old;')).toEqual(['drop-in-expand', 'unfounded-allowance']);
    expect(rulesOf('-- lint: allow drops because of me\nselect 1;')).toEqual(['unfounded-allowance']);
  });
});

it('names the line on which the statement begins', () => {
  const [finding] = lintFile('orders', '0001_drop_it.sql', '-- phase: expand\n\ndrop table\n  orders.a;', []);
  expect(finding).toMatchObject({ file: 'migrations/orders/0001_drop_it.sql', line: 3 });
});

it('refuses a wrong name and a missing phase', () => {
  expect(lintFile('orders', '1.sql', 'select 1', []).map(({ rule }) => rule)).toEqual(['file-name', 'phase-line']);
});
