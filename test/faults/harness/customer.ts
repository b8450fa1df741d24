import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { derivedId } from '#shared-kernel/ids.ts';
import type { Market } from './market.ts';
import type { Random } from './random.ts';
import type { Reply, Request, ShopCalls } from './shop-calls.ts';

/** How long a customer insists on a certain answer. */
const PATIENCE_MS = 60_000;

const Cart = z.object({ id: z.string(), accessKey: z.string().optional() });
const Payments = z.object({ data: z.array(z.object({ id: z.string(), captured: z.object({ amountMinor: z.number() }) })) });

export interface Visit {
  readonly calls: ShopCalls;
  readonly market: Market;
  readonly random: Random;
  /** Different for each visit: every key of it comes from this. */
  readonly name: string;
}

/** Whose order it is, as headers. */
type Identity = Readonly<Record<string, string>>;

/** One visit: an order, perhaps submitted twice, perhaps cancelled, given back in part, or asked for again later. */
export async function visitShop(visit: Visit): Promise<void> {
  const { calls, random, name } = visit;
  const user =
    random.chance(0.4) && visit.market.users.length > 0 ? visit.market.users[random.integer(0, visit.market.users.length)] : {};
  const basket = random.chance(0.3) ? await fillCart(visit, user ?? {}) : { lines: linesOf(visit) };
  if (!basket) return;
  const { identity = user ?? {}, ...what } = basket;
  const order = submission(visit, identity, what);
  const replies = await submit(visit, order);
  const reply = replies.find(({ outcome }) => outcome === 'ok');
  if (!reply) return;
  const { orderId: id = '', accessKey } = reply;
  const owner = accessKey === undefined ? identity : { ...identity, 'x-access-key': accessKey };
  if (random.chance(0.15)) await cancel(visit, id, owner);
  else if (random.chance(0.12)) await refund(visit, id);
  if (random.chance(0.1)) {
    await pause(random.integer(200, 3_000));
    await calls.insist(order, Date.now() + PATIENCE_MS);
  }
  if (random.chance(0.3))
    await calls.call({ action: 'read', method: 'GET', path: `/v1/orders/${id}`, key: name, headers: owner });
}

interface Basket {
  readonly lines?: readonly { readonly sku: string; readonly quantity: number }[];
  readonly cartId?: string;
  readonly identity?: Identity;
}

function linesOf({ market, random }: Visit) {
  const skus = new Set(
    Array.from({ length: random.integer(1, 4) }, () => random.pick(random.chance(0.3) ? market.hot : market.cold)),
  );
  return [...skus].map((sku) => ({ sku, quantity: random.integer(1, 4) }));
}

async function fillCart(visit: Visit, user: Identity): Promise<Basket | undefined> {
  const { calls, name } = visit;
  const made = await calls.call({
    action: 'read',
    method: 'POST',
    path: '/v1/carts',
    key: derivedId(name, 'cart'),
    headers: user,
  });
  if (made.outcome !== 'ok') return undefined;
  const { id, accessKey } = Cart.parse(made.body);
  const identity = accessKey === undefined ? user : { ...user, 'x-access-key': accessKey };
  for (const { sku, quantity } of linesOf(visit)) {
    const headers = { ...identity, 'if-match': '*' };
    const put = await calls.call({
      action: 'read',
      method: 'PUT',
      path: `/v1/carts/${id}/lines/${sku}`,
      key: name,
      body: { quantity },
      headers,
    });
    if (put.outcome !== 'ok') return undefined;
  }
  return { cartId: id, identity };
}

function submission({ random, name }: Visit, headers: Identity, { lines, cartId }: Basket): Request {
  const key = derivedId(name, 'order');
  const token = random.weighted([
    { weight: 68, value: 'tok_ok' },
    { weight: 6, value: 'tok_declined' },
    { weight: 3, value: 'tok_insufficient_funds' },
    { weight: 5, value: 'tok_timeout' },
    { weight: 6, value: 'tok_flaky' },
    { weight: 4, value: 'tok_slow' },
    { weight: 8, value: 'tok_capture_fails' },
  ]);
  const postalCode = random.weighted([
    { weight: 92, value: '10115' },
    { weight: 4, value: '00000' },
    { weight: 4, value: '99999' },
  ]);
  const body = {
    ...(cartId === undefined ? { lines } : { cartId }),
    customer: { email: emailOf(key), name: 'Ada Lovelace' },
    shippingAddress: { name: 'Ada Lovelace', line1: '12 St James Square', city: 'Berlin', postalCode, country: 'DE' },
    payment: { token },
  };
  const timeoutMs = random.chance(0.1) ? random.integer(20, 200) : 15_000;
  return { action: 'place-order', method: 'POST', path: '/v1/orders', key, body, headers, timeoutMs };
}

/** By the address of its customer an order is traced to the submission that it came from. */
export function emailOf(key: string): string {
  return `${key}@chaos.example`;
}

/** Mostly once; sometimes twice at the same time, to whichever processes; each time until the answer is certain. */
async function submit({ calls, random }: Visit, order: Request): Promise<readonly Reply[]> {
  const until = Date.now() + PATIENCE_MS;
  const times = random.chance(0.2) ? random.integer(2, 4) : 1;
  const patient = { ...order, timeoutMs: 15_000 };
  return Promise.all(
    Array.from({ length: times }, async () => {
      const first = await calls.call(order);
      return first.outcome === 'ok' ? first : calls.insist(patient, until);
    }),
  );
}

async function cancel({ calls, random, name }: Visit, orderId: string, headers: Identity): Promise<void> {
  await pause(random.chance(0.7) ? random.integer(0, 400) : random.integer(400, 6_000));
  const path = `/v1/orders/${orderId}/cancel`;
  const request: Request = {
    action: 'cancel-order',
    method: 'POST',
    path,
    key: derivedId(name, 'cancel'),
    headers,
    about: { orderId },
  };
  await calls.insist(request, Date.now() + PATIENCE_MS);
}

async function refund({ calls, market, random, name }: Visit, orderId: string): Promise<void> {
  await pause(random.integer(500, 5_000));
  const headers = market.staff;
  const found = await calls.call({ action: 'read', method: 'GET', path: `/v1/payments?orderId=${orderId}`, key: name, headers });
  const payment = found.outcome === 'ok' ? Payments.parse(found.body).data[0] : undefined;
  if (!payment || payment.captured.amountMinor === 0) return;
  const key = derivedId(name, 'refund');
  const amountMinor = random.integer(1, payment.captured.amountMinor + 1);
  const body = { amountMinor, reason: key };
  const path = `/v1/payments/${payment.id}/refunds`;
  const request: Request = {
    action: 'refund',
    method: 'POST',
    path,
    key,
    body,
    headers,
    about: { orderId, amount: amountMinor },
  };
  await calls.insist(request, Date.now() + PATIENCE_MS);
}
