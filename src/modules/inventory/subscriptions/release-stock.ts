import { ReleaseStockV1 } from '#contracts/inventory/release-stock.v1.ts';
import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { ReleaseStock } from '../use-cases/release-stock.ts';
import { setWise } from './delivery.ts';

export const releaseStockSubscription = (releaseStock: ReleaseStock) =>
  defineBatchSubscription({
    name: 'inventory.release-stock',
    on: ReleaseStockV1,
    delivery: setWise,
    handleMany: (tx, messages) =>
      releaseStock(
        tx,
        messages.map(({ payload }) => payload.orderId),
      ),
  });
