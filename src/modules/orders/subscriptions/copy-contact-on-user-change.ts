import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { UserUpdatedV1 } from '#contracts/identity/user-updated.v1.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { CopyContact } from '../use-cases/copy-news.ts';

/** Keeps who a user is, so that somebody who is signed in need not say it with each order. */
export const copyContactOnUserChange = (copyContact: CopyContact) =>
  defineSubscription({
    name: 'orders.copy-contact-on-user-change',
    on: [UserRegisteredV1, UserUpdatedV1, UserErasedV1],
    handle: (tx, { payload, sequence = 0 }) =>
      copyContact(tx, {
        userId: payload.userId,
        version: sequence,
        contact: 'email' in payload ? { email: payload.email, name: payload.name } : undefined,
      }),
  });
