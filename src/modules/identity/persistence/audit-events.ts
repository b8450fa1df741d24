import type { Tx } from '#shared-kernel/database/database.ts';
import type { SecurityAct } from '../domain/security-act.ts';

export interface AuditEvent extends SecurityAct {
  readonly id: string;
  readonly at: Date;
}

/** Nothing changes one, and none of the last ninety days is removed: the table refuses it. */
export const auditEvents = {
  async add(tx: Tx, { id, at, act, actor, subject }: AuditEvent): Promise<void> {
    const actorId = 'id' in actor ? actor.id : null;
    await tx.sql`
      insert into identity.audit_events (id, at, act, actor_kind, actor_id, subject_kind, subject_id, correlation_id)
      values (${id}, ${at}, ${act}, ${actor.kind}, ${actorId}, ${subject?.kind ?? null}, ${subject?.id ?? null},
        ${tx.cause.correlationId})`;
  },

  /** At most so many, the oldest first. Resolves to how many. */
  async removeBefore(tx: Tx, time: Date, limit: number): Promise<number> {
    const removed = await tx.sql`
      delete from identity.audit_events
      where id in (select id from identity.audit_events where at < ${time} order by at limit ${limit}) returning id`;
    return removed.length;
  },
};
