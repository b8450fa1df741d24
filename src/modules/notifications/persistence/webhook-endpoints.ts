import { and, eq, isNull } from 'drizzle-orm';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventSelector } from '../domain/public-event.ts';
import type { EndpointSecret, WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import { type StoredSecret, webhookEndpoints as table } from './schema.ts';

/** An endpoint as far as it decides what is noted for it. */
export interface ListeningEndpoint {
  readonly id: string;
  readonly eventTypes: readonly EventSelector[];
  readonly enabled: boolean;
}

export const webhookEndpoints = {
  /** How many there are; nobody adds one until the transaction has ended. */
  async lockCount(tx: Tx): Promise<number> {
    await tx.sql`select pg_advisory_xact_lock(hashtext('notifications.webhook_endpoints'))`;
    const [row] = await tx.sql<{ count: number }>`
      select count(*)::int as count from notifications.webhook_endpoints where deleted_at is null`;
    return row?.count ?? 0;
  },

  async add(tx: Tx, endpoint: WebhookEndpoint): Promise<void> {
    await tx.drizzle.insert(table).values(rowOf(endpoint));
  },

  /** Locked against other changes, not against deliveries that are noted or claimed meanwhile. */
  async lock(tx: Tx, id: string): Promise<WebhookEndpoint | undefined> {
    const [row] = await tx.drizzle
      .select()
      .from(table)
      .where(and(eq(table.id, id), isNull(table.deletedAt)))
      .for('no key update');
    return row && endpointOf(row);
  },

  async save(tx: Tx, endpoint: WebhookEndpoint): Promise<void> {
    const { id, createdAt: _, ...changed } = rowOf(endpoint);
    await tx.drizzle.update(table).set(changed).where(eq(table.id, id));
  },

  /** Says that an endpoint does well. Writes nothing where that was known. */
  async markHealthy(tx: Tx, id: string): Promise<void> {
    await tx.sql`
      update notifications.webhook_endpoints set failures = 0, failing_since = null, resume_at = null
      where id = ${id} and failures > 0`;
  },

  async markDeleted(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.sql`update notifications.webhook_endpoints set deleted_at = ${at} where id = ${id}`;
  },

  /** All there are, kept from being removed until the transaction has ended. */
  async listening(tx: Tx): Promise<readonly ListeningEndpoint[]> {
    const { id, eventTypes, enabled } = table;
    return tx.drizzle.select({ id, eventTypes, enabled }).from(table).where(isNull(table.deletedAt)).for('key share');
  },

  async all(tx: Tx): Promise<readonly WebhookEndpoint[]> {
    const rows = await tx.drizzle.select().from(table).where(isNull(table.deletedAt)).orderBy(table.id).for('no key update');
    return rows.map(endpointOf);
  },
};
export type WebhookEndpoints = typeof webhookEndpoints;

/** Secrets as they are used. */
export function secretsOf(stored: readonly StoredSecret[]): readonly EndpointSecret[] {
  return stored.map(({ sealed, createdAt, endsAt }) => ({
    sealed,
    createdAt: new Date(createdAt),
    endsAt: endsAt === undefined ? undefined : new Date(endsAt),
  }));
}

type Row = typeof table.$inferSelect;

function endpointOf({ secrets, disabledBecause, failures, failingSince, resumeAt, enabled: _, deletedAt: __, ...row }: Row) {
  return {
    ...row,
    secrets: secretsOf(secrets),
    disabledBecause: disabledBecause ?? undefined,
    health: { failures, failingSince: failingSince ?? undefined, resumeAt: resumeAt ?? undefined },
  } satisfies WebhookEndpoint;
}

function rowOf({ health, secrets, disabledBecause, eventTypes, ...endpoint }: WebhookEndpoint) {
  const { failures, failingSince = null, resumeAt = null } = health;
  return {
    ...endpoint,
    eventTypes: [...eventTypes],
    secrets: secrets.map(({ sealed, createdAt, endsAt }) => ({
      sealed,
      createdAt: createdAt.toISOString(),
      endsAt: endsAt?.toISOString(),
    })),
    enabled: disabledBecause === undefined,
    disabledBecause: disabledBecause ?? null,
    failures,
    failingSince,
    resumeAt,
  };
}
