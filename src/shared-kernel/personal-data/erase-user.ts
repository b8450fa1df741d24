import { type Clock, secondsAfter } from '../clock.ts';
import type { Tx } from '../database/database.ts';
import type { CommandContract } from '../messaging/define-command.ts';
import type { EventContract } from '../messaging/define-event.ts';
import type { ErasedRecords, ErasureReport, ErasureRequest } from '../messaging/define-personal-data.ts';
import type { EventBus } from '../messaging/event-bus.ts';
import { defineSubscription, type Subscription } from '../messaging/subscription.ts';
import { erasedUsers } from './erased-users.ts';

/** How a module erases a user. */
export interface EraseUserSpec {
  /** `<module>.erase-user.v1` */
  readonly command: CommandContract<ErasureRequest>;
  /** `<module>.user-data-erased.v1` */
  readonly outcome: EventContract<ErasureReport>;
  /** Erases what the module holds. `later` where it needs the data until something has ended: asked again in a while. */
  readonly erase: (tx: Tx, userId: string, at: Date) => Promise<readonly ErasedRecords[] | 'later'>;
  readonly events: EventBus;
  readonly clock: Clock;
}

/** An order under way ends within seconds as a rule, and is waited for as long as it takes. */
const A_WHILE_SECONDS = 5;

/**
 * Erases a user once, however often the command comes, and always answers in the same words. The user is marked
 * first: what arrives about him afterwards finds the mark.
 */
export function eraseUserSubscription({ command, outcome, erase, events, clock }: EraseUserSpec): Subscription {
  return defineSubscription({
    name: `${command.module}.erase-user`,
    on: command,
    async handle(tx, { payload }) {
      const { userId } = payload;
      const now = clock.now();
      await erasedUsers.lock(tx, userId);
      await erasedUsers.mark(tx, userId, now);
      const records = (await erasedUsers.recordsOf(tx, userId)) ?? (await erase(tx, userId, now));
      if (records === 'later') {
        return events.send(tx, command, { subject: userId, payload, deliverAt: secondsAfter(now, A_WHILE_SECONDS) });
      }
      await erasedUsers.forgetAnswers(tx, userId);
      const sequence = await erasedUsers.report(tx, userId, records);
      events.publish(tx, outcome, { subject: userId, sequence, payload: { ...payload, records: [...records] } });
    },
  });
}
