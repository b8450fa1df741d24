import type { Session } from '#shared-kernel/database/session.ts';
import { PAST_TABLES, type PastTable } from './past-tables.ts';

export interface Past {
  /** An order that has come to its end, of somebody who is signed in: the others are made in its image. */
  readonly orderId: string;
  /** How many past orders there are already, and how many there shall be. */
  readonly from: number;
  readonly to: number;
  readonly say: (line: string) => void;
}

/** The past orders are spread evenly over so many days. */
export const PAST_DAYS = 365;
const ORDERS_OF_A_USER = 10;
const BATCH = 50_000;

/** Writes past orders into the tables of all modules, as they would stand there had they been placed. */
export async function makePast(session: Session, { orderId, from, to, say }: Past): Promise<void> {
  // Checked row by row, references would take most of the time; what is written here is consistent as a whole.
  await session.run("set session_replication_role = replica; set synchronous_commit = off; set statement_timeout = '1h'");
  await session.run(OWN_ID);
  const until = new Date();
  for (const past of PAST_TABLES) {
    const statement = await statementFor(session, past);
    const first = past.keptDays === undefined ? from : Math.max(from, Math.floor(to * (1 - past.keptDays / PAST_DAYS)));
    for (let next = first; next < to; next += BATCH) {
      await session.run(statement, [orderId, next, Math.min(next + BATCH, to), to, until]);
    }
    say(`${past.table}: ${to - first} orders more`);
  }
  await session.run('set session_replication_role = origin; set synchronous_commit = on');
  await session.sql`
    update inventory.stock_items as item set reserved = reserved + ${to - from}::bigint * line.quantity
    from inventory.reservation_lines as line where line.order_id = ${orderId} and line.sku = item.sku`;
  for (const { table } of PAST_TABLES) await session.run(`vacuum analyze ${table}`);
  await session.run('checkpoint');
}

/** Ids of another order: they begin with the time, as they do in the shop, so that indexes grow where they would have grown. */
const OWN_ID = `
  create schema if not exists bench_growth;
  create or replace function bench_growth.own_id(id uuid, number bigint, begins text) returns uuid language sql immutable
  return (begins || substr(md5(number || id::text), length(begins) + 1))::uuid`;

interface Column {
  readonly name: string;
  readonly type: string;
}

async function statementFor(session: Session, { table, rows, own }: PastTable): Promise<string> {
  const columns = await columnsOf(session, table);
  const values = columns.map(({ name, type }) => expressionOf({ name, type }, own.includes(name)));
  const names = columns.map(({ name }) => name).join(', ');
  return `
    with past as (
      select number, at, lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' as begins
      from generate_series($2::bigint + 1, $3::bigint) as number
      cross join lateral (
        select $5::timestamptz - make_interval(secs => ($4::bigint - number) * ${PAST_DAYS * 86_400}.0 / $4::bigint) as at
      ) as time
    ), image as materialized (select * from ${table} where ${rows})
    insert into ${table} (${names}) select ${values.join(', ')} from past cross join image order by past.number on conflict do nothing`;
}

function expressionOf({ name, type }: Column, own: boolean): string {
  const value = `image.${name}`;
  if (type === 'timestamp with time zone') return `case when ${value} is not null then past.at end`;
  if (!own) return value;
  if (name === 'user_id') return `bench_growth.own_id(${value}, past.number / ${ORDERS_OF_A_USER}, '')`;
  if (name === 'subject') return `bench_growth.own_id(${value}::uuid, past.number, past.begins)::text`;
  return type === 'uuid' ? `bench_growth.own_id(${value}, past.number, past.begins)` : `${value} || '-' || past.number`;
}

function columnsOf({ sql }: Session, table: string): Promise<readonly Column[]> {
  const [schema = '', name = ''] = table.split('.');
  return sql<Column>`
    select column_name as name, data_type as type from information_schema.columns
    where table_schema = ${schema} and table_name = ${name} and identity_generation is null and is_generated = 'NEVER'
    order by ordinal_position`;
}
