import type { Tx } from '#shared-kernel/database/database.ts';
import type { Attempt, DeliveryState, DeliveryStatus } from '../domain/webhook-delivery.ts';
import type { EndpointSecret } from '../domain/webhook-endpoint.ts';
import type { StoredSecret } from './schema.ts';
import { secretsOf } from './webhook-endpoints.ts';

export interface NewDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly status: 'pending' | 'missed';
  readonly at: Date;
}

/** A delivery that this process may attempt until its claim lapses. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  /** The number of this attempt, by which it is fenced. */
  readonly attempt: number;
  readonly triesLeft: number;
  readonly url: string;
  readonly body: string;
  readonly secrets: readonly EndpointSecret[];
  /** True where the endpoint failed the last time. */
  readonly failing: boolean;
}

/** How much may be claimed. */
export interface ClaimRoom {
  readonly now: Date;
  readonly until: Date;
  /** Deliveries to endpoints that do well, all together. */
  readonly healthy: number;
  /** Deliveries to endpoints that failed the last time, all together. */
  readonly failing: number;
  /** Deliveries under way to one endpoint that does well, whichever process has them. */
  readonly perEndpoint: number;
}

export interface ReplayChoice {
  readonly endpointId: string;
  readonly since: Date;
  readonly until: Date;
  readonly statuses: readonly DeliveryStatus[];
  readonly tries: number;
  readonly at: Date;
  readonly limit: number;
}

export const webhookDeliveries = {
  /** Notes deliveries; what is noted for the same endpoint and event already stays as it is. */
  async addAll(tx: Tx, deliveries: readonly NewDelivery[], tries: number): Promise<void> {
    await tx.sql`
      insert into notifications.webhook_deliveries
        (id, endpoint_id, event_id, event_type, status, attempts, tries_left, due_at, created_at, ended_at)
      select id, "endpointId", "eventId", "eventType", status, 0, ${tries}, at, at, case when status = 'missed' then at end
      from jsonb_to_recordset(${deliveries}::jsonb)
        as r(id uuid, "endpointId" uuid, "eventId" uuid, "eventType" text, status text, at timestamptz)
      on conflict on constraint webhook_deliveries_endpoint_event_key do nothing`;
  },

  /**
   * Claims what is due, the first of each endpoint before the second of any, as far as there is room. Endpoints that
   * another process is just choosing from are left to it, so that their bounds hold across processes.
   */
  async claim(tx: Tx, { now, until, healthy, failing, perEndpoint }: ClaimRoom): Promise<readonly ClaimedDelivery[]> {
    const endpoints = await lockEndpointsDue(tx, now);
    if (endpoints.length === 0) return [];
    // A statement of its own: it must see what those have claimed who held these locks before.
    const rows = await tx.sql<ClaimedDelivery & { readonly stored: readonly StoredSecret[] }>`
      with endpoint as (
        select id, url, secrets, failures > 0 as failing,
          case when failures > 0 then 1 else ${perEndpoint}::int end - (
            select count(*)::int from notifications.webhook_deliveries
            where endpoint_id = e.id and status = 'pending' and claimed_until > ${now}
          ) as room
        from notifications.webhook_endpoints e
        where id = any(${endpoints}::uuid[])
      ), chosen as (
        select due.id, url, secrets, failing, row_number() over (partition by failing order by due.rank, due.due_at) as place
        from endpoint cross join lateral (
          select id, due_at, row_number() over (order by due_at) as rank
          from notifications.webhook_deliveries
          where endpoint_id = endpoint.id and status = 'pending' and due_at <= ${now}
            and (claimed_until is null or claimed_until <= ${now})
          order by due_at
          limit greatest(endpoint.room, 0)
        ) due
      )
      update notifications.webhook_deliveries d
      set attempts = attempts + 1, tries_left = greatest(tries_left - 1, 0), claimed_until = ${until}
      from chosen, notifications.webhook_events event
      where d.id = chosen.id and event.id = d.event_id and d.status = 'pending'
        and place <= case when failing then ${failing}::int else ${healthy}::int end
      returning d.id, d.endpoint_id as "endpointId", event.id as "eventId", d.attempts as attempt, d.tries_left as "triesLeft",
        chosen.url, event.body, chosen.secrets as stored, chosen.failing`;
    return rows.map(({ stored, ...row }) => ({ ...row, secrets: secretsOf(stored) }));
  },

  /** Records what came of an attempt. False where its claim had lapsed and another attempt has begun. */
  async settle(tx: Tx, { id, attempt: number }: ClaimedDelivery, attempt: Attempt, state: DeliveryState): Promise<boolean> {
    const dueAt = state.status === 'pending' ? state.dueAt : null;
    const endedAt = state.status === 'pending' ? null : state.endedAt;
    const settled = await tx.sql`
      update notifications.webhook_deliveries
      set status = ${state.status}, due_at = coalesce(${dueAt}::timestamptz, due_at), ended_at = ${endedAt}, claimed_until = null
      where id = ${id} and attempts = ${number} and status = 'pending'
      returning id`;
    if (settled.length === 0) return false;
    await tx.sql`
      insert into notifications.webhook_attempts (delivery_id, number, at, duration_ms, outcome, status)
      values (${id}, ${number}, ${attempt.at}, ${attempt.durationMs}, ${attempt.outcome}, ${attempt.status ?? null})`;
    return true;
  },

  /** Undefined where there is no such delivery. */
  async endpointOf(tx: Tx, id: string): Promise<string | undefined> {
    const [row] = await tx.sql<{ endpointId: string }>`
      select endpoint_id as "endpointId" from notifications.webhook_deliveries where id = ${id}`;
    return row?.endpointId;
  },

  /** Has a delivery made again, with all its tries. */
  async replay(tx: Tx, id: string, tries: number, at: Date): Promise<void> {
    await tx.sql`
      update notifications.webhook_deliveries
      set status = 'pending', tries_left = ${tries}, due_at = ${at}, ended_at = null
      where id = ${id}`;
  },

  /** The same for many of one endpoint, oldest first. Answers how many. */
  async replayMany(tx: Tx, { endpointId, since, until, statuses, tries, at, limit }: ReplayChoice): Promise<number> {
    const replayed = await tx.sql`
      update notifications.webhook_deliveries
      set status = 'pending', tries_left = ${tries}, due_at = ${at}, ended_at = null
      where id in (
        select id from notifications.webhook_deliveries
        where endpoint_id = ${endpointId} and status = any(${statuses}::text[])
          and created_at >= ${since} and created_at < ${until}
        order by id limit ${limit} for no key update
      )
      returning id`;
    return replayed.length;
  },
};
export type WebhookDeliveries = typeof webhookDeliveries;

/** Those that something is due for and that nobody else is choosing from at the moment. */
async function lockEndpointsDue(tx: Tx, now: Date): Promise<readonly string[]> {
  const rows = await tx.sql<{ id: string }>`
    select id from notifications.webhook_endpoints e
    where enabled and deleted_at is null and (resume_at is null or resume_at <= ${now})
      and exists (select from notifications.webhook_deliveries
                  where endpoint_id = e.id and status = 'pending' and due_at <= ${now})
    for no key update skip locked`;
  return rows.map(({ id }) => id);
}
