import { StockLevelChangedV1 } from '#contracts/inventory/stock-level-changed.v1.ts';
import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { KeepFacts } from '../use-cases/keep-facts.ts';
import { setWise } from './delivery.ts';

export const keepStockOnStockLevelChanged = (keep: KeepFacts) =>
  defineBatchSubscription({
    name: 'storefront.keep-stock-on-stock-level-changed',
    on: StockLevelChangedV1,
    delivery: setWise,
    handleMany: (tx, messages) =>
      keep(
        tx,
        messages.map(({ payload: { sku, available }, sequence = 0, time: at }) => ({
          ...{ kind: 'stock', subject: sku, sequence, userId: null, at },
          body: { available },
        })),
      ),
  });
