import { unwrap } from '../../clients/typescript/src/index.ts';
import { eachConcurrently } from './each-concurrently.ts';
import type { Delivery } from './planned-order.ts';
import type { Progress } from './progress.ts';
import { auditMoney, moneyChecks } from './report/audit-money.ts';
import { auditStock, stockChecks } from './report/audit-stock.ts';
import { type Check, sameCount } from './report/check.ts';
import { type Report, reportOf } from './report/report.ts';
import { startTally, type Tally } from './report/tally.ts';
import type { Plan, Scenario } from './scenario.ts';
import { importCatalogue } from './shop/import-catalogue.ts';
import { placeOrder } from './shop/place-order.ts';
import { isFinal, type ShopApi } from './shop/shop-api.ts';

export interface RunOptions {
  readonly concurrency: number;
  readonly progress: Progress;
  /** Counts the differences between our ledger of payments and the provider's; absent where nobody can ask. */
  readonly reconcile?: (() => Promise<number>) | undefined;
}

/** Imports the catalogue, fills the stock, replays the orders, and checks that everything adds up. */
export async function runScenario(shop: ShopApi, scenario: Scenario, options: RunOptions): Promise<Report> {
  const { concurrency, progress, reconcile } = options;
  const { currency } = scenario.catalogue;
  const importing = progress.begin('catalogue', 0);
  const imported = await importCatalogue(shop, scenario.catalogue, (rows) => importing.set(rows, rows));
  importing.end();
  const plan = await scenario.plan(shop);
  await fillStock(shop, plan.stock, options);
  const startedAt = performance.now();
  const tally = await replay(shop, plan, options);
  const seconds = (performance.now() - startedAt) / 1_000;
  const payments = progress.begin('payments', tally.orders.size);
  const money = await auditMoney(shop, tally, payments);
  payments.end();
  const ledgers = progress.begin('ledgers', tally.bySku.size);
  const stock = await auditStock(shop, tally, { concurrency, bar: ledgers });
  ledgers.end();
  const checks = [
    ...moneyChecks(tally, money, currency),
    ...(reconcile ? [reconciled(await reconcile())] : []),
    ...stockChecks(tally, stock),
    ...plan.checks({ tally, money, stock }),
    everyOrderTaken(plan, tally),
    nobodyIsStuck(tally),
  ];
  return reportOf({ title: scenario.title, imported, tally, seconds, concurrency, checks, notes: plan.notes() });
}

async function fillStock(
  { staff }: ShopApi,
  deliveries: readonly Delivery[],
  { concurrency, progress }: RunOptions,
): Promise<void> {
  const bar = progress.begin('stock', deliveries.length);
  await eachConcurrently(deliveries, concurrency, async ({ key, sku, pieces }) => {
    const params = { path: { sku }, header: { 'Idempotency-Key': key } };
    await unwrap(staff.POST('/v1/stock/{sku}/adjustments', { params, body: { delta: pieces, reason: 'demo: delivery' } }));
    bar.add();
  });
  bar.end();
}

async function replay(shop: ShopApi, plan: Plan, { concurrency, progress }: RunOptions): Promise<Tally> {
  const keeper = startTally();
  const bar = progress.begin('orders', plan.orderCount);
  await eachConcurrently(plan.orders(), concurrency, async (planned) => {
    try {
      keeper.add(await placeOrder(shop, planned));
    } catch (error) {
      if (!isFinal(error)) throw error;
      keeper.addRefusal(error.code);
    }
    bar.add();
  });
  bar.end();
  return keeper.tally();
}

function reconciled(differences: number): Check {
  return sameCount('our ledger is that of the provider', 'differences', [
    { source: 'payments reconcile', value: differences },
    { source: 'expected', value: 0 },
  ]);
}

function everyOrderTaken({ orderCount }: Plan, { orders }: Tally): Check {
  return sameCount('every order was taken', 'orders', [
    { source: 'to be placed', value: orderCount },
    { source: 'placed', value: orders.size },
  ]);
}

function nobodyIsStuck({ needsAttention }: Tally): Check {
  return sameCount('every order came to an end', 'orders', [
    { source: 'that need attention', value: needsAttention },
    { source: 'expected', value: 0 },
  ]);
}
