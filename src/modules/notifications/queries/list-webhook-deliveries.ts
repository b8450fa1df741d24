import { and, desc, eq, gte, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import type { SentEventType } from '../domain/public-event.ts';
import type { AttemptOutcome, DeliveryStatus } from '../domain/webhook-delivery.ts';
import {
  webhookAttempts as attempts,
  webhookDeliveries as deliveries,
  webhookEndpoints as endpoints,
} from '../persistence/schema.ts';

export interface WebhookAttemptView {
  readonly number: number;
  readonly at: Date;
  readonly outcome: AttemptOutcome;
  readonly status: number | undefined;
  readonly durationMs: number;
}

export interface WebhookDeliveryView {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly eventType: SentEventType;
  readonly status: DeliveryStatus;
  readonly createdAt: Date;
  /** Of a pending delivery: not before. */
  readonly nextAttemptAt: Date | undefined;
  readonly endedAt: Date | undefined;
  /** The latest {@link MOST_ATTEMPTS}, newest first. */
  readonly attempts: readonly WebhookAttemptView[];
}

export interface WebhookDeliveryFilter {
  readonly id?: string | undefined;
  readonly endpointId?: string | undefined;
  readonly statuses?: readonly DeliveryStatus[] | undefined;
  readonly eventType?: SentEventType | undefined;
  readonly since?: Date | undefined;
  /** Only deliveries older than the one with this id. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** The log of deliveries to endpoints that are still there, newest first. */
export async function listWebhookDeliveries(db: Db, filter: WebhookDeliveryFilter): Promise<readonly WebhookDeliveryView[]> {
  const { id, endpointId, statuses, eventType, since, before, limit } = filter;
  const rows = await db.drizzle
    .select({ delivery: deliveries })
    .from(deliveries)
    .innerJoin(endpoints, and(eq(endpoints.id, deliveries.endpointId), isNull(endpoints.deletedAt)))
    .where(
      and(
        id === undefined ? undefined : eq(deliveries.id, id),
        endpointId === undefined ? undefined : eq(deliveries.endpointId, endpointId),
        statuses === undefined ? undefined : inArray(deliveries.status, [...statuses]),
        eventType === undefined ? undefined : eq(deliveries.eventType, eventType),
        since === undefined ? undefined : gte(deliveries.createdAt, since),
        before === undefined ? undefined : lt(deliveries.id, before),
      ),
    )
    .orderBy(desc(deliveries.id))
    .limit(limit);
  const made = await attemptsOf(
    db,
    rows.map(({ delivery }) => delivery.id),
  );
  return rows.map(({ delivery }) => viewOf(delivery, made.get(delivery.id) ?? []));
}

/** Undefined where there is no such delivery, or its endpoint is gone. */
export async function getWebhookDelivery(db: Db, id: string): Promise<WebhookDeliveryView | undefined> {
  const [delivery] = await listWebhookDeliveries(db, { id, limit: 1 });
  return delivery;
}

/** Two rounds of ten: a delivery that is replayed again and again must not fill the page. */
const MOST_ATTEMPTS = 20;

async function attemptsOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, readonly WebhookAttemptView[]>> {
  if (ids.length === 0) return new Map();
  const ranked = db.drizzle.$with('ranked').as(
    db.drizzle
      .select({
        deliveryId: attempts.deliveryId,
        number: attempts.number,
        at: attempts.at,
        outcome: attempts.outcome,
        status: attempts.status,
        durationMs: attempts.durationMs,
        rank: sql<number>`row_number() over (partition by ${attempts.deliveryId} order by ${attempts.number} desc)`.as('rank'),
      })
      .from(attempts)
      .where(inArray(attempts.deliveryId, [...ids])),
  );
  const rows = await db.drizzle
    .with(ranked)
    .select()
    .from(ranked)
    .where(sql`rank <= ${MOST_ATTEMPTS}`)
    .orderBy(desc(ranked.number));
  return Map.groupBy(
    rows.map(({ rank: _, status, ...row }) => ({ ...row, status: status ?? undefined })),
    ({ deliveryId }) => deliveryId,
  );
}

function viewOf(
  { id, endpointId, eventId, eventType, status, dueAt, createdAt, endedAt }: typeof deliveries.$inferSelect,
  made: readonly WebhookAttemptView[],
): WebhookDeliveryView {
  return {
    id,
    endpointId,
    eventId,
    eventType,
    status,
    createdAt,
    nextAttemptAt: status === 'pending' ? dueAt : undefined,
    endedAt: endedAt ?? undefined,
    attempts: made,
  };
}
