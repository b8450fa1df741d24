import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { type Buy, customers } from './customers.ts';
import { LoadOrder, type LoadReport } from './load-order.ts';

/** Buys from a shop as ordered on the command line, and writes on standard output what came of it. */
const order = LoadOrder.parse(JSON.parse(process.argv[2] ?? '{}'));
const pool = new Pool(order.url, { connections: order.connections, pipelining: 1, headersTimeout: 30_000 });
const from = Date.now();
const started = performance.now();
const lastsMs = order.seconds * 1_000;
const report: LoadReport = {
  from,
  to: from + lastsMs,
  offered: 0,
  accepted: 0,
  shed: 0,
  shedUnlikeAgreed: 0,
  failed: {},
  acceptedMs: [],
  shedMs: [],
  answered: {},
  browsedMs: {},
  processorSeconds: 0,
};
const buy = customers(order, pool, report);

if (order.perSecond === undefined) await Promise.all(Array.from({ length: order.connections }, () => buyAgainAndAgain(buy)));
else await buyAtRate(buy, order.perSecond);
await pool.close();
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ ...report, processorSeconds: (user + system) / 1e6 }));

/** A closed loop: each customer comes again as soon as an order has come to its end. */
async function buyAgainAndAgain(buyOnce: Buy): Promise<void> {
  while (performance.now() - started < lastsMs) await buyOnce(performance.now());
}

/** An open loop: customers come at their rate, however slow the answers are. */
async function buyAtRate(buyOnce: Buy, perSecond: number): Promise<void> {
  const buying = new Set<Promise<void>>();
  const everyMs = 1_000 / perSecond;
  for (let dueAfterMs = 0; dueAfterMs < lastsMs; dueAfterMs += everyMs) {
    const due = started + dueAfterMs;
    const early = due - performance.now();
    if (early > 0) await pause(early);
    const each = buyOnce(due).finally(() => buying.delete(each));
    buying.add(each);
  }
  await Promise.all(buying);
}
