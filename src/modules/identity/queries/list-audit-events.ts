import { and, desc, eq, lt } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import { auditEvents } from '../persistence/schema.ts';

export interface AuditFilter {
  readonly act?: string | undefined;
  readonly actorId?: string | undefined;
  readonly subjectId?: string | undefined;
  /** Goes on after this event. */
  readonly afterId?: string | undefined;
  readonly limit: number;
}

export type AuditEventView = Awaited<ReturnType<typeof listAuditEvents>>[number];

/** Newest first. */
export function listAuditEvents(db: Db, { act, actorId, subjectId, afterId, limit }: AuditFilter) {
  return db.drizzle
    .select({
      id: auditEvents.id,
      at: auditEvents.at,
      act: auditEvents.act,
      actorKind: auditEvents.actor_kind,
      actorId: auditEvents.actor_id,
      subjectKind: auditEvents.subject_kind,
      subjectId: auditEvents.subject_id,
      correlationId: auditEvents.correlation_id,
    })
    .from(auditEvents)
    .where(
      and(
        act === undefined ? undefined : eq(auditEvents.act, act),
        actorId === undefined ? undefined : eq(auditEvents.actor_id, actorId),
        subjectId === undefined ? undefined : eq(auditEvents.subject_id, subjectId),
        afterId === undefined ? undefined : lt(auditEvents.id, afterId),
      ),
    )
    .orderBy(desc(auditEvents.id))
    .limit(limit);
}
