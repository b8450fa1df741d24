import type { Database, Tx } from '../database/database.ts';
import { failpoint } from '../failpoints.ts';
import type { Contract } from './define-contract.ts';
import type { Cause } from './envelope.ts';
import type { MessageOf } from './message.ts';
import type { SubscriptionWork } from './subscription.ts';

/** A message of whatever contract. */
export type AnyMessage = MessageOf<Contract>;

/** Settles the jobs of these messages inside the handler's transaction; throws where the claim was lost. */
export type Complete = (tx: Tx, messages: readonly AnyMessage[]) => Promise<void>;

type WorkOf<Kind> = Extract<SubscriptionWork, { readonly kind: Kind }>;

/** What handling a message takes besides the message. */
export interface Handling<Kind extends SubscriptionWork['kind']> {
  readonly database: Database;
  /** Of the subscription. */
  readonly name: string;
  readonly work: WorkOf<Kind>;
  readonly complete: Complete;
}

/** Writes the inbox marks and returns the messages that had none, in their order. */
export async function markHandled(tx: Tx, name: string, messages: readonly AnyMessage[]): Promise<readonly AnyMessage[]> {
  const ids = messages.map(({ id }) => id);
  const marked = await tx.sql<{ id: string }>`
    insert into inbox (subscription, message_id)
    select ${name}, id from unnest(${ids}::uuid[]) as id
    on conflict do nothing
    returning message_id as id`;
  const fresh = new Set(marked.map(({ id }) => id));
  const handled = messages.filter(({ id }) => fresh.delete(id));
  await failpoint('bus.midHandler', name);
  for (const { subject } of handled) await failpoint('bus.withMessage', `${name}/${subject}`);
  return handled;
}

/** The ids of those messages that have an inbox mark. */
export async function handledBefore(tx: Tx, name: string, messages: readonly AnyMessage[]): Promise<ReadonlySet<string>> {
  const ids = messages.map(({ id }) => id);
  const marks = await tx.sql<{ id: string }>`
    select message_id as id from inbox where subscription = ${name} and message_id = any(${ids}::uuid[])`;
  return new Set(marks.map(({ id }) => id));
}

/** Has the commit wait for the completion, which goes on its way together with what the handler says. */
export async function completeAtTheEnd(tx: Tx, name: string, complete: () => Promise<void>): Promise<void> {
  await failpoint('bus.beforeComplete', name);
  const completed = complete();
  // Where something else undoes the transaction first, nobody asks any more.
  completed.catch(() => undefined);
  tx.beforeCommit(() => completed);
}

/** On whose behalf a transaction over all of them is. */
export function causeOf(messages: readonly AnyMessage[]): Cause {
  const [first] = messages;
  if (!first) throw new Error('there is no message to handle');
  return first.cause;
}

/** The same transaction, handing on to each message the cause of the one about the same aggregate. */
export function becauseOf(tx: Tx, messages: readonly AnyMessage[]): Tx {
  const causes = new Map(messages.map(({ subject, cause }) => [subject, cause]));
  const cause = causeOf(messages);
  return Object.assign(Object.create(tx), { cause, causeFor: (subject: string) => causes.get(subject) ?? cause });
}
