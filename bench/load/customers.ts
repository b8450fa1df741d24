import { randomUUID } from 'node:crypto';
import type { Dispatcher, Pool } from 'undici';
import { z } from 'zod';
import type { Goods, LoadOrder, LoadReport } from './load-order.ts';
import { orderBody, type Wish } from './order-body.ts';

/** One customer comes, who was due at that time (`performance.now()`), and leaves with an order or without. */
export type Buy = (dueAt: number) => Promise<void>;

const Cart = z.object({ id: z.string(), accessKey: z.string() });
const Order = z.object({ status: z.string() });

/** The shop has too much to do: the customer leaves without an order. */
class TurnedAway extends Error {
  override readonly name = 'TurnedAway';
}

/** The customers of a load. What they meet with is written into the report. */
export function customers(order: LoadOrder, pool: Pool, report: LoadReport): Buy {
  const send = sender(pool);
  return async (dueAt) => {
    report.offered += 1;
    const good = order.goods[Math.floor(Math.random() * order.goods.length)] ?? { sku: '', slug: '' };
    try {
      if (order.journey === 'order') {
        record(report, await placeOrder({ lines: [{ sku: good.sku, quantity: 1 }] }, {}), dueAt);
      } else {
        const cart = await fillCart(good, (name, request) => browse(name, request));
        const askedAt = performance.now();
        record(report, await placeOrder({ cartId: cart.id }, { 'x-access-key': cart.accessKey }), askedAt);
      }
    } catch (error) {
      if (error instanceof TurnedAway) return;
      const how = error instanceof Error ? error.message : String(error);
      report.failed[how] = (report.failed[how] ?? 0) + 1;
    }
  };

  function placeOrder(wish: Wish, headers: Readonly<Record<string, string>>): Promise<Answer> {
    const wait = order.wait ? { prefer: 'wait=10' } : {};
    const own = { 'idempotency-key': randomUUID(), ...wait, ...headers };
    return send({ method: 'POST', path: '/v1/orders', headers: own, body: orderBody(wish) });
  }

  async function browse(name: string, request: Request): Promise<Answer> {
    const askedAt = performance.now();
    const answer = await send(request);
    if (answer.status === 503) {
      recordShed(report, answer, askedAt);
      throw new TurnedAway();
    }
    if (answer.status >= 300) throw new Error(`${name}: ${answer.status} ${answer.text.slice(0, 200)}`);
    const took = report.browsedMs[name] ?? [];
    report.browsedMs[name] = took;
    took.push(since(askedAt));
    return answer;
  }
}

/** What customers do before they order. */
async function fillCart({ slug, sku }: Goods, browse: (name: string, request: Request) => Promise<Answer>) {
  await browse('list', { method: 'GET', path: '/v1/products' });
  await browse('product', { method: 'GET', path: `/v1/products/${slug}` });
  const begun = await browse('cart', { method: 'POST', path: '/v1/carts', body: {} });
  const cart = Cart.parse(JSON.parse(begun.text));
  const headers = { 'x-access-key': cart.accessKey, 'if-match': String(begun.headers.etag) };
  await browse('line', { method: 'PUT', path: `/v1/carts/${cart.id}/lines/${sku}`, headers, body: { quantity: 1 } });
  return cart;
}

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

interface Answer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly text: string;
}

function sender(pool: Pool) {
  return async ({ body, headers, ...request }: Request): Promise<Answer> => {
    const content = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = { ...request, headers: { ...content, ...headers }, body: body === undefined ? null : JSON.stringify(body) };
    const answer = await pool.request(sent);
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  };
}

function record(report: LoadReport, answer: Answer, askedAt: number): void {
  const { status, text } = answer;
  if (status === 201 || status === 202) {
    const answered = Order.parse(JSON.parse(text)).status;
    report.accepted += 1;
    report.acceptedMs.push(since(askedAt));
    report.answered[answered] = (report.answered[answered] ?? 0) + 1;
  } else if (status === 503) recordShed(report, answer, askedAt);
  else throw new Error(`order: ${status} ${text.slice(0, 200)}`);
}

function recordShed(report: LoadReport, { headers, text }: Answer, askedAt: number): void {
  report.shed += 1;
  report.shedMs.push(since(askedAt));
  const agreed = Number(headers['retry-after']) > 0 && text.includes('"code":"http.overloaded"');
  if (!agreed) report.shedUnlikeAgreed += 1;
}

function since(at: number): number {
  return Math.round((performance.now() - at) * 10) / 10;
}
