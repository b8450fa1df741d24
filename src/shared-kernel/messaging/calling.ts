import { failpoint } from '../failpoints.ts';
import { gathered } from './gather.ts';
import {
  type AnyMessage,
  becauseOf,
  causeOf,
  completeAtTheEnd,
  type Handling,
  handledBefore,
  markHandled,
} from './handling-transaction.ts';

/** A message whose call has been answered; both are absent where nothing was to be called. */
interface Answered {
  readonly message: AnyMessage;
  readonly intent: unknown;
  readonly answer: unknown;
}

/**
 * Handles messages with calls to a foreign system. Each call is made and waited for by itself, so that a slow one keeps no
 * other waiting; what is written before and after is written together with what other calls have to write at that moment.
 */
export function callHandler(handling: Handling<'call'>, batchSize: number): (message: AnyMessage) => Promise<void> {
  const { name, work } = handling;
  const intend = gathered((messages: readonly AnyMessage[]) => intendAll(handling, messages), batchSize);
  const settle = gathered((answered: readonly Answered[]) => settleAll(handling, answered), batchSize);
  return async (message) => {
    const intent = await intend(message);
    const answer = intent === undefined ? undefined : await work.call(intent, AbortSignal.timeout(CALL_DEADLINE_MS));
    if (intent !== undefined) await failpoint('saga.afterForeignCall', name);
    await settle({ message, intent, answer });
  };
}

/** The last resort for an adapter without a timeout of its own. */
const CALL_DEADLINE_MS = 30_000;

/** Resolves to what is to be called for each message, in their order; to nothing where it was handled before. */
function intendAll({ database, name, work }: Handling<'call'>, messages: readonly AnyMessage[]): Promise<readonly unknown[]> {
  return database.transaction(causeOf(messages), async (tx) => {
    const handled = await handledBefore(tx, name, messages);
    const intents: unknown[] = [];
    for (const message of messages) {
      intents.push(handled.has(message.id) ? undefined : await work.intend(becauseOf(tx, [message]), message));
    }
    return intents;
  });
}

async function settleAll(
  { database, name, work, complete }: Handling<'call'>,
  answered: readonly Answered[],
): Promise<readonly undefined[]> {
  const messages = answered.map(({ message }) => message);
  await database.transaction(causeOf(messages), async (tx) => {
    const fresh = new Set(await markHandled(tx, name, messages));
    for (const { message, intent, answer } of answered) {
      if (fresh.has(message)) await work.settle(becauseOf(tx, [message]), message, intent, answer);
    }
    await completeAtTheEnd(tx, name, () => complete(tx, messages));
  });
  await failpoint('bus.afterCommit', name);
  return answered.map(() => undefined);
}
