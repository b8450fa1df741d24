import { z } from 'zod';
import { derivedId } from '#shared-kernel/ids.ts';
import type { Random } from './random.ts';
import type { Request, ShopCalls } from './shop-calls.ts';
import { ADMIN } from './shop-processes.ts';

/** What is on sale, and who may come: made before the first fault. */
export interface Market {
  readonly hot: readonly [string, ...string[]];
  readonly cold: readonly [string, ...string[]];
  readonly staff: Readonly<Record<string, string>>;
  /** The headers with which registered customers come. */
  readonly users: readonly Readonly<Record<string, string>>[];
}

export interface MarketSize {
  readonly hot: number;
  readonly cold: number;
  readonly users: number;
}

const HOT_PIECES = 40;
const COLD_PIECES = 300;
const Session = z.object({ accessToken: z.string() });

/** Opens the market: few things that everybody wants, many that are wanted now and then. */
export async function openMarket(calls: ShopCalls, size: MarketSize, random: Random): Promise<Market> {
  const staff = await signIn(calls, ADMIN);
  const skus = (kind: string, count: number): readonly [string, ...string[]] => {
    const [first = '', ...others] = Array.from({ length: count }, (_, index) => `${kind.toUpperCase()}-${index + 1}`);
    return [first, ...others];
  };
  const [hot, cold] = [skus('hot', size.hot), skus('cold', size.cold)];
  for (const sku of hot) await sell(calls, staff, { sku, pieces: HOT_PIECES, priceMinor: random.integer(500, 5_000) });
  for (const sku of cold) await sell(calls, staff, { sku, pieces: COLD_PIECES, priceMinor: random.integer(100, 20_000) });
  const users: Readonly<Record<string, string>>[] = [];
  for (let index = 0; index < size.users; index++) users.push(await register(calls, index));
  return { hot, cold, staff, users };
}

interface Goods {
  readonly sku: string;
  readonly pieces: number;
  readonly priceMinor: number;
}

async function sell(calls: ShopCalls, staff: Market['staff'], { sku, pieces, priceMinor }: Goods): Promise<void> {
  await surely(calls, { ...offer(sku, priceMinor), headers: staff });
  await surely(calls, adjustment(sku, pieces, derivedId('first-delivery', sku), staff));
}

/** A product with one variant. */
export function offer(sku: string, priceMinor: number): Request {
  const variant = { sku, price: { amountMinor: priceMinor, currency: 'EUR' } };
  const body = { title: `Product ${sku}`, status: 'active', variants: [variant] };
  return { action: 'read', method: 'POST', path: '/v1/products', key: derivedId('product', sku), body };
}

/** A delivery or a loss: its key is its reason, by which it is found again. */
export function adjustment(sku: string, delta: number, key: string, headers: Market['staff']): Request {
  const body = { delta, reason: key };
  const about = { sku, amount: delta };
  return { action: 'adjust-stock', method: 'POST', path: `/v1/stock/${sku}/adjustments`, key, body, headers, about };
}

async function register(calls: ShopCalls, index: number): Promise<Readonly<Record<string, string>>> {
  const email = `user-${index}@chaos.example`;
  const password = `a-long-password-${index}`;
  const body = { email, password, name: `User ${index}` };
  await surely(calls, { action: 'read', method: 'POST', path: '/v1/users', key: derivedId('user', email), body });
  return signIn(calls, { email, password });
}

/** The headers of somebody who is signed in. */
export async function signIn(
  calls: ShopCalls,
  body: { email: string; password: string },
): Promise<Readonly<Record<string, string>>> {
  const key = derivedId('session', body.email);
  const reply = await surely(calls, { action: 'read', method: 'POST', path: '/v1/sessions', key, body });
  return { authorization: `Bearer ${Session.parse(reply.body).accessToken}` };
}

async function surely(calls: ShopCalls, request: Request) {
  const reply = await calls.insist(request, Date.now() + 30_000);
  if (reply.outcome !== 'ok') throw new Error(`${request.method} ${request.path} answered ${reply.status} ${reply.code ?? ''}`);
  return reply;
}
