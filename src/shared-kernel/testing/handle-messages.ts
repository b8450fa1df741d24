import type { Database } from '../database/database.ts';
import { type AnyMessage, messageHandler, type Outcome } from '../messaging/handling.ts';
import type { Subscription } from '../messaging/subscription.ts';

/** Hands messages to a subscription as the runner does where it has claimed them together. */
export function handleMessages(
  database: Database,
  subscription: Subscription,
  messages: readonly AnyMessage[],
): Promise<readonly Outcome[]> {
  return messageHandler(database, subscription)(messages);
}
