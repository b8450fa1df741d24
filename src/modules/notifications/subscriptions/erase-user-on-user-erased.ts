import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { EraseUser } from '../use-cases/erase-user.ts';

export const eraseUserOnUserErased = (erase: EraseUser) =>
  defineSubscription({
    name: 'notifications.erase-user-on-user-erased',
    on: UserErasedV1,
    handle: (tx, { payload }) => erase(tx, payload.userId),
  });
