import { pipeline } from 'node:stream/promises';
import postgres from 'postgres';
import { driverAddress } from '#shared-kernel/database/driver-address.ts';

/** One end of a copy: a connection in a transaction. */
export interface Endpoint {
  rows<Row extends object>(statement: string): Promise<readonly Row[]>;
  readonly client: postgres.Sql;
}

export interface CopyRowsOptions {
  /** Qualified, and quoted where it needs to be. */
  readonly table: string;
  /** Default: all rows. */
  readonly where?: string;
}

/**
 * Runs `work` with both ends in a transaction: one snapshot to read from, and all or nothing to write.
 * Rejects, with nothing written, where either end is lost.
 */
export async function withEndpoints<T>(
  from: string,
  to: string,
  work: (source: Endpoint, target: Endpoint) => Promise<T>,
): Promise<T> {
  const [source, target] = [endpoint(from), endpoint(to)];
  try {
    await source.rows('begin isolation level repeatable read read only');
    await target.rows('begin read write');
    const result = await work(source, target);
    await target.rows('commit');
    return result;
  } finally {
    await Promise.all([source.client.end({ timeout: 1 }), target.client.end({ timeout: 1 })]);
  }
}

/** One connection and no other: what postgres.js opens after a loss would not be in the transaction, and finds none to commit. */
function endpoint(connectionString: string): Endpoint {
  const { url, ...unixSocket } = driverAddress(connectionString);
  const client = postgres(url, {
    ...unixSocket,
    max: 1,
    fetch_types: false,
    idle_timeout: 0,
    max_lifetime: null,
    onnotice: () => undefined,
    connection: { application_name: 'tessera move' },
  });
  return { client, rows: async <Row extends object>(statement: string) => [...(await client.unsafe<Row[]>(statement))] };
}

/** Copies the rows of a table as a stream, whatever their number, and compares what arrived. Returns how many there were. */
export async function copyRows(source: Endpoint, target: Endpoint, { table, where = 'true' }: CopyRowsOptions): Promise<number> {
  const columns = await columnsOf(source, table);
  const selected = `select ${columns} from ${table} where ${where}`;
  const out = await source.client.unsafe(`copy (${selected}) to stdout`).readable();
  const into = await target.client.unsafe(`copy ${table} (${columns}) from stdin`).writable();
  await pipeline(out, into);
  const [sent, arrived] = [await digestOf(source, selected), await digestOf(target, selected)];
  if (sent.digest === arrived.digest) return sent.rows;
  throw new Error(`${table}: what arrived (${arrived.rows} rows) is not what was sent (${sent.rows} rows)`);
}

/** Without those that Postgres computes. */
async function columnsOf({ rows }: Endpoint, table: string): Promise<string> {
  const columns = await rows<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute
     where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
  );
  return columns.map(({ name }) => name).join(', ');
}

/** The same for the same rows, in whatever order. */
async function digestOf({ rows }: Endpoint, selected: string): Promise<{ readonly rows: number; readonly digest: string }> {
  const [found] = await rows<{ rows: number; digest: string }>(
    `select count(*)::int as rows, count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0) as digest from (${selected}) t`,
  );
  if (found === undefined) throw new Error('a count returned no row');
  return found;
}
