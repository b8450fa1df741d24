import { setTimeout as pause } from 'node:timers/promises';
import { derivedId } from '#shared-kernel/ids.ts';
import { visitShop } from './customer.ts';
import { adjustment, type Market } from './market.ts';
import type { Random } from './random.ts';
import type { ShopCalls } from './shop-calls.ts';

export interface WorkloadOptions {
  readonly calls: ShopCalls;
  readonly market: Market;
  readonly random: Random;
  /** Keys of one run differ from those of another. */
  readonly run: string;
  /** Visits begun per second, at most. */
  readonly visitsPerSecond: number;
  /** Visits under way at the same time, at most. */
  readonly customers: number;
}

export interface Workload {
  readonly visits: number;
  /** Lets no new visit begin and waits for those under way. */
  stop(): Promise<void>;
}

/** Sends customers and staff to the shop until it is told to stop. */
export function startWorkload(options: WorkloadOptions): Workload {
  const stopping = new AbortController();
  const under = new Set<Promise<void>>();
  let visits = 0;

  async function sendCustomers(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (under.size < options.customers) {
        const name = derivedId(options.run, String(visits));
        const visit = visitShop({ ...options, name, random: options.random.fork(name) });
        const settled = visit.finally(() => under.delete(settled));
        under.add(settled);
        visits += 1;
      }
      await pause(1_000 / options.visitsPerSecond);
    }
  }

  const loops = [sendCustomers(), restock(options, stopping.signal)];
  return {
    get visits() {
      return visits;
    },
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      await Promise.all(under);
    },
  };
}

/** Deliveries and losses: mostly of what sells best, so that it is sold out now and then and never for long. */
async function restock({ calls, market, random, run }: WorkloadOptions, stopping: AbortSignal): Promise<void> {
  const own = random.fork('restock');
  for (let count = 0; !stopping.aborted; count++) {
    const sku = own.pick(own.chance(0.8) ? market.hot : market.cold);
    const delta = own.chance(0.8) ? own.integer(3, 15) : -own.integer(1, 5);
    await calls.insist(adjustment(sku, delta, derivedId(run, 'restock', String(count)), market.staff), Date.now() + 60_000);
    await pause(own.integer(500, 2_000));
  }
}
