import { randomBytes } from 'node:crypto';
import { CheckSagaV1 } from '#contracts/orders/check-saga.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Contract, PayloadOf } from '#shared-kernel/messaging/define-contract.ts';
import type { Subscription } from '#shared-kernel/messaging/subscription.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import { deliver, type MessageToDeliver } from '#shared-kernel/testing/deliver.ts';
import { type FixedClock, fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import { type RecordingEventBus, recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import type { TestDatabase } from '#shared-kernel/testing/test-database.ts';
import { testPlatform } from '#shared-kernel/testing/test-platform.ts';
import * as parts from '../container.ts';
import type { Visitor } from '../domain/access.ts';
import type { Order } from '../domain/order.ts';
import { ordersModule } from '../index.ts';
import { getOrder } from '../queries/get-order.ts';
import { OrdersSettings } from '../settings.ts';
import type { CopyOffers } from '../use-cases/copy-news.ts';
import type { PlaceOrderInput } from '../use-cases/place-order.ts';
import { otherModules, STEPS, type Step } from './other-modules.ts';

export const STAFF: Visitor = { userId: undefined, staff: true, accessKeyHash: undefined };

/** Orders on a database, with the other modules played by the test, and a clock that the test moves. */
export function ordersUnderTest(db: TestDatabase) {
  const clock = fixedClock();
  const events = recordingEventBus('orders', clock);
  const platform = testPlatform('orders', db, { clock, events, directory: '' });
  const c = parts.ordersContainer(platform, OrdersSettings.parse({}));
  const runtime = ordersModule.assemble(platform, {});
  const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.database.transaction({ correlationId: newId() }, work);
  const deliverTo = delivering(db, runtime.subscriptions ?? []);
  const placing = c.resolve(parts.PLACE_ORDER);
  const cancelling = c.resolve(parts.CANCEL_ORDER);
  const sell = selling(c.resolve(parts.COPY_OFFERS), run);

  const place = async (input: Partial<PlaceOrderInput> = {}): Promise<Order> => {
    const from = input.from ?? { lines: [{ sku: await sell(), quantity: 2 }] };
    return run((tx) => placing(tx, anOrder({ ...input, from })));
  };
  const othersOf = (order: Order, id?: string) => {
    const same = id === undefined ? {} : { id };
    return otherModules(async (event, payload) => {
      await deliverTo('orders.advance-saga-on-step-outcome', event, { ...same, subject: order.id, sequence: 1, payload });
    }, order);
  };

  return {
    ...useCases(c),
    db,
    run,
    clock,
    events,
    runtime,
    sell,
    place,
    othersOf,
    deliverTo,
    cancel: (orderId: string, visitor: Visitor = STAFF) => run((tx) => cancelling(tx, { orderId, visitor })),
    look: (orderId: string) => db.database.read((reader) => getOrder(reader, orderId, STAFF)),
    placedUntil: placingUntil(place, othersOf),
    /** Moves the clock, and delivers the messages that were sent for a time that has come. */
    pass: passing(clock, events, deliverTo),
    verb: (name: string, input: object) => verbNamed(runtime.adminVerbs ?? [], name).run(input, () => undefined),
    ...saidBy(events),
  };
}

/** A payment token as orders sees it: sealed, and nobody here can open it. */
export const SEALED_TOKEN = `${Buffer.from(JSON.stringify({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'key' })).toString('base64url')}..iv.text.tag`;

/** A guest who holds a key of its own. */
export function aGuest(): Visitor {
  return { userId: undefined, staff: false, accessKeyHash: randomBytes(32).toString('hex') };
}

export function anOrder({ from = { lines: [] }, ...more }: Partial<PlaceOrderInput>): PlaceOrderInput {
  return {
    from,
    visitor: aGuest(),
    customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
    shippingAddress: { name: 'Ada Lovelace', line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
    payment: { orderId: newId(), sealedToken: SEALED_TOKEN },
    ...more,
  };
}

function useCases(c: ReturnType<typeof parts.ordersContainer>) {
  return {
    createCart: c.resolve(parts.CREATE_CART),
    putCartLine: c.resolve(parts.PUT_CART_LINE),
    removeCartLine: c.resolve(parts.REMOVE_CART_LINE),
    removeAbandonedCarts: c.resolve(parts.REMOVE_ABANDONED_CARTS),
    placeOrder: c.resolve(parts.PLACE_ORDER),
    cancelOrder: c.resolve(parts.CANCEL_ORDER),
    sagas: c.resolve(parts.SAGAS),
    copyContact: c.resolve(parts.COPY_CONTACT),
  };
}

type Run = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

function selling(copyOffers: CopyOffers, run: Run) {
  return async (amountMinor = 1_250, currency = 'EUR'): Promise<string> => {
    const sku = `SKU-${newId()}`;
    const offers = [{ sku, title: 'Tea', price: { amountMinor, currency } }];
    await run((tx) => copyOffers(tx, { productId: newId(), version: 1, offers }));
    return sku;
  };
}

/** Places an order for which everything before `step` is done, and `step` has been asked for. */
function placingUntil(place: () => Promise<Order>, othersOf: (order: Order) => ReturnType<typeof otherModules>) {
  return async (step: Step | 'confirmed'): Promise<Order> => {
    const order = await place();
    const before = step === 'confirmed' ? STEPS : STEPS.slice(0, STEPS.indexOf(step));
    for (const each of before) await othersOf(order).done[each]();
    return order;
  };
}

function delivering({ database }: TestDatabase, subscriptions: readonly Subscription[]) {
  return async <C extends Contract>(name: string, contract: C, message: MessageToDeliver<PayloadOf<C>>): Promise<string> => {
    const subscription = subscriptions.find((each) => each.name === name);
    if (!subscription) throw new Error(`orders has no subscription ${name}`);
    return (await deliver(database, subscription, contract, message)).id;
  };
}

function passing(clock: FixedClock, events: RecordingEventBus, deliverTo: ReturnType<typeof delivering>) {
  const delivered = new Set<string>();
  return async (by: Parameters<FixedClock['advance']>[0]): Promise<void> => {
    clock.advance(by);
    const due = events.messagesOf(CheckSagaV1).filter(({ id }) => (events.deliverAtOf(id) ?? clock.now()) <= clock.now());
    for (const { id, subject, payload } of due.filter((each) => !delivered.has(each.id))) {
      delivered.add(id);
      await deliverTo('orders.check-saga', CheckSagaV1, { id, subject, payload });
    }
  };
}

function saidBy(events: RecordingEventBus) {
  const about = (orderId: string) => events.envelopes.filter(({ subject }) => subject === orderId);
  return {
    /** The events of an order, under which number. */
    toldOf: (orderId: string) =>
      about(orderId).flatMap(({ type, sequence }) => (sequence === undefined ? [] : [`${Number(sequence)} ${wordsOf(type)}`])),
    /** What other modules were asked for an order. */
    askedOf: (orderId: string) =>
      about(orderId).flatMap(({ type, sequence }) =>
        sequence === undefined && !type.startsWith('orders.') ? [wordsOf(type)] : [],
      ),
  };
}

function wordsOf(type: string): string {
  return type.split('.')[1] ?? type;
}

function verbNamed(verbs: readonly AdminVerb[], name: string): AdminVerb {
  const verb = verbs.find((each) => each.name === name);
  if (!verb) throw new Error(`orders has no verb ${name}`);
  return verb;
}
