import { SecurityActRecordedV1 } from '#contracts/identity/security-act-recorded.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { SecurityAct } from '../domain/security-act.ts';
import { auditEvents } from '../persistence/audit-events.ts';

interface Deps {
  readonly events: EventBus;
  readonly clock: Clock;
}

export type RecordAct = ReturnType<typeof recordAct>;

/** Writes an act down in the transaction that does it, so that there is neither an act nor a record without the other. */
export const recordAct =
  ({ events, clock }: Deps) =>
  async (tx: Tx, { act, actor, subject }: SecurityAct): Promise<void> => {
    const id = newId();
    await auditEvents.add(tx, { id, at: clock.now(), act, actor, subject });
    events.publish(tx, SecurityActRecordedV1, {
      subject: id,
      sequence: 1,
      payload: { auditEventId: id, act, actor, ...(subject === undefined ? {} : { subject }) },
    });
  };
