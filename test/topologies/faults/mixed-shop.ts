import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { History } from '../../faults/harness/history.ts';
import type { RunningProcess } from '../../faults/harness/processes.ts';
import { untilAllQuiet } from '../../faults/harness/quiescence.ts';
import { ShopCalls } from '../../faults/harness/shop-calls.ts';
import { order, sell } from '../../faults/harness/steady-shoppers.ts';
import { type DividedShop, type InstanceStart, prepareDividedShop } from './divided-shop.ts';

/** A shop whose payments and notifications are processes with databases of their own. Usable within hooks and tests. */
export interface MixedShop {
  readonly shop: DividedShop;
  readonly history: History;
  /** Starts a process, or starts it again. */
  start(process: string, start?: InstanceStart): Promise<RunningProcess>;
  /** As it was started last. */
  running(process: string): RunningProcess;
  /** Orders something that costs 1,000, until it is certain that it was taken. */
  order(): Promise<string>;
  /** Waits until all orders that there are were confirmed, and resolves to how many these are. */
  allConfirmed(): Promise<number>;
  /** The same, and until nothing waits anywhere. */
  atRest(): Promise<number>;
}

const WITHIN_MS = 600_000;
const REST_WITHIN_MS = 240_000;
const PROCESSES = ['payments', 'notifications', 'shop'];

/** Starts it before the tests of a file, and ends it after them. */
export function mixedShop(): MixedShop {
  let prepared: { readonly shop: DividedShop; readonly history: History } | undefined;
  const running = new Map<string, RunningProcess>();
  const current = () => {
    if (!prepared) throw new Error('the shop exists only within hooks and tests');
    return prepared;
  };
  const runningOf = (name: string) => {
    const found = running.get(name);
    if (!found) throw new Error(`${name} was not started`);
    return found;
  };
  const start: MixedShop['start'] = async (name, options) => {
    const started = await current().shop.start(name, options);
    running.set(name, started);
    return started;
  };
  const calls = () => new ShopCalls(current().history, () => runningOf('shop').url);
  beforeAll(async () => {
    const shop = await prepareDividedShop({ topology: 'mixed' });
    prepared = { shop, history: new History(join(shop.directory, 'history.jsonl')) };
    await Promise.all(PROCESSES.map((name) => start(name)));
    await sell(calls(), 'TEA');
    // By then all know what they must know of each other.
    await order(calls(), 'TEA');
    await atRest(shop);
  }, WITHIN_MS);
  afterAll(() => prepared?.shop.stop(), WITHIN_MS);
  return {
    get shop() {
      return current().shop;
    },
    get history() {
      return current().history;
    },
    start,
    running: runningOf,
    order: () => order(calls(), 'TEA'),
    allConfirmed: () => allConfirmed(current().shop),
    atRest: () => atRest(current().shop),
  };
}

async function allConfirmed(shop: DividedShop): Promise<number> {
  const all = await eventually(() => statusesIn(shop), {
    satisfies: (statuses) => statuses.every((status) => status === 'confirmed'),
    withinMs: REST_WITHIN_MS,
  });
  return all.length;
}

async function atRest(shop: DividedShop): Promise<number> {
  const confirmed = await allConfirmed(shop);
  const { unrest } = await untilAllQuiet(shop.databases, REST_WITHIN_MS);
  if (unrest.length > 0) throw new Error(`the shop did not come to rest: ${unrest.join('; ')}`);
  return confirmed;
}

async function statusesIn({ databases }: DividedShop): Promise<readonly string[]> {
  const rows = await databases.of('orders').asOwner(({ sql }) => sql<{ status: string }>`select status from orders.orders`);
  return rows.map(({ status }) => status);
}
