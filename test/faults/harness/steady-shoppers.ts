import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { bodyOf } from '../support/shoppers.ts';
import { emailOf } from './customer.ts';
import type { History } from './history.ts';
import { adjustment, offer, signIn } from './market.ts';
import type { RunningProcess } from './processes.ts';
import { type Reply, type Request, ShopCalls } from './shop-calls.ts';
import { ADMIN } from './shop-processes.ts';

/** Signs in as whoever runs the shop, puts a product on sale, and waits until an order for it would be taken. */
export async function sell(calls: ShopCalls, sku: string, pieces = 10_000): Promise<void> {
  const staff = await signIn(calls, ADMIN);
  // A process that has just begun may not have found identity yet, and stock knows of a product once it has heard of it.
  const asked = [{ ...offer(sku, 1_000), headers: staff }, adjustment(sku, pieces, newId(), staff), looking(sku)];
  for (const request of asked) {
    await eventually(() => calls.call(request), { satisfies: ({ outcome }) => outcome === 'ok', withinMs: 60_000 });
  }
}

/** Orders as a guest, with the same key until the answer is certain. Resolves to the order's id. */
export async function order(calls: ShopCalls, sku: string, key = newId()): Promise<string> {
  const { orderId, ...reply } = await calls.insist(ordering(sku, key), Date.now() + 120_000);
  if (orderId === undefined) throw new Error(`the shop answered ${reply.status} ${reply.code ?? ''}`);
  return orderId;
}

function ordering(sku: string, key: string): Request {
  const body = { ...bodyOf({ sku }), customer: { email: emailOf(key), name: 'Ada Lovelace' } };
  return { action: 'place-order', method: 'POST', path: '/v1/orders', key, body };
}

function looking(sku: string): Request {
  return { action: 'read', method: 'GET', path: `/v1/stock/${sku}`, key: 'read' };
}

/** Clients of a load balancer in front of several gateways. */
export interface Crowd {
  /** What was not answered as it should have been. */
  readonly failures: readonly string[];
  readonly orders: number;
  leave(): Promise<void>;
}

export interface CrowdOptions {
  readonly gateways: readonly RunningProcess[];
  readonly history: History;
  readonly sku: string;
  readonly clients: number;
}

/** Between two requests of a client. */
const PAUSE_MS = 300;
/** A shop may be slow: what counts is what it answers. */
const PATIENCE_MS = 90_000;

/** Lets clients come again and again, each to a gateway that says it is ready; no request is repeated. */
export function letIn({ gateways, history, sku, clients }: CrowdOptions): Crowd {
  const failures: string[] = [];
  let orders = 0;
  let over = false;
  const visit = async (calls: ShopCalls, request: Request): Promise<void> => {
    const reply = await calls.call({ ...request, timeoutMs: PATIENCE_MS });
    if (reply.outcome === 'ok') orders += Number(request.action === 'place-order');
    else if (!wasShed(reply)) failures.push(`${request.action}: ${reply.status} ${reply.code ?? JSON.stringify(reply.body)}`);
  };
  const come = async (client: number): Promise<void> => {
    let address = '';
    const calls = new ShopCalls(history, () => address);
    for (let turn = client; !over; turn += 1) {
      address = await readyAmong(gateways, turn);
      await visit(calls, turn % 3 === 0 ? ordering(sku, newId()) : looking(sku));
      await pause(PAUSE_MS);
    }
  };
  const coming = Promise.all(Array.from({ length: clients }, (_, client) => come(client)));
  // Whoever has the crowd leave is told; until then a failure is nobody's.
  coming.catch(() => undefined);
  return {
    failures,
    get orders() {
      return orders;
    },
    async leave() {
      over = true;
      await coming;
    },
  };
}

/** A machine that is too slow for all of this is told of by these; databases are always there when processes are replaced. */
const SLOW: ReadonlySet<string> = new Set(['http.overloaded', 'database.unavailable']);

function wasShed({ status, code = '' }: Reply): boolean {
  return status === 503 && SLOW.has(code);
}

async function readyAmong(gateways: readonly RunningProcess[], turn: number): Promise<string> {
  const all = gateways.map((_, index) => gateways[(turn + index) % gateways.length]?.url ?? '');
  return eventually(
    async () => {
      for (const url of all) if (await isReady(url)) return url;
      return '';
    },
    { satisfies: (url) => url !== '', withinMs: 60_000 },
  );
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(new URL('/ready', url)).catch(() => undefined);
  return answer?.ok ?? false;
}
