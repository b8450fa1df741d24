import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseUnavailable } from '#shared-kernel/database/failures.ts';
import { Session } from '#shared-kernel/database/session.ts';
import { databaseUrl, onServer } from '#shared-kernel/testing/cloned-database.ts';
import { type RunningProcess, startProcess } from '../../test/faults/harness/processes.ts';
import { startShopProcess } from '../../test/faults/harness/shop-processes.ts';
import type { Surroundings } from '../../test/faults/harness/surroundings.ts';
import type { Goods } from '../load/load-order.ts';
import { openShop, orderOnce } from '../load/open-shop.ts';
import { factsOfDbos, factsOfTessera, type ReadFacts } from './facts.ts';

/** A shop that takes the same orders as the other, in one process on a database of its own. */
export interface Contestant {
  readonly name: 'Tessera' | 'DBOS';
  /** What is on sale in it. */
  readonly goods: readonly Goods[];
  /** Of the owner of its database. */
  readonly owner: Session;
  readonly readFacts: ReadFacts;
  /** When orders were confirmed. */
  confirmedBetween(fromMs: number, toMs: number): Promise<number>;
  /** The process that serves it now. */
  process(): RunningProcess;
  /** Starts another process where this one has ended. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The whole shop as it is operated: all modules, with everything that they do for an order besides the saga. */
export async function startTessera({ postgres, provider, carrier, directory }: Surroundings): Promise<Contestant> {
  const start = () =>
    startShopProcess({
      databaseUrl: postgres.url,
      providerUrl: provider.url,
      carrierUrl: carrier.url,
      directory,
      name: 'tessera',
      environment: { TESSERA_CHECK_ANSWERS: 'off' },
    });
  const shop = await restartable(start);
  const goods = await openShop(shop.process().url);
  const owner = ownerOf(postgres.url);
  const confirmedBetween = async (from: number, to: number) => {
    const [found] = await owner.sql<{ count: number }>`
      select count(*) as count from orders.orders
      where status = 'confirmed' and updated_at between ${new Date(from)} and ${new Date(to)}`;
    return found?.count ?? 0;
  };
  return { name: 'Tessera', goods, owner, readFacts: factsOfTessera, confirmedBetween, ...shop, close: closing(shop, owner) };
}

const SKU = 'CROWD-1';
const TABLES = join(import.meta.dirname, 'dbos/tables.sql');

/** The same saga by hand, and nothing else. */
export async function startDbos({ postgres, provider, carrier, directory }: Surroundings): Promise<Contestant> {
  await onServer(databaseUrl(postgres.url, 'postgres'), (session) => session.run('create database bench_dbos'));
  const url = databaseUrl(postgres.url, 'bench_dbos');
  const owner = ownerOf(url);
  await owner.run(await readFile(TABLES, 'utf8'));
  await owner.sql`insert into shop.offers (sku, price_minor, currency) values (${SKU}, 1000, 'EUR')`;
  await owner.sql`insert into shop.stock_items (sku, on_hand) values (${SKU}, 1000000)`;
  const start = () =>
    startProcess({
      file: 'bench/saga/dbos/main.ts',
      log: join(directory, 'dbos.log'),
      environment: {
        NODE_ENV: 'production',
        DATABASE_URL: url,
        PROVIDER_URL: provider.url,
        CARRIER_URL: carrier.url,
        CONNECTIONS: '20',
      },
    });
  const shop = await restartable(start);
  await orderOnce(shop.process().url, SKU);
  const confirmedBetween = async (from: number, to: number) => {
    const [found] = await owner.sql<{ count: number }>`
      select count(*) as count from shop.orders
      where status = 'confirmed' and updated_at between ${new Date(from)} and ${new Date(to)}`;
    return found?.count ?? 0;
  };
  const goods = [{ sku: SKU, slug: SKU.toLowerCase() }];
  return { name: 'DBOS', goods, owner, readFacts: factsOfDbos, confirmedBetween, ...shop, close: closing(shop, owner) };
}

async function restartable(start: () => Promise<RunningProcess>): Promise<Pick<Contestant, 'process' | 'restart'>> {
  let running = await start();
  return {
    process: () => running,
    async restart() {
      running = await start();
    },
  };
}

function closing(shop: Pick<Contestant, 'process'>, owner: Session): Contestant['close'] {
  return async () => {
    owner.destroy(new DatabaseUnavailable('The benchmark is over.'));
    await shop.process().stop();
  };
}

function ownerOf(url: string): Session {
  return new Session({
    url,
    applicationName: 'bench:owner',
    writesOutsideTransactions: true,
    statementTimeoutMs: 60_000,
    lockTimeoutMs: 60_000,
  });
}
