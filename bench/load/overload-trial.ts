import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Session } from '#shared-kernel/database/session.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { ADMIN } from '../../test/faults/harness/shop-processes.ts';
import { type LoadOrder, type LoadReport, runLoad } from './load-order.ts';

export interface TrialOptions {
  /** Where the shop is served. */
  readonly url: string;
  readonly database: Pick<Session, 'sql'>;
  /** How many customers at a time, each waiting for its order, are tried to find what the shop can take. */
  readonly customers: readonly number[];
  /** How many times as much is asked for, one after the other. */
  readonly factors: readonly number[];
  /** How long each is tried. An overload lasts twice as long: it takes a while until queues are as long as they get. */
  readonly seconds: number;
  readonly say: (line: string) => void;
}

/** One overload, and what the shop made of it. */
export interface Phase {
  readonly factor: number;
  readonly offeredPerSecond: number;
  /** Orders confirmed in each second: what counts, whatever was accepted. */
  readonly confirmedPerSecond: number;
  readonly report: LoadReport;
  /** The slowest answer of `/health` meanwhile. */
  readonly healthMs: number;
  /** From the end of the load until an order takes no more than twice as long as it did at the peak. */
  readonly recoveredMs: number;
}

export interface Trial {
  /** What the shop can take: the mean of before and after, because the speed of a machine drifts. */
  readonly peakPerSecond: number;
  readonly phases: readonly Phase[];
  /** What must not be: empty where the invariants hold. */
  readonly broken: readonly string[];
}

/** What the crowd wants. */
export const SKU = 'CROWD-1';
const WARM_UP_SECONDS = 4;
/** Of the time of an overload, in which its queues fill; nothing is counted then. */
const FILLING = 1 / 3;

/** Finds what an open shop can take, asks for many times as much, and looks whether what it does stays as much. */
export async function overloadTrial({ url, database, customers, factors, seconds, say }: TrialOptions): Promise<Trial> {
  const shop = { url, sku: SKU, seconds };
  const atPeak = async (connections: number) => {
    const { perSecond, report } = await confirmedDuring(database, { ...shop, connections, wait: true });
    say(`${connections} customers, each waiting for its order: ${perSecond.toFixed(0)} orders/s`);
    return { connections, perSecond, usualMs: quantile(report.acceptedMs, 0.5) };
  };
  await runLoad({ ...shop, seconds: WARM_UP_SECONDS, connections: 16, wait: true });
  let before = { connections: 0, perSecond: 0, usualMs: 0 };
  for (const connections of customers) {
    const peak = await atPeak(connections);
    if (peak.perSecond > before.perSecond) before = peak;
  }
  if (before.perSecond === 0) throw new Error('no order was confirmed at all, so there is no peak to compare with');
  const phases: Phase[] = [];
  for (const factor of factors) {
    const load = { ...shop, seconds: seconds * 2, connections: 512, perSecond: before.perSecond * factor, wait: false };
    const health = watchHealth(url);
    const { perSecond, report } = await confirmedDuring(database, load, FILLING);
    const healthMs = await health.stop();
    const recoveredMs = await recovery(url, 2 * before.usualMs);
    say(`${factor} times as many: ${perSecond.toFixed(0)} orders/s`);
    const offeredPerSecond = report.offered / load.seconds;
    phases.push({ factor, offeredPerSecond, confirmedPerSecond: perSecond, report, healthMs, recoveredMs });
  }
  const after = await atPeak(before.connections);
  return { peakPerSecond: (before.perSecond + after.perSecond) / 2, phases, broken: await brokenInvariants(database) };
}

export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}

/** Runs a load; `perSecond` are the orders confirmed while it lasted, its beginning left out. */
async function confirmedDuring(database: TrialOptions['database'], order: LoadOrder, leftOut = 0) {
  const report = await runLoad(order);
  const [from, to] = [new Date(report.from + (report.to - report.from) * leftOut), new Date(report.to)];
  const [row] = await database.sql<{ count: number }>`
    select count(*) as count from orders.orders where status = 'confirmed' and updated_at >= ${from} and updated_at < ${to}`;
  return { report, perSecond: ((row?.count ?? 0) * 1_000) / (to.getTime() - from.getTime()) };
}

function watchHealth(url: string): { stop(): Promise<number> } {
  let slowest = 0;
  let over = false;
  const watching = (async () => {
    while (!over) {
      const started = performance.now();
      const { ok } = await fetch(`${url}/health`);
      slowest = Math.max(slowest, ok ? performance.now() - started : Number.POSITIVE_INFINITY);
      await new Promise((next) => setTimeout(next, 100));
    }
  })();
  return {
    async stop() {
      over = true;
      await watching;
      return Math.round(slowest);
    },
  };
}

async function recovery(url: string, withinMs: number): Promise<number> {
  const started = performance.now();
  const orderOnce = async () => {
    const asked = performance.now();
    const { accepted } = await runLoadOnce(url);
    return accepted && performance.now() - asked < withinMs;
  };
  await eventually(orderOnce, { is: true, withinMs: 60_000 });
  return Math.round(performance.now() - started);
}

async function runLoadOnce(url: string): Promise<{ readonly accepted: boolean }> {
  const response = await fetch(`${url}/v1/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), prefer: 'wait=10' },
    body: JSON.stringify({
      lines: [{ sku: SKU, quantity: 1 }],
      customer: { email: 'one@example.com', name: 'One' },
      shippingAddress: { name: 'One', line1: '1 High Street', city: 'London', postalCode: '10115', country: 'GB' },
      payment: { token: 'tok_ok' },
    }),
  });
  await response.text();
  return { accepted: response.status === 201 };
}

const PIECES = 1_000_000;

/** What must hold once everything has come to its end. */
async function brokenInvariants(database: TrialOptions['database']): Promise<readonly string[]> {
  const orders = async () => {
    const rows = await database.sql<{
      status: string;
      count: number;
    }>`select status, count(*) as count from orders.orders group by status`;
    return new Map(rows.map(({ status, count }) => [status, count]));
  };
  const ended = await eventually(orders, { satisfies: (byStatus) => !byStatus.has('pending'), withinMs: 60_000 });
  const confirmed = ended.get('confirmed') ?? 0;
  const [stock] = await database.sql<{ reserved: number; held: number }>`
    select reserved, held from inventory.stock_items where sku = ${SKU}`;
  const [money] = await database.sql<{
    captured: number;
  }>`select count(*) as captured from payments.payments where status = 'captured'`;
  const wrong = [...ended]
    .filter(([status]) => status !== 'confirmed')
    .map(([status, count]) => `${count} accepted orders are ${status}`);
  if (stock?.reserved !== confirmed || stock.held !== 0)
    wrong.push(`${stock?.reserved} reserved and ${stock?.held} held for ${confirmed} orders`);
  if (money?.captured !== confirmed) wrong.push(`${money?.captured} payments for ${confirmed} orders`);
  return wrong;
}

/** Puts on sale what the crowd wants. Once for each shop. */
export async function openShop(url: string): Promise<void> {
  const session = z.object({ accessToken: z.string() });
  const { accessToken } = session.parse(await post(url, '/v1/sessions', ADMIN));
  const staff = { authorization: `Bearer ${accessToken}` };
  const price = { amountMinor: 1_000, currency: 'EUR' };
  await post(url, '/v1/products', { title: 'What all want', status: 'active', variants: [{ sku: SKU, price }] }, staff);
  await post(url, `/v1/stock/${SKU}/adjustments`, { delta: PIECES, reason: 'delivery' }, staff);
  await eventually(() => runLoadOnce(url), { satisfies: ({ accepted }) => accepted, withinMs: 30_000 });
}

/** Throws where the shop refuses. */
export async function post(
  url: string,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}
