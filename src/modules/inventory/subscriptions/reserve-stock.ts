import { ReserveStockV1 } from '#contracts/inventory/reserve-stock.v1.ts';
import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { ReserveStock } from '../use-cases/reserve-stock.ts';
import { setWise } from './delivery.ts';

export const reserveStockSubscription = (reserveStock: ReserveStock) =>
  defineBatchSubscription({
    name: 'inventory.reserve-stock',
    on: ReserveStockV1,
    delivery: setWise,
    handleMany: (tx, messages) =>
      reserveStock(
        tx,
        messages.map(({ payload }) => payload.orderId),
      ),
  });
