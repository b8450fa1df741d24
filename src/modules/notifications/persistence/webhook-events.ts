import type { Tx } from '#shared-kernel/database/database.ts';
import { bodyOf, type PublicEvent } from '../domain/public-event.ts';

export const webhookEvents = {
  /** Keeps what is to be sent; an event that is kept already stays as it is. */
  async addAll(tx: Tx, events: readonly PublicEvent[], at: Date): Promise<void> {
    const rows = events.map((event) => ({ id: event.id, type: event.type, body: bodyOf(event) }));
    await tx.sql`
      insert into notifications.webhook_events (id, type, body, recorded_at)
      select id, type, body, ${at} from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, type text, body text)
      on conflict (id) do nothing`;
  },
};
export type WebhookEvents = typeof webhookEvents;
