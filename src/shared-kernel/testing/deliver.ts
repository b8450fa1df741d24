import type { Database } from '../database/database.ts';
import { newId } from '../ids.ts';
import type { Contract, PayloadOf } from '../messaging/define-contract.ts';
import type { Cause } from '../messaging/envelope.ts';
import { seal } from '../messaging/envelope.ts';
import { type MessageOf, unseal } from '../messaging/message.ts';
import type { Subscription } from '../messaging/subscription.ts';
import { handleMessages } from './handle-messages.ts';

export interface MessageToDeliver<Payload> {
  readonly subject: string;
  readonly sequence?: number;
  readonly payload: Payload;
  /** The same id again is the same message again: it must change nothing. */
  readonly id?: string;
  readonly time?: Date;
  readonly cause?: Cause;
}

/**
 * Hands one message to a subscription as the runner does, its inbox mark included. Rejects with what the
 * handler threw. Resolves to the message, whose `id` serves to deliver it again.
 */
export async function deliver<C extends Contract>(
  database: Database,
  subscription: Subscription,
  contract: C,
  message: MessageToDeliver<PayloadOf<C>>,
): Promise<MessageOf<C>> {
  const read = sealed(contract, message);
  const [outcome] = await handleMessages(database, subscription, [read]);
  if (outcome && 'error' in outcome) throw outcome.error;
  return read;
}

/** Hands several messages of one contract to a subscription as one batch, as the runner does. */
export async function deliverBatch<C extends Contract>(
  database: Database,
  subscription: Subscription,
  contract: C,
  messages: readonly MessageToDeliver<PayloadOf<C>>[],
): Promise<void> {
  const outcomes = await handleMessages(
    database,
    subscription,
    messages.map((message) => sealed(contract, message)),
  );
  const failed = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} of ${messages.length} messages failed`);
}

function sealed<C extends Contract>(contract: C, message: MessageToDeliver<PayloadOf<C>>): MessageOf<C> {
  const { id = newId(), cause = { correlationId: newId() }, time = new Date(), subject, sequence, payload } = message;
  const envelope = seal(contract, {
    source: contract.module,
    subject,
    ...(sequence === undefined ? {} : { sequence }),
    payload,
    cause,
    time,
  });
  return unseal([contract], JSON.parse(JSON.stringify({ ...envelope, id })));
}
