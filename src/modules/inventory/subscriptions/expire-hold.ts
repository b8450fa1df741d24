import { ExpireHoldV1 } from '#contracts/inventory/expire-hold.v1.ts';
import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { ExpireHolds } from '../use-cases/expire-holds.ts';
import { setWise } from './delivery.ts';

export const expireHoldSubscription = (expireHolds: ExpireHolds) =>
  defineBatchSubscription({
    name: 'inventory.expire-hold',
    on: ExpireHoldV1,
    delivery: setWise,
    handleMany: (tx, messages) =>
      expireHolds(
        tx,
        messages.map(({ payload }) => payload.orderId),
      ),
  });
