import type { Database, Tx } from '#shared-kernel/database/database.ts';
import { failpoint } from '#shared-kernel/failpoints.ts';
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
      const reply = await database.transaction(cause, async (tx) => {
        const answer = call === undefined ? await work(tx) : await answerOnce(tx, call, work);
        await failpoint('cmd.afterState');
        failBeforeCommit(tx);
        return answer;
      });
      await failpoint('cmd.afterCommit');
      if (call !== undefined) stored = reply;
      return reply;
    },
  };
}

// Registered last, so that it runs when the messages of the request have been written.
function failBeforeCommit(tx: Tx): void {
  tx.beforeCommit(async () => failpoint('cmd.afterOutbox'));
  tx.beforeCommit(async () => failpoint('cmd.beforeCommit'));
}
