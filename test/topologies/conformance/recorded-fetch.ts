import { z } from 'zod';
import type { Call, History } from '../../faults/harness/history.ts';
import { outcomeOf } from '../../faults/harness/shop-calls.ts';
import type { ShopUnderTest } from '../../support/shop-under-test.ts';

/** Sends requests to the shop, and writes down those that change what the invariants are about, and what came of them. */
export function recordedFetch(url: () => string, history: History): ShopUnderTest['fetch'] {
  return async (path, init = {}) => {
    const at = Date.now();
    const asked = await askedBy(path, init);
    const response = await fetch(new URL(path, url()), init);
    if (asked === undefined) return response;
    const text = await response.clone().text();
    const { code, id } = Answer.parse(parsed(text));
    const outcome = outcomeOf(response.status, code);
    history.record({
      ...{ at, tookMs: Date.now() - at, outcome, process: url(), status: response.status, ...asked },
      ...(code === undefined ? {} : { code }),
      ...(outcome === 'ok' ? { reply: text } : {}),
      ...(asked.action === 'place-order' && outcome === 'ok' && id !== undefined ? { orderId: id } : {}),
    });
    return response;
  };
}

type Asked = Pick<Call, 'action' | 'key' | 'orderId'>;

const Answer = z.looseObject({ code: z.string().optional(), id: z.string().optional() }).catch({});
const Asking = z
  .looseObject({ reason: z.string().optional(), customer: z.looseObject({ email: z.string() }).optional() })
  .catch({});

/** A change is known by what its effects are found by: the address of the customer, or the reason that was given. */
async function askedBy(path: string, { method = 'GET', body, headers }: RequestInit): Promise<Asked | undefined> {
  if (method !== 'POST') return undefined;
  const { reason = '', customer } = Asking.parse(parsed(await new Response(body).text()));
  const [, orderId] = /^\/v1\/orders\/([^/]+)\/cancel$/.exec(path) ?? [];
  if (orderId !== undefined) {
    return { action: 'cancel-order', key: new Headers(headers).get('idempotency-key') ?? crypto.randomUUID(), orderId };
  }
  if (path === '/v1/orders' && customer) return { action: 'place-order', key: customer.email.split('@')[0] ?? '' };
  if (/^\/v1\/stock\/[^/]+\/adjustments$/.test(path)) return { action: 'adjust-stock', key: reason };
  if (/^\/v1\/payments\/[^/]+\/refunds$/.test(path)) return { action: 'refund', key: reason };
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
