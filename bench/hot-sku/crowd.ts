import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { z } from 'zod';
import { orderBody } from '../load/order-body.ts';
import { type Buyer, CrowdOrder } from './crowd-order.ts';

/** A crowd as ordered on the command line; writes on standard output what became of each buyer. */
const order = CrowdOrder.parse(JSON.parse(process.argv[2] ?? '{}'));
const pool = new Pool(order.url, { connections: order.buyers, pipelining: 1, headersTimeout: 120_000 });
const started = performance.now();

const Answer = z.object({ status: z.string(), number: z.string() });
const PATIENCE_MS = 180_000;

const buyers = await Promise.all(Array.from({ length: order.buyers }, (_, index) => buyerAt(index)));
await pool.close();
process.stdout.write(JSON.stringify(buyers));

async function buyerAt(index: number): Promise<Buyer> {
  await pause((order.withinMs * index) / order.buyers - now());
  const cameMs = now();
  const sku = order.skus[index % order.skus.length] ?? '';
  const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID(), prefer: 'wait=60' };
  const body = JSON.stringify(orderBody({ lines: [{ sku, quantity: 1 }] }));
  for (let sentAway = 0; ; sentAway += 1) {
    const answer = await pool.request({ method: 'POST', path: '/v1/orders', headers, body });
    const text = await answer.body.text();
    if (answer.statusCode === 503 && now() < PATIENCE_MS) {
      await pause(Number(answer.headers['retry-after']) * 1_000);
      continue;
    }
    const end = { cameMs, answeredMs: now(), sentAway };
    if (answer.statusCode > 202) return { ...end, outcome: `${answer.statusCode} ${text.slice(0, 200)}` };
    const { status, number } = Answer.parse(JSON.parse(text));
    return { ...end, outcome: status, number };
  }
}

function now(): number {
  return performance.now() - started;
}
