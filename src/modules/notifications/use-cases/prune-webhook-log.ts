import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { WebhookLog } from '../persistence/webhook-log.ts';

interface Deps {
  readonly webhookLog: WebhookLog;
  readonly clock: Clock;
  readonly keepSeconds: number;
}

const BATCH = 1_000;

/** Forgets old deliveries, those of deleted endpoints, and events that are in none. True where there may be more. */
export const pruneWebhookLog =
  ({ webhookLog, clock, keepSeconds }: Deps) =>
  async (tx: Tx): Promise<boolean> => {
    const before = secondsAfter(clock.now(), -keepSeconds);
    const deliveries = await webhookLog.pruneDeliveries(tx, before, BATCH);
    const events = await webhookLog.pruneEvents(tx, before, BATCH);
    await webhookLog.pruneEndpoints(tx);
    return deliveries >= BATCH || events >= BATCH;
  };
export type PruneWebhookLog = ReturnType<typeof pruneWebhookLog>;
