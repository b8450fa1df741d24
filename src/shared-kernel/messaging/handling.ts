import type { Database, Tx } from '../database/database.ts';
import { failpoint } from '../failpoints.ts';
import type { Contract } from './define-contract.ts';
import type { Cause } from './envelope.ts';
import type { MessageOf } from './message.ts';
import type { Subscription, SubscriptionWork } from './subscription.ts';

/** A message of whatever contract. */
export type AnyMessage = MessageOf<Contract>;

/** Settles the jobs of these messages inside the handler's transaction; throws where the claim was lost. */
export type Complete = (tx: Tx, messages: readonly AnyMessage[]) => Promise<void>;

/** What became of one message: `error` is absent where it was handled, now or before. */
export interface Outcome {
  readonly message: AnyMessage;
  readonly error?: unknown;
}

type WorkOf<Kind> = Extract<SubscriptionWork, { readonly kind: Kind }>;

/** What handling a message takes besides the message. */
interface Handling<Kind extends SubscriptionWork['kind']> {
  readonly database: Database;
  /** Of the subscription. */
  readonly name: string;
  readonly work: WorkOf<Kind>;
  readonly complete: Complete;
}

const nothingToComplete: Complete = async () => undefined;

/**
 * Hands messages to a subscription, each at most once: its inbox mark, its writes, its outgoing messages and
 * the completion of its job commit together. Where one message of a batch fails, each is handled alone, so
 * that the others neither wait for it nor fail with it. Never rejects: every message has its outcome.
 */
export async function handleMessages(
  database: Database,
  subscription: Subscription,
  messages: readonly AnyMessage[],
  complete: Complete = nothingToComplete,
): Promise<readonly Outcome[]> {
  const { name, work } = subscription;
  if (work.kind === 'call') {
    return Promise.all(messages.map((message) => handleCall({ database, name, work, complete }, message)));
  }
  const handling = { database, name, work, complete };
  try {
    await inOneTransaction(handling, messages);
    return messages.map((message) => ({ message }));
  } catch (error) {
    const [only] = messages;
    if (only && messages.length === 1) return [{ message: only, error }];
    return oneByOne(handling, messages);
  }
}

async function oneByOne(handling: Handling<'each' | 'batch'>, messages: readonly AnyMessage[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const message of messages) {
    try {
      await inOneTransaction(handling, [message]);
      outcomes.push({ message });
    } catch (error) {
      outcomes.push({ message, error });
    }
  }
  return outcomes;
}

async function inOneTransaction(
  { database, name, work, complete }: Handling<'each' | 'batch'>,
  messages: readonly AnyMessage[],
): Promise<void> {
  await database.transaction(causeOf(messages), async (tx) => {
    const fresh = await markHandled(tx, name, messages);
    await failpoint('bus.midHandler', name);
    for (const { subject } of fresh) await failpoint('bus.withMessage', `${name}/${subject}`);
    if (work.kind === 'each') {
      for (const message of fresh) await work.handle(becauseOf(tx, [message]), message);
    } else if (fresh.length > 0) {
      await work.handleMany(becauseOf(tx, fresh), fresh);
    }
    await failpoint('bus.beforeComplete', name);
    settle(tx, complete(tx, messages));
  });
  await failpoint('bus.afterCommit', name);
}

/** Has the commit wait for the completion, which goes on its way together with what the handler says. */
function settle(tx: Tx, completed: Promise<void>): void {
  // Where something else undoes the transaction first, nobody asks any more.
  completed.catch(() => undefined);
  tx.beforeCommit(() => completed);
}

async function handleCall({ database, name, work, complete }: Handling<'call'>, message: AnyMessage): Promise<Outcome> {
  try {
    const intent = await database.transaction(message.cause, async (tx) =>
      (await wasHandled(tx, name, message)) ? undefined : work.intend(becauseOf(tx, [message]), message),
    );
    const answer = intent === undefined ? undefined : await work.call(intent, AbortSignal.timeout(CALL_DEADLINE_MS));
    if (intent !== undefined) await failpoint('saga.afterForeignCall', name);
    await database.transaction(message.cause, async (tx) => {
      const [fresh] = await markHandled(tx, name, [message]);
      await failpoint('bus.midHandler', name);
      if (fresh) await failpoint('bus.withMessage', `${name}/${fresh.subject}`);
      if (fresh) await work.settle(becauseOf(tx, [message]), message, intent, answer);
      await failpoint('bus.beforeComplete', name);
      settle(tx, complete(tx, [message]));
    });
    await failpoint('bus.afterCommit', name);
    return { message };
  } catch (error) {
    return { message, error };
  }
}

/** The last resort for an adapter without a timeout of its own. */
const CALL_DEADLINE_MS = 30_000;

/** Writes the inbox marks and returns the messages that had none, in their order. */
async function markHandled(tx: Tx, name: string, messages: readonly AnyMessage[]): Promise<readonly AnyMessage[]> {
  const ids = messages.map(({ id }) => id);
  const marked = await tx.sql<{ id: string }>`
    insert into inbox (subscription, message_id)
    select ${name}, id from unnest(${ids}::uuid[]) as id
    on conflict do nothing
    returning message_id as id`;
  const fresh = new Set(marked.map(({ id }) => id));
  return messages.filter(({ id }) => fresh.delete(id));
}

async function wasHandled(tx: Tx, name: string, message: AnyMessage): Promise<boolean> {
  const marks = await tx.sql`select 1 from inbox where subscription = ${name} and message_id = ${message.id}`;
  return marks.length > 0;
}

function causeOf(messages: readonly AnyMessage[]): Cause {
  const [first] = messages;
  if (!first) throw new Error('there is no message to handle');
  return first.cause;
}

/** The same transaction, handing on to each message the cause of the one about the same aggregate. */
function becauseOf(tx: Tx, messages: readonly AnyMessage[]): Tx {
  const causes = new Map(messages.map(({ subject, cause }) => [subject, cause]));
  const cause = causeOf(messages);
  return Object.assign(Object.create(tx), { cause, causeFor: (subject: string) => causes.get(subject) ?? cause });
}
