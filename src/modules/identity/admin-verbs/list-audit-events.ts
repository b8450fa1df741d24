import { z } from 'zod';
import type { Database } from '#shared-kernel/database/database.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import { SECURITY_ACTS } from '../domain/security-act.ts';
import { listAuditEvents } from '../queries/list-audit-events.ts';

/** `{act, actorId, subjectId, limit}` → the newest audit events, all of them where nothing is asked for. */
export function listAuditEventsVerb(database: Database): AdminVerb {
  return {
    name: 'list-audit-events',
    run: (input) => database.read((db) => listAuditEvents(db, ListInput.parse(input))),
  };
}

const ListInput = z.strictObject({
  act: z.enum(SECURITY_ACTS).optional(),
  actorId: z.uuid().optional(),
  subjectId: z.string().optional(),
  limit: z.int().min(1).max(1_000).default(100),
});
