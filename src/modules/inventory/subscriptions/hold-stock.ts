import { HoldStockV1 } from '#contracts/inventory/hold-stock.v1.ts';
import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { HoldStock } from '../use-cases/hold-stock.ts';
import { setWise } from './delivery.ts';

export const holdStockSubscription = (holdStock: HoldStock) =>
  defineBatchSubscription({
    name: 'inventory.hold-stock',
    on: HoldStockV1,
    delivery: setWise,
    handleMany: (tx, messages) =>
      holdStock(
        tx,
        messages.map(({ payload }) => payload),
      ),
  });
