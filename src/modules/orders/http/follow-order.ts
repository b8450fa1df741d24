import type { Reply, RouteRequest, ServerEvent } from '#shared-kernel/http.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { getOrder, isUnderWay, type OrderWithTimeline } from '../queries/get-order.ts';
import { orderSignal, settledSignal } from '../use-cases/signal-keys.ts';
import { toOrderView, versionOf } from './order-view.ts';
import type { OrderView } from './schemas.ts';
import { visitorOf } from './visitor.ts';

type Follower = Pick<RouteRequest, 'principal' | 'accessKey' | 'read' | 'signal'>;

/** How often an order is looked at without having been told that it moved: another process may move it. */
const LOOK_AGAIN_MS = 250;

/** Resolves to the order's end once no saga of it is under way; to nothing where that takes too long. */
export async function waitUntilSettled(request: Follower, view: OrderView, signals: Signals): Promise<Reply | undefined> {
  const { read, signal } = request;
  while (!signal.aborted) {
    const settled = signals.wait(settledSignal(view.id), LOOK_AGAIN_MS, signal);
    // Of the many looks that this may take only the last is worth the whole order.
    if (!(await read((db) => isUnderWay(db, view.id))))
      return theEnd({ ...request, accessKey: view.accessKey ?? request.accessKey }, view);
    await settled;
  }
  return undefined;
}

async function theEnd(follower: Follower, { id, accessKey }: OrderView): Promise<Reply> {
  const { order, timeline } = await follower.read((db) => getOrder(db, id, visitorOf(follower)));
  return {
    status: 201,
    version: versionOf(order, timeline),
    headers: { location: `/v1/orders/${id}` },
    body: { ...toOrderView(order, timeline), ...(accessKey === undefined ? {} : { accessKey }) },
  };
}

/**
 * One event for each entry of the timeline that comes after the one that `after` names, then the end of the
 * order. Whoever has heard the end hears nothing more.
 */
export async function* orderEvents(
  request: Follower & { readonly params: { readonly id: string } },
  after: string | undefined,
  signals: Signals,
): AsyncGenerator<ServerEvent> {
  let [heard, heardTheEnd] = placeIn(after);
  for await (const { order, timeline, settled } of readings(request, request.params.id, signals)) {
    if (timeline.length > heard) heardTheEnd = false;
    for (const { at, step, outcome } of timeline.slice(heard)) {
      heard += 1;
      yield { id: String(heard), event: 'step', data: { at: at.toISOString(), step, outcome } };
    }
    if (settled && heardTheEnd) return;
    if (settled) return yield { id: `${heard}${END}`, event: 'settled', data: toOrderView(order, timeline) };
  }
}

const END = '-settled';

/** How many entries a client has heard, and whether the end too, by its `Last-Event-ID`. */
function placeIn(lastEventId = ''): [heard: number, heardTheEnd: boolean] {
  const heard = Number.parseInt(lastEventId, 10);
  return Number.isSafeInteger(heard) && heard > 0 ? [heard, lastEventId.endsWith(END)] : [0, false];
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
