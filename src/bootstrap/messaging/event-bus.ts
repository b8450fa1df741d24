import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { Contract } from '#shared-kernel/messaging/define-contract.ts';
import { type SealInput, seal } from '#shared-kernel/messaging/envelope.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { MessageRoutes } from './message-routes.ts';
import type { Outbox } from './outbox.ts';

/** The bus as one module has it: it can only publish its own events, and signs them with its name. */
export function eventBusOf(module: string, outbox: Outbox, routes: MessageRoutes, clock: Clock): EventBus {
  const enqueue = (tx: Tx, contract: Contract, message: Omit<SealInput, 'source' | 'cause' | 'time'>, deliverAt?: Date) => {
    const queues = routes.queuesFor(module, contract.type);
    const envelope = seal(contract, { ...message, source: module, cause: tx.causeFor(message.subject), time: clock.now() });
    outbox.add(
      tx,
      queues.map((queue) => ({ queue, envelope, ...(deliverAt === undefined ? {} : { deliverAt }) })),
    );
  };
  return {
    publish(tx, event, message) {
      if (event.module !== module) throw new Error(`${module} cannot publish ${event.type}: it belongs to ${event.module}`);
      enqueue(tx, event, message);
    },
    send(tx, command, { subject, payload, deliverAt }) {
      if (routes.queuesFor(module, command.type).length === 0) throw new Error(`nobody receives ${command.type}`);
      enqueue(tx, command, { subject, payload }, deliverAt);
    },
  };
}
