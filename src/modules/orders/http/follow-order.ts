import type { Reply, RouteRequest, ServerEvent } from '#shared-kernel/http.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { getOrder, type OrderWithTimeline } from '../queries/get-order.ts';
import { orderSignal } from '../use-cases/signal-keys.ts';
import { toOrderView, versionOf } from './order-view.ts';
import type { OrderView } from './schemas.ts';
import { visitorOf } from './visitor.ts';

type Follower = Pick<RouteRequest, 'principal' | 'accessKey' | 'read' | 'signal'>;

/** How often an order is looked at without having been told that it moved: another process may move it. */
const LOOK_AGAIN_MS = 250;

/** Resolves to the order's end once no saga of it is under way; to nothing where that takes too long. */
export async function waitUntilSettled(request: Follower, view: OrderView, signals: Signals): Promise<Reply | undefined> {
  const follower = { ...request, accessKey: view.accessKey ?? request.accessKey };
  for await (const { order, timeline, settled } of readings(follower, view.id, signals)) {
    if (!settled) continue;
    const key = view.accessKey === undefined ? {} : { accessKey: view.accessKey };
    return {
      status: 201,
      version: versionOf(order, timeline),
      headers: { location: `/v1/orders/${view.id}` },
      body: { ...toOrderView(order, timeline), ...key },
    };
  }
  return undefined;
}

/** One event for each entry of the timeline that comes after the one with the id `after`, then the end of the order. */
export async function* orderEvents(
  request: Follower & { readonly params: { readonly id: string } },
  after: number,
  signals: Signals,
): AsyncGenerator<ServerEvent> {
  let last = Number.isSafeInteger(after) ? after : 0;
  for await (const { order, timeline, settled } of readings(request, request.params.id, signals)) {
    for (const { id, at, step, outcome } of timeline.filter((entry) => entry.id > last)) {
      last = id;
      yield { id: String(id), event: 'step', data: { at: at.toISOString(), step, outcome } };
    }
    if (settled) return yield { id: String(last), event: 'settled', data: toOrderView(order, timeline) };
  }
}

/** The order as it is now, and again whenever it may have moved, for as long as somebody listens. */
async function* readings(follower: Follower, id: string, signals: Signals): AsyncGenerator<OrderWithTimeline> {
  const { read, signal } = follower;
  const visitor = visitorOf(follower);
  while (!signal.aborted) {
    const moved = signals.wait(orderSignal(id), LOOK_AGAIN_MS, signal);
    yield await read((db) => getOrder(db, id, visitor));
    await moved;
  }
}
