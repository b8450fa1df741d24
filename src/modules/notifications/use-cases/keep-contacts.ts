import type { Tx } from '#shared-kernel/database/database.ts';
import type { ErasedUsers } from '../persistence/erased-users.ts';
import type { OrderContact, OrderContacts } from '../persistence/order-contacts.ts';

interface Deps {
  readonly orderContacts: OrderContacts;
  readonly erasedUsers: ErasedUsers;
}

/** Keeps whom to write to about these orders, without address and name where the user was erased meanwhile. */
export const keepContacts =
  ({ orderContacts, erasedUsers }: Deps) =>
  async (tx: Tx, contacts: readonly OrderContact[]): Promise<void> => {
    const erased = await erasedUsers.among(
      tx,
      contacts.flatMap(({ userId }) => userId ?? []),
    );
    await orderContacts.addAll(
      tx,
      contacts.map((contact) => (erased.has(contact.userId ?? '') ? { ...contact, recipient: undefined } : contact)),
    );
  };
export type KeepContacts = ReturnType<typeof keepContacts>;
