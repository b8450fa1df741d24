import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import type { Answer } from '../../support/shop-client.ts';
import type { FaultyShop } from '../support/fault-shop.ts';
import { bodyOf } from '../support/shoppers.ts';

/** What clients of a load balancer buy, and what they were refused. */
export interface BalancedLoad {
  readonly sku: string;
  readonly orderIds: string[];
  readonly failures: string[];
  over: boolean;
}

/** Between two visits of a client. */
const PAUSE_MS = 30;

/** What a load balancer does: it asks /ready, and sends a request only where the answer is yes. */
export async function visitUntilOver(fleet: readonly FaultyShop[], client: number, load: BalancedLoad): Promise<void> {
  for (let turn = client; !load.over; turn += 1) {
    const shops = fleet.map((_, index) => fleet[(turn + index) % fleet.length]).filter((each) => each !== undefined);
    const ready = await firstReady(shops);
    // Most only look, for what is ordered has to be judged one by one.
    const visit = turn % 5 === 0 ? buy : look;
    if (ready) await visit(ready, load).catch((error: unknown) => load.failures.push(String(error)));
    await pause(PAUSE_MS);
  }
}

async function firstReady(shops: readonly FaultyShop[]): Promise<FaultyShop | undefined> {
  for (const each of shops) {
    const ready = each.process.alive && (await each.guest.get('/ready').catch(() => undefined));
    if (ready && ready.status === 200) return each;
  }
  return undefined;
}

const Placed = z.object({ id: z.string() });

async function buy({ guest }: FaultyShop, { sku, orderIds, failures }: BalancedLoad): Promise<void> {
  const answer = await guest.post('/v1/orders', bodyOf({ sku }), { 'idempotency-key': newId() });
  if (answer.status === 202) orderIds.push(answer.as(Placed).id);
  else if (!wasShed(answer)) failures.push(`${answer.status} ${JSON.stringify(answer.body)}`);
}

async function look({ guest }: FaultyShop, { failures }: BalancedLoad): Promise<void> {
  const page = await guest.get('/v1/products?limit=5');
  if (page.status !== 200 && !wasShed(page)) failures.push(`${page.status} ${JSON.stringify(page.body)}`);
}

// A full shop says so politely; that has nothing to do with the restart.
function wasShed({ status, body }: Answer): boolean {
  return status === 503 && JSON.stringify(body).includes('"http.overloaded"');
}
