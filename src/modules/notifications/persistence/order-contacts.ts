import { eq } from 'drizzle-orm';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { Recipient } from '../domain/notification.ts';
import { orderContacts as table } from './schema.ts';

/** Whom to write to about an order, and what the order is called. */
export interface OrderContact {
  readonly orderId: string;
  readonly userId: string | undefined;
  readonly number: string;
  /** Gone once the user was erased. */
  readonly recipient: Recipient | undefined;
}

export const orderContacts = {
  async find(tx: Tx, orderId: string): Promise<OrderContact | undefined> {
    const [row] = await tx.drizzle.select().from(table).where(eq(table.orderId, orderId));
    if (!row) return undefined;
    const { userId, number, email, name } = row;
    const recipient = email !== null && name !== null ? { email, name } : undefined;
    return { orderId, userId: userId ?? undefined, number, recipient };
  },

  /** Adds those that are new; what is known already stays as it is. */
  async addAll(tx: Tx, contacts: readonly OrderContact[]): Promise<void> {
    const rows = contacts.map(({ orderId, userId, number, recipient }) => ({ orderId, userId, number, ...recipient }));
    await tx.sql`
      insert into notifications.order_contacts (order_id, user_id, number, email, name)
      select "orderId", "userId", number, email, name
      from jsonb_to_recordset(${rows}::jsonb) as r("orderId" uuid, "userId" uuid, number text, email text, name text)
      on conflict (order_id) do nothing`;
  },
};
export type OrderContacts = typeof orderContacts;
