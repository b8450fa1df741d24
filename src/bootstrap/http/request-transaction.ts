import type { Database } from '#shared-kernel/database/database.ts';
import type { Reply, RouteRequest } from '#shared-kernel/http.ts';
import type { Cause } from '#shared-kernel/messaging/envelope.ts';
import { answerOnce } from './idempotency/answer-once.ts';
import type { IdempotentCall } from './idempotency/idempotent-call.ts';

export interface RequestTransaction {
  readonly run: RouteRequest['transaction'];
  /** The reply that was stored under the request's `Idempotency-Key`, once it was committed. */
  stored(): Reply | undefined;
}

/** The one transaction that a request may have, on the connections of its module. */
export function requestTransaction(database: Database, cause: Cause, call: IdempotentCall | undefined): RequestTransaction {
  let begun = false;
  let stored: Reply | undefined;
  return {
    stored: () => stored,
    async run(work) {
      // A second one under the same key would find the answer of the first and take it for its own.
      if (begun) throw new Error('request.transaction was called twice: what belongs together commits together');
      begun = true;
      if (call === undefined) return database.transaction(cause, work);
      const reply = await database.transaction(cause, (tx) => answerOnce(tx, call, work));
      stored = reply;
      return reply;
    },
  };
}
