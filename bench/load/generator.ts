import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { LoadOrder, type LoadReport } from './load-order.ts';

/** Buys from a shop as ordered on the command line, and writes on standard output what came of it. */
const order = LoadOrder.parse(JSON.parse(process.argv[2] ?? '{}'));
const pool = new Pool(order.url, { connections: order.connections, pipelining: 1, headersTimeout: 30_000 });
const from = Date.now();
const to = from + order.seconds * 1_000;
const report: LoadReport = {
  from,
  to,
  offered: 0,
  accepted: 0,
  shed: 0,
  shedUnlikeAgreed: 0,
  failed: {},
  acceptedMs: [],
  shedMs: [],
};

const BODY = JSON.stringify({
  lines: [{ sku: order.sku, quantity: 1 }],
  customer: { email: 'crowd@example.com', name: 'One of Many' },
  shippingAddress: { name: 'One of Many', line1: '1 High Street', city: 'London', postalCode: '10115', country: 'GB' },
  payment: { token: 'tok_ok' },
});

if (order.perSecond === undefined) await Promise.all(Array.from({ length: order.connections }, () => buyAgainAndAgain()));
else await buyAtRate(order.perSecond);
await pool.close();
process.stdout.write(JSON.stringify(report));

/** A closed loop: each customer orders again as soon as an order has come to its end. */
async function buyAgainAndAgain(): Promise<void> {
  while (Date.now() < to) await buy();
}

/** An open loop: customers come at their rate, however slow the answers are. */
async function buyAtRate(perSecond: number): Promise<void> {
  const buying = new Set<Promise<void>>();
  for (;;) {
    const now = Date.now();
    if (now > to) break;
    for (const due = ((now - from) / 1_000) * perSecond; report.offered < due; ) {
      const each = buy().finally(() => buying.delete(each));
      buying.add(each);
    }
    await pause(5);
  }
  await Promise.all(buying);
}

async function buy(): Promise<void> {
  report.offered += 1;
  const started = performance.now();
  const took = () => Math.round(performance.now() - started);
  try {
    const { statusCode, headers, body } = await pool.request({
      method: 'POST',
      path: '/v1/orders',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        ...(order.wait ? { prefer: 'wait=10' } : {}),
      },
      body: BODY,
    });
    const text = await body.text();
    if (statusCode === 201 || statusCode === 202) {
      report.accepted += 1;
      report.acceptedMs.push(took());
    } else if (statusCode === 503) {
      report.shed += 1;
      report.shedMs.push(took());
      const agreed = Number(headers['retry-after']) > 0 && text.includes('"code":"http.overloaded"');
      if (!agreed) report.shedUnlikeAgreed += 1;
    } else fail(`${statusCode} ${text.slice(0, 200)}`);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(how: string): void {
  report.failed[how] = (report.failed[how] ?? 0) + 1;
}
