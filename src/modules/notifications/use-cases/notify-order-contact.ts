import type { Tx } from '#shared-kernel/database/database.ts';
import { ContactNotKnownYet } from '../domain/errors.ts';
import type { Letter } from '../domain/letter.ts';
import type { OrderContacts } from '../persistence/order-contacts.ts';
import type { Notify } from './notify.ts';

interface Deps {
  readonly orderContacts: OrderContacts;
  readonly notify: Notify;
}

export interface NotifyOrderContactInput {
  readonly orderId: string;
  readonly occasion: string;
  /** Writes the letter, given what the order is called. */
  readonly letter: (number: string) => Letter;
}

/** Notifies whoever placed the order. Throws {@link ContactNotKnownYet} where the order has not been heard of. */
export const notifyOrderContact =
  ({ orderContacts, notify }: Deps) =>
  async (tx: Tx, { orderId, occasion, letter }: NotifyOrderContactInput): Promise<void> => {
    const contact = await orderContacts.find(tx, orderId);
    if (!contact) throw new ContactNotKnownYet(orderId);
    const { userId, number, recipient } = contact;
    if (recipient) await notify(tx, { letter: letter(number), occasion, about: orderId, orderId, userId, recipient });
  };
export type NotifyOrderContact = ReturnType<typeof notifyOrderContact>;
