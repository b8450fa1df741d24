import type { Tx } from '#shared-kernel/database/database.ts';

/** What the log of deliveries need not remember. Each removes up to `limit` rows and answers how many it removed. */
export const webhookLog = {
  async pruneDeliveries(tx: Tx, before: Date, limit: number): Promise<number> {
    const removed = await tx.sql`
      delete from notifications.webhook_deliveries where id in (
        (select id from notifications.webhook_deliveries where created_at < ${before} order by created_at limit ${limit})
        union all
        (select d.id from notifications.webhook_endpoints e
         join notifications.webhook_deliveries d on d.endpoint_id = e.id
         where e.deleted_at is not null limit ${limit})
      ) returning 1`;
    return removed.length;
  },

  /** Those that nobody is told of any more. */
  async pruneEvents(tx: Tx, before: Date, limit: number): Promise<number> {
    const removed = await tx.sql`
      delete from notifications.webhook_events where id in (
        select id from notifications.webhook_events event
        where recorded_at < ${before}
          and not exists (select from notifications.webhook_deliveries where event_id = event.id)
        order by recorded_at limit ${limit}
      ) returning 1`;
    return removed.length;
  },

  async pruneEndpoints(tx: Tx): Promise<void> {
    await tx.sql`
      delete from notifications.webhook_endpoints e
      where deleted_at is not null
        and not exists (select from notifications.webhook_deliveries where endpoint_id = e.id)`;
  },
};
export type WebhookLog = typeof webhookLog;
