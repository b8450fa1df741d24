import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { entriesOf, unwrap } from '../../clients/typescript/src/index.ts';
import { generatedScenario } from '../../scripts/demo/generated/generated-scenario.ts';
import { olistScenario } from '../../scripts/demo/olist/olist-scenario.ts';
import { silentProgress } from '../../scripts/demo/progress.ts';
import { runScenario } from '../../scripts/demo/run-scenario.ts';
import type { Scenario } from '../../scripts/demo/scenario.ts';
import { openShopApi } from '../../scripts/demo/shop/shop-api.ts';
import { testShop } from '../support/test-shop.ts';
import { sendTo } from '../support/typed-client.ts';

const signIn = { email: 'admin@tessera.example', password: newId() };
const shop = testShop(undefined, {
  bus: 'real',
  settings: {
    TESSERA_ADMIN_EMAIL: signIn.email,
    TESSERA_ADMIN_PASSWORD: signIn.password,
    PAYMENTS_PROVIDER_TIMEOUT_MS: '500',
  },
});
const api = () => openShopApi('http://shop.example', signIn, sendTo(shop));
const Differences = z.object({ differences: z.array(z.unknown()) });
const reconcile = async () => Differences.parse(await shop.verb('payments', 'reconcile')).differences.length;
const run = async (scenario: Scenario) =>
  runScenario(await api(), scenario, { concurrency: 8, progress: silentProgress, reconcile });

// Half a minute on a machine at rest; enough for one that does ten other things.
const WITHIN_MS = 400_000;

it(
  'places generated orders, places none of them twice, and notices money that went astray',
  async () => {
    const scenario = await generatedScenario({ currency: 'EUR', orders: 50, seed: 7, ship: true });
    const first = await run(scenario);
    expect(first.checks.filter(({ holds }) => !holds)).toEqual([]);
    expect(first.orders).toMatchObject({ placed: 50, replayed: 0, refused: {}, needsAttention: 0 });
    expect(first.orders.confirmed).toBeGreaterThan(25);
    expect(Object.keys(first.orders.cancelled)).toEqual(expect.arrayContaining(['inventory.insufficient_stock']));

    const second = await run(scenario);
    expect(second.addsUp).toBe(true);
    expect(second.orders).toEqual({ ...first.orders, replayed: 50 });

    await refundOneCent();
    const third = await run(scenario);
    expect(third.addsUp).toBe(false);
    expect(third.checks.filter(({ holds }) => !holds).map(({ claim }) => claim)).toEqual([
      'confirmed orders are paid',
      'each order is paid exactly, none twice',
    ]);
  },
  WITHIN_MS,
);

async function refundOneCent(): Promise<void> {
  const { staff } = await api();
  for await (const { id, status } of entriesOf((query) => unwrap(staff.GET('/v1/payments', { params: { query } })))) {
    if (status !== 'captured') continue;
    const header = { 'Idempotency-Key': newId(), Prefer: 'wait=10' };
    const body = { amountMinor: 1, reason: 'a kindness' };
    await unwrap(staff.POST('/v1/payments/{id}/refunds', { params: { path: { id }, header }, body }));
    return;
  }
}

const OLIST = join(process.env.TESSERA_SHARED_DATA ?? '../shared/data', 'olist');
const TITLE = 'replays 300 real orders to the cent, and goes on where it was interrupted';
if (existsSync(OLIST)) it(TITLE, replayRealOrders, WITHIN_MS);
else it(`${TITLE}: NOT TESTED, ${OLIST} is not there; set TESSERA_SHARED_DATA`, () => expect(existsSync(OLIST)).toBe(false));

async function replayRealOrders() {
  const begun = await run(await olistScenario(OLIST, { limit: 60, ship: false }));
  const report = await run(await olistScenario(OLIST, { limit: 300, ship: false }));
  expect(report.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(report.orders.replayed).toBe(begun.orders.placed);

  const expected = expectedOf(300);
  const figure = (claim: string) => report.checks.find((check) => check.claim === claim)?.right.figure;
  expect(report.orders.placed).toBe(300 - expected.withoutItems);
  expect(Object.values(report.orders.cancelled)).toEqual([expected.calledOff]);
  expect(figure('items')).toBe(`${expected.items} pieces`);
  expect(figure('price of the items')).toBe(brl(expected.itemsMinor));
  expect(figure('freight')).toBe(brl(expected.freightMinor));
  expect(figure('captured')).toBe(brl(expected.itemsMinor + expected.freightMinor));
  expect(report.notes.join('\n')).toContain(brl(expected.paymentsMinor));
}

/** The same figures, worked out from the files without a line of the demo. */
function expectedOf(limit: number) {
  const orders = table('orders').slice(0, limit);
  const ids = new Set(orders.map(([id]) => id));
  const items = table('order_items').filter(([id]) => ids.has(id));
  const withItems = new Set(items.map(([id]) => id));
  const sum = (rows: readonly string[][], column: number) =>
    rows.reduce((total, row) => total + Math.round(100 * Number(row[column])), 0);
  const calledOff = orders.filter(([id, , status = '']) => withItems.has(id) && ['canceled', 'unavailable'].includes(status));
  return {
    withoutItems: limit - withItems.size,
    calledOff: calledOff.length,
    items: items.length,
    itemsMinor: sum(items, 5),
    freightMinor: sum(items, 6),
    paymentsMinor: sum(
      table('order_payments').filter(([id]) => ids.has(id)),
      4,
    ),
  };
}

/** No field of these three files holds a comma or a quotation mark. */
function table(name: string): string[][] {
  const lines = gunzipSync(readFileSync(join(OLIST, `${name}.csv.gz`)))
    .toString()
    .trim()
    .split('\n');
  return lines.slice(1).map((line) => line.trim().split(','));
}

function brl(minor: number): string {
  return `${(minor / 100).toLocaleString('en', { minimumFractionDigits: 2 })} BRL`;
}
