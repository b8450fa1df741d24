import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { Notify } from '../use-cases/notify.ts';

export const welcomeOnUserRegistered = (notify: Notify) =>
  defineSubscription({
    name: 'notifications.welcome-on-user-registered',
    on: UserRegisteredV1,
    handle: (tx, { payload: { userId, email, name } }) =>
      notify(tx, {
        letter: { template: 'welcome', params: {} },
        occasion: userId,
        about: userId,
        orderId: undefined,
        userId,
        recipient: { email, name },
      }),
  });
