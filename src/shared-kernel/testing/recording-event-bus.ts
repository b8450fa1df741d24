import type { Clock } from '../clock.ts';
import type { Tx } from '../database/database.ts';
import type { Contract } from '../messaging/define-contract.ts';
import { type Envelope, type SealInput, seal } from '../messaging/envelope.ts';
import type { EventBus } from '../messaging/event-bus.ts';
import { type MessageOf, unseal } from '../messaging/message.ts';
import { fixedClock } from './fixed-clock.ts';

/** A bus that delivers to nobody and remembers what was said in transactions that were committed. */
export interface RecordingEventBus extends EventBus {
  /** All of them, as they would have crossed the wire, in the order of their commits. */
  readonly envelopes: readonly Envelope[];
  /** Those of one contract, as a subscriber would read them. */
  messagesOf<C extends Contract>(contract: C): readonly MessageOf<C>[];
  /** When a command is to be delivered, where its sender asked for a later time. */
  deliverAtOf(messageId: string): Date | undefined;
  /** Forgets what was said so far. */
  clear(): void;
}

export function recordingEventBus(module = 'test', clock: Clock = fixedClock()): RecordingEventBus {
  const envelopes: Envelope[] = [];
  const deferred = new Map<string, Date>();
  const record = (tx: Tx, contract: Contract, message: Pick<SealInput, 'subject' | 'sequence' | 'payload'>) => {
    const envelope = seal(contract, { ...message, source: module, cause: tx.causeFor(message.subject), time: clock.now() });
    tx.afterCommit(() => void envelopes.push(envelope));
    return envelope;
  };
  return {
    envelopes,
    publish: (tx, event, message) => void record(tx, event, message),
    send(tx, command, { subject, payload, deliverAt }) {
      const { id } = record(tx, command, { subject, payload });
      if (deliverAt) deferred.set(id, deliverAt);
    },
    messagesOf: (contract) => envelopes.filter(({ type }) => type === contract.type).map((sent) => unseal([contract], sent)),
    deliverAtOf: (messageId) => deferred.get(messageId),
    clear: () => void envelopes.splice(0),
  };
}
