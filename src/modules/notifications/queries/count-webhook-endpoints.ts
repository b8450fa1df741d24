import type { Db } from '#shared-kernel/database/database.ts';

export interface WebhookEndpointCount {
  readonly state: 'healthy' | 'failing' | 'disabled';
  readonly count: number;
}

/** How many endpoints stand how. */
export function countWebhookEndpoints(db: Db): Promise<readonly WebhookEndpointCount[]> {
  return db.sql<WebhookEndpointCount>`
    select s.state, count(e.id)::int as count
    from unnest(array['healthy', 'failing', 'disabled']) as s (state)
    left join (
      select id, case when not enabled then 'disabled' when failures > 0 then 'failing' else 'healthy' end as state
      from notifications.webhook_endpoints where deleted_at is null
    ) e on e.state = s.state
    group by s.state`;
}

/** For how long the webhook that has waited longest for an endpoint that does well has been due; zero where none waits. */
export async function webhookLateSeconds(db: Db, now: Date): Promise<number> {
  const [row] = await db.sql<{ dueAt: Date | null }>`
    select min(due.due_at) as "dueAt"
    from notifications.webhook_endpoints e cross join lateral (
      select due_at from notifications.webhook_deliveries
      where endpoint_id = e.id and status = 'pending' order by due_at limit 1
    ) due
    where enabled and deleted_at is null and failures = 0`;
  return row?.dueAt ? Math.max(0, (now.getTime() - row.dueAt.getTime()) / 1_000) : 0;
}
