import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { ADMIN } from '../../test/faults/harness/shop-processes.ts';
import type { Goods } from './load-order.ts';
import { orderBody } from './order-body.ts';

export interface Assortment {
  /** What the SKUs begin with. Default `CROWD`. */
  readonly prefix?: string;
  /** How many products, each with one variant. Default 1, which is `SKU`. */
  readonly kinds?: number;
  /** How many pieces of each are in stock. Default 1,000,000. */
  readonly pieces?: number;
}

/** Of one piece, in cents. */
export const PRICE_MINOR = 1_000;

/** What the crowd wants. */
export const SKU = 'CROWD-1';

const Session = z.object({ accessToken: z.string() });
const Product = z.object({ slug: z.string() });

/** Puts on sale what the crowd wants, and waits until it can be ordered. Once for each prefix. */
export async function openShop(url: string, assortment: Assortment = {}): Promise<readonly Goods[]> {
  const { prefix = 'CROWD', kinds = 1, pieces = 1_000_000 } = assortment;
  const staff = await staffHeaders(url);
  // A process that has just begun may not have found the others yet. The same request is safe to repeat under its key.
  const insist = (path: string, body: object) => {
    const headers = { ...staff, 'idempotency-key': randomUUID() };
    return eventually(() => post(url, path, body, headers), { satisfies: () => true, withinMs: 60_000 });
  };
  const price = { amountMinor: PRICE_MINOR, currency: 'EUR' };
  const goods: Goods[] = [];
  for (let kind = 1; kind <= kinds; kind += 1) {
    const sku = `${prefix}-${kind}`;
    const body = { title: `What all want: ${sku}`, status: 'active', variants: [{ sku, price }] };
    const { slug } = Product.parse(await insist('/v1/products', body));
    await insist(`/v1/stock/${sku}/adjustments`, { delta: pieces, reason: 'delivery' });
    goods.push({ sku, slug });
  }
  const last = goods.at(-1)?.sku ?? '';
  const orderable = () => orderOnce(url, last).catch(() => undefined);
  await eventually(orderable, { satisfies: (order) => order?.status === 'confirmed', withinMs: 30_000 });
  return goods;
}

/** The headers of somebody who works in the shop. */
export async function staffHeaders(url: string): Promise<Readonly<Record<string, string>>> {
  const { accessToken } = Session.parse(await post(url, '/v1/sessions', ADMIN));
  return { authorization: `Bearer ${accessToken}` };
}

const Order = z.object({ id: z.string(), status: z.string() });
export type EndedOrder = z.infer<typeof Order>;

/** Orders one piece and waits for its end; as a guest, unless `headers` say who it is. Throws where the shop refuses. */
export async function orderOnce(url: string, sku: string, headers: Readonly<Record<string, string>> = {}): Promise<EndedOrder> {
  const body = orderBody({ lines: [{ sku, quantity: 1 }] });
  return Order.parse(await post(url, '/v1/orders', body, { prefer: 'wait=30', ...headers }));
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
