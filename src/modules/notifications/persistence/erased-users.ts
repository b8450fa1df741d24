import type { Tx } from '#shared-kernel/database/database.ts';
import { erasedUsers as marks } from '#shared-kernel/personal-data/erased-users.ts';

/** Users whose personal data is gone, and must not come back with a message that arrives late. */
export const erasedUsers = {
  /** Blanks whatever the module holds of the user, and marks the user for what is still to come. */
  async erase(tx: Tx, userId: string, at: Date): Promise<{ readonly contacts: number; readonly recipients: number }> {
    await marks.lock(tx, userId);
    await marks.mark(tx, userId, at);
    const contacts = await tx.sql`
      update notifications.order_contacts set email = null, name = null
      where user_id = ${userId} and email is not null returning order_id`;
    const recipients = await tx.sql`
      update notifications.notifications set recipient = null
      where user_id = ${userId} and recipient is not null returning id`;
    return { contacts: contacts.length, recipients: recipients.length };
  },

  among: marks.among,
};
export type ErasedUsers = typeof erasedUsers;
