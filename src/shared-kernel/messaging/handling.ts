import type { Database } from '../database/database.ts';
import { failpoint } from '../failpoints.ts';
import { callHandler } from './calling.ts';
import {
  type AnyMessage,
  becauseOf,
  type Complete,
  causeOf,
  completeAtTheEnd,
  type Handling,
  markHandled,
} from './handling-transaction.ts';
import type { Subscription } from './subscription.ts';

export type { AnyMessage, Complete } from './handling-transaction.ts';

/** What became of one message: `error` is absent where it was handled, now or before. */
export interface Outcome {
  readonly message: AnyMessage;
  readonly error?: unknown;
}

/** Hands messages to a subscription. Never rejects: every message has its outcome. */
export type HandleMessages = (messages: readonly AnyMessage[]) => Promise<readonly Outcome[]>;

const nothingToComplete: Complete = async () => undefined;

/**
 * What hands messages to a subscription, each at most once: its inbox mark, its writes, its outgoing messages and
 * the completion of its job commit together. Where one message of a batch fails, each is handled alone, so
 * that the others neither wait for it nor fail with it.
 */
export function messageHandler(
  database: Database,
  { name, work, delivery }: Subscription,
  complete: Complete = nothingToComplete,
): HandleMessages {
  if (work.kind === 'call') {
    const call = callHandler({ database, name, work, complete }, delivery.batchSize);
    return (messages) => Promise.all(messages.map((message) => outcomeOf(message, call(message))));
  }
  const handling = { database, name, work, complete };
  return (messages) => inOneTransactionOrOneByOne(handling, messages);
}

async function inOneTransactionOrOneByOne(
  handling: Handling<'each' | 'batch'>,
  messages: readonly AnyMessage[],
): Promise<readonly Outcome[]> {
  try {
    await inOneTransaction(handling, messages);
    return messages.map((message) => ({ message }));
  } catch (error) {
    const [only] = messages;
    if (only && messages.length === 1) return [{ message: only, error }];
  }
  const outcomes: Outcome[] = [];
  for (const message of messages) outcomes.push(await outcomeOf(message, inOneTransaction(handling, [message])));
  return outcomes;
}

async function outcomeOf(message: AnyMessage, handled: Promise<void>): Promise<Outcome> {
  try {
    await handled;
    return { message };
  } catch (error) {
    return { message, error };
  }
}

async function inOneTransaction(
  { database, name, work, complete }: Handling<'each' | 'batch'>,
  messages: readonly AnyMessage[],
): Promise<void> {
  await database.transaction(causeOf(messages), async (tx) => {
    const fresh = await markHandled(tx, name, messages);
    if (work.kind === 'each') {
      for (const message of fresh) await work.handle(becauseOf(tx, [message]), message);
    } else if (fresh.length > 0) {
      await work.handleMany(becauseOf(tx, fresh), fresh);
    }
    await completeAtTheEnd(tx, name, () => complete(tx, messages));
  });
  await failpoint('bus.afterCommit', name);
}
