import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { History } from '../../faults/harness/history.ts';
import type { RunningProcess } from '../../faults/harness/processes.ts';
import { ShopCalls } from '../../faults/harness/shop-calls.ts';
import { OPERATIONS_TOKEN } from '../../faults/harness/shop-processes.ts';
import { letIn, sell } from '../../faults/harness/steady-shoppers.ts';
import { type DividedShop, prepareDividedShop } from './divided-shop.ts';
import { expectAllKept } from './judge-divided-shop.ts';

/** Who begins in an older version, and the order in which the newer one comes: who hears, and then who says. */
const UPGRADED = ['payments', 'orders'];
const OLDER = join(import.meta.dirname, 'older-versions.ts');
const [V1, V2] = ['payments.authorize-payment.v1', 'payments.authorize-payment.v2'];

// Longer than a client may take between asking whether a gateway is ready and sending it a request.
const GATEWAY = { environment: { TESSERA_LINGER_MS: '3000' } };

describe('a shop in which each process is replaced under load, two of them by a newer version', { timeout: 900_000 }, () => {
  it('fails no request, and loses nothing', async () => {
    const shop = await prepareDividedShop({ topology: 'split', discovery: { by: 'nats' } });
    onTestFinished(() => shop.stop());
    const instances = await startOlder(shop);
    const gateways = await Promise.all([shop.start('gateway', GATEWAY), shop.start('gateway', GATEWAY)]);
    const history = new History(join(shop.directory, 'history.jsonl'));
    for (const name of instances.keys()) await whenKnown(gateways, name, 1);
    await sell(new ShopCalls(history, () => gateways[0]?.url ?? ''), 'TEA');
    const crowd = letIn({ gateways, history, sku: 'TEA', clients: 2 });

    for (const [name, old] of instances) {
      const before = crowd.orders;
      await shop.start(name);
      await whenKnown(gateways, name, 2);
      await eventually(() => crowd.orders - before, { satisfies: (orders) => orders > 1, withinMs: 60_000 });
      expect(await old.stop(), name).toBe(0);
      await whenKnown(gateways, name, 1);
    }
    for (const [index, old] of gateways.entries()) {
      expect(await old.stop(), 'gateway').toBe(0);
      const replacement = await shop.start('gateway', GATEWAY);
      for (const name of instances.keys()) await whenKnown([replacement], name, 1);
      gateways[index] = replacement;
    }
    await crowd.leave();

    expect(crowd.failures).toEqual([]);
    const { orders, jobs } = await expectAllKept(shop, history);
    expect(orders.map(({ status }) => status)).toEqual(Array.from({ length: crowd.orders }, () => 'confirmed'));
    const asked = new Set(jobs.map(({ type }) => type));
    expect(
      [V1, V2].filter((type) => asked.has(type)),
      'versions in which payments were asked for',
    ).toEqual([V1, V2]);
  });
});

/** One instance of each process behind the gateway, in the order in which they are to be replaced. */
async function startOlder(shop: DividedShop): Promise<ReadonlyMap<string, RunningProcess>> {
  const others = shop.processes.filter((name) => name !== 'gateway' && !UPGRADED.includes(name));
  const start = async (name: string) => {
    const instance = await shop.start(name, { imports: UPGRADED.includes(name) ? [OLDER] : [] });
    return [name, instance] as const;
  };
  return new Map(await Promise.all([...UPGRADED, ...others].map(start)));
}

/** Waits until each of these gateways knows so many instances of a process. */
async function whenKnown(gateways: readonly RunningProcess[], name: string, count: number): Promise<void> {
  const line = `tessera_discovery_instances{process="${name}"} ${count}`;
  for (const { url } of gateways) {
    await eventually(() => metricsOf(url), { satisfies: (text) => text.includes(line), withinMs: 120_000 });
  }
}

async function metricsOf(url: string): Promise<string> {
  return (await fetch(new URL('/metrics', url), { headers: { authorization: `Bearer ${OPERATIONS_TOKEN}` } })).text();
}
