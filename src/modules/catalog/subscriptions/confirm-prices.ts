import { ConfirmPricesV1 } from '#contracts/catalog/confirm-prices.v1.ts';
import { defineBatchSubscription, type Subscription } from '#shared-kernel/messaging/subscription.ts';
import type { ConfirmPrices } from '../use-cases/confirm-prices.ts';

/** On the way of every order, hence a whole batch at once. */
export const confirmPricesSubscription = (confirmPrices: ConfirmPrices): Subscription =>
  defineBatchSubscription({
    name: 'catalog.confirm-prices',
    on: ConfirmPricesV1,
    delivery: { batchSize: 100 },
    handleMany: (tx, messages) =>
      confirmPrices(
        tx,
        messages.map(({ payload }) => payload),
      ),
  });
