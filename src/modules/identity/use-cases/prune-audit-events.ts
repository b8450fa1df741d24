import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { auditEvents } from '../persistence/audit-events.ts';

interface Deps {
  readonly clock: Clock;
  readonly keptSeconds: number;
}

export type PruneAuditEvents = ReturnType<typeof pruneAuditEvents>;

/** Removes a batch of audit events whose time is over. False when none is left. */
export const pruneAuditEvents =
  ({ clock, keptSeconds }: Deps) =>
  async (tx: Tx): Promise<boolean> =>
    (await auditEvents.removeBefore(tx, secondsAfter(clock.now(), -keptSeconds), BATCH)) === BATCH;

const BATCH = 500;
