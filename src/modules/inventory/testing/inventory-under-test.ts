import type { Database, Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import { recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import type { TestDatabase } from '#shared-kernel/testing/test-database.ts';
import { testPlatform } from '#shared-kernel/testing/test-platform.ts';
import type { Line } from '../domain/line.ts';
import { inventoryModule } from '../index.ts';
import { getStockLevel } from '../queries/get-stock-level.ts';
import { adjustStock } from '../use-cases/adjust-stock.ts';
import type { Deps } from '../use-cases/deps.ts';
import { expireHolds, expireOverdueHolds } from '../use-cases/expire-holds.ts';
import { holdStock } from '../use-cases/hold-stock.ts';
import { releaseStock } from '../use-cases/release-stock.ts';
import { reserveStock } from '../use-cases/reserve-stock.ts';
import { seedStock } from '../use-cases/seed-stock.ts';
import { shipGoods } from '../use-cases/ship-goods.ts';
import { trackSkus } from '../use-cases/track-skus.ts';
import { NOON } from './builders.ts';

export interface WantedOrder {
  readonly orderId: string;
  readonly lines: readonly Line[];
}

export const HOLD_SECONDS = 900;

/** Inventory on a database, each call in a transaction of its own, with what it said. */
export function inventoryUnderTest(db: TestDatabase) {
  const { database } = db;
  const clock = fixedClock(NOON.toISOString());
  const events = recordingEventBus('inventory', clock);
  const calls = useCases(database, { events, clock });
  return {
    ...calls,
    clock,
    events,
    /** The module as bootstrap would have it. */
    runtime: inventoryModule.assemble(testPlatform('inventory', db, { clock, events, directory: '' }), {}),
    /** A new SKU with that much on hand. */
    async stocked(onHand: number): Promise<string> {
      const sku = `SKU-${newId()}`;
      await calls.adjust(sku, onHand);
      return sku;
    },
    /** A new order that holds that much of the SKU. */
    async holding(sku: string, quantity = 1): Promise<string> {
      const order = anOrder(sku, quantity);
      await calls.hold([order]);
      return order.orderId;
    },
    /** What there is of a SKU: on hand, held, reserved. */
    async levelOf(sku: string): Promise<readonly [number, number, number]> {
      const { level } = await database.read((db) => getStockLevel(db, sku));
      return [level.onHand, level.held, level.reserved];
    },
    /** What was said about an order or a SKU: which event, under which number, with what. */
    saidOf: (subject: string) =>
      events.envelopes
        .filter((said) => said.subject === subject && said.sequence !== undefined)
        .map(({ type, sequence, data }) => ({ type: type.split('.')[1], sequence: Number(sequence), data })),
  };
}

function useCases(database: Database, deps: Deps) {
  const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.transaction({ correlationId: newId() }, work);
  return {
    hold: (orders: readonly WantedOrder[]) =>
      run((tx) =>
        holdStock(deps)(
          tx,
          orders.map((order) => ({ ...order, holdSeconds: HOLD_SECONDS })),
        ),
      ),
    reserve: (...orderIds: readonly string[]) => run((tx) => reserveStock(deps)(tx, orderIds)),
    release: (...orderIds: readonly string[]) => run((tx) => releaseStock(deps)(tx, orderIds)),
    expire: (...orderIds: readonly string[]) => run((tx) => expireHolds(deps)(tx, orderIds)),
    expireOverdue: (limit: number) => run((tx) => expireOverdueHolds(deps)(tx, limit)),
    ship: (...orderIds: readonly string[]) => run((tx) => shipGoods(deps)(tx, orderIds)),
    track: (...skus: readonly string[]) => run((tx) => trackSkus()(tx, skus)),
    seed: (quantity: number, after = '') => run((tx) => seedStock(deps)(tx, { quantity, after, limit: 100 })),
    adjust: (sku: string, delta: number) => run((tx) => adjustStock(deps)(tx, { sku, delta, reason: 'delivery', actor: 'ada' })),
  };
}

export function anOrder(sku: string, quantity = 1): WantedOrder {
  return { orderId: newId(), lines: [{ sku, quantity }] };
}
