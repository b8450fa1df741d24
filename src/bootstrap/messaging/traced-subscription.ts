import type { Cause } from '#shared-kernel/messaging/envelope.ts';
import type { AnyMessage } from '#shared-kernel/messaging/handling.ts';
import type { Subscription, SubscriptionWork } from '#shared-kernel/messaging/subscription.ts';
import { withinCauses } from '../trace-context.ts';

/** The same subscription; what its handlers log names the request that caused the message at hand. */
export function tracedSubscription(subscription: Subscription): Subscription {
  return { ...subscription, work: tracedWork(subscription.work) };
}

function tracedWork(work: SubscriptionWork): SubscriptionWork {
  switch (work.kind) {
    case 'each':
      return { ...work, handle: (tx, message) => withinCauses([message.cause], () => work.handle(tx, message)) };
    case 'batch':
      return { ...work, handleMany: (tx, messages) => withinCauses(causesOf(messages), () => work.handleMany(tx, messages)) };
    case 'call':
      return {
        ...work,
        // A call is begun on behalf of its own request; what is written before and after, on behalf of several.
        intend: (tx, message) => withinCauses([message.cause], () => work.intend(tx, message)),
        settle: (tx, message, intent, answer) => withinCauses([message.cause], () => work.settle(tx, message, intent, answer)),
      };
  }
}

export function causesOf(messages: readonly AnyMessage[]): readonly Cause[] {
  return messages.map(({ cause }) => cause);
}
