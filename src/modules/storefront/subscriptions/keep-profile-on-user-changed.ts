import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { UserUpdatedV1 } from '#contracts/identity/user-updated.v1.ts';
import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { EraseUsers } from '../use-cases/erase-users.ts';
import type { KeepFacts } from '../use-cases/keep-facts.ts';
import { setWise } from './delivery.ts';

/** Keeps what to call a user, and forgets whoever was erased. */
export const keepProfileOnUserChanged = (keep: KeepFacts, erase: EraseUsers) =>
  defineBatchSubscription({
    name: 'storefront.keep-profile-on-user-changed',
    on: [UserRegisteredV1, UserUpdatedV1, UserErasedV1],
    delivery: setWise,
    async handleMany(tx, messages) {
      const erased = messages.filter(({ payload }) => !('name' in payload));
      // First: it takes the stronger lock, and what else the batch tells of these users is to be left out.
      await erase(
        tx,
        erased.map(({ payload }) => payload.userId),
      );
      await keep(
        tx,
        messages.flatMap(({ payload, sequence = 0, time: at }) =>
          'name' in payload
            ? [{ kind: 'profile', subject: payload.userId, sequence, userId: payload.userId, at, body: { name: payload.name } }]
            : [],
        ),
      );
    },
  });
