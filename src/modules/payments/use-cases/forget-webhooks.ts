import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { webhooks } from '../persistence/webhooks.ts';

interface Parts {
  readonly webhooks: typeof webhooks;
  readonly clock: Clock;
}

/** Forgets webhooks that no provider repeats any more, some at a time; resolves to whether there may be more. */
export const forgetWebhooks =
  ({ webhooks, clock }: Parts) =>
  async (tx: Tx): Promise<boolean> =>
    (await webhooks.forget(tx, new Date(clock.now().getTime() - KEPT_MS), BATCH)) === BATCH;
export type ForgetWebhooks = ReturnType<typeof forgetWebhooks>;

// Stripe repeats for three days at the most; a repetition that comes later still would change nothing.
const KEPT_MS = 30 * 24 * 3_600_000;
const BATCH = 10_000;
